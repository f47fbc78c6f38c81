//! A small PDF of text: A4 pages, Courier, a bold first line.

use std::fmt::Write;

const LINES_A_PAGE: usize = 56;
const LEFT: u32 = 50;
const TOP: u32 = 790;
const LEADING: u32 = 13;

/// A document with these lines, on as many pages as they need.
pub(crate) fn document(lines: &[String]) -> Vec<u8> {
    let pages: Vec<&[String]> = if lines.is_empty() { vec![&[]] } else { lines.chunks(LINES_A_PAGE).collect() };
    let kids: Vec<String> = (0..pages.len()).map(|at| format!("{} 0 R", 5 + 2 * at)).collect();
    let mut objects = vec![
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), pages.len()).into_bytes(),
        font("Courier"),
        font("Courier-Bold"),
    ];
    for (at, lines) in pages.into_iter().enumerate() {
        let page = format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R \
             /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>",
            6 + 2 * at
        );
        objects.push(page.into_bytes());
        objects.push(content(lines, at == 0));
    }
    assembled(&objects)
}

fn font(name: &str) -> Vec<u8> {
    format!("<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>").into_bytes()
}

fn content(lines: &[String], first_page: bool) -> Vec<u8> {
    let mut stream = format!("BT {LEADING} TL {LEFT} {TOP} Td\n").into_bytes();
    for (at, line) in lines.iter().enumerate() {
        stream.extend_from_slice(if at == 0 && first_page { b"/F2 16 Tf (" } else { b"/F1 9 Tf (" });
        stream.extend(line.chars().flat_map(encoded));
        stream.extend_from_slice(b") Tj T*\n");
    }
    stream.extend_from_slice(b"ET\n");
    let mut object = format!("<< /Length {} >>\nstream\n", stream.len()).into_bytes();
    object.extend(stream);
    object.extend_from_slice(b"endstream");
    object
}

/// The characters that the font has, with those escaped that end a text.
fn encoded(character: char) -> Vec<u8> {
    match character {
        '(' | ')' | '\\' => vec![b'\\', u8::try_from(character).unwrap_or(b'?')],
        ' '..='~' | '\u{a0}'..='\u{ff}' => vec![u8::try_from(character).unwrap_or(b'?')],
        '€' => vec![0x80],
        '–' => vec![0x96],
        '’' => vec![0x92],
        _ => vec![b'?'],
    }
}

/// Header, numbered objects, table of their places, trailer.
fn assembled(objects: &[Vec<u8>]) -> Vec<u8> {
    let mut out = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (at, object) in objects.iter().enumerate() {
        let _ = writeln!(table, "{:010} 00000 n ", out.len());
        out.extend_from_slice(format!("{} 0 obj\n", at + 1).as_bytes());
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n");
    }
    let place = out.len();
    out.extend_from_slice(table.as_bytes());
    let trailer = format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{place}\n%%EOF\n", objects.len() + 1);
    out.extend_from_slice(trailer.as_bytes());
    out
}

#[cfg(test)]
mod tests {
    use super::document;

    fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
        bytes.windows(part.len()).position(|window| window == part)
    }

    #[test]
    fn the_table_tells_where_each_object_stands() {
        let lines: Vec<String> = (0..100).map(|line| format!("Line {line} (of 100) \\ Café 漢")).collect();
        let pdf = document(&lines);
        assert!(pdf.starts_with(b"%PDF-1.4") && pdf.ends_with(b"%%EOF\n"));
        let table = find(&pdf, b"xref\n0 9\n").expect("eight objects and the first");
        let text = String::from_utf8_lossy(&pdf[table..]).into_owned();
        for (number, place) in text.lines().skip(3).take(8).enumerate() {
            let at: usize = place[..10].parse().expect("a place");
            assert!(pdf[at..].starts_with(format!("{} 0 obj", number + 1).as_bytes()), "{place}");
        }
        assert!(text.contains(&format!("startxref\n{table}\n")));
        assert!(find(&pdf, b"(Line 99 \\(of 100\\) \\\\ Caf\xe9 ?) Tj").is_some());
    }
}
