//! One file of a multipart form.

use hyper::body::Bytes;

/// One file of a form.
pub(crate) struct Part {
    pub(crate) file_name: String,
    pub(crate) media_type: String,
    pub(crate) content: Bytes,
}

impl Part {
    /// The first part that has a file name or a content type of its own.
    pub(crate) fn first(content_type: &str, body: &Bytes) -> Option<Part> {
        let boundary = parameter(content_type, "boundary")?;
        let line = format!("--{boundary}");
        let mut at = position(body, line.as_bytes(), 0)?;
        let mut name = None;
        loop {
            let head_start = at + line.len() + 2;
            let head_end = position(body, b"\r\n\r\n", head_start)?;
            let head = std::str::from_utf8(&body[head_start..head_end]).ok()?;
            let next = position(body, line.as_bytes(), head_end)?;
            let content = body.slice(head_end + 4..next.checked_sub(2)?.max(head_end + 4));
            let header = |wanted: &str| {
                head.lines().find_map(|line| {
                    let (key, value) = line.split_once(':')?;
                    key.trim().eq_ignore_ascii_case(wanted).then(|| value.trim().to_owned())
                })
            };
            let disposition = header("content-disposition").unwrap_or_default();
            let file_name = parameter(&disposition, "filename");
            let media_type = header("content-type");
            if file_name.is_some() || media_type.is_some() {
                let media_type = media_type.unwrap_or_else(|| "application/octet-stream".to_owned());
                return Some(Part { file_name: name.or(file_name)?, media_type, content });
            }
            // The form's own "name" goes before the name of the file.
            if parameter(&disposition, "name").is_some_and(|field| field == "name") {
                name = String::from_utf8(content.to_vec()).ok().filter(|name| !name.is_empty());
            }
            at = next;
        }
    }
}

/// `name="value"` or `name=value` of a header.
fn parameter(header: &str, name: &str) -> Option<String> {
    header.split(';').skip(1).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        key.eq_ignore_ascii_case(name).then(|| value.trim_matches('"').to_owned())
    })
}

fn position(whole: &[u8], part: &[u8], from: usize) -> Option<usize> {
    let rest = whole.get(from..)?;
    rest.windows(part.len()).position(|window| window == part).map(|at| at + from)
}
