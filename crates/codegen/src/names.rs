//! Names: from Xero's spelling to each language's.

/// The words of a name in any of Xero's spellings, in lower case: `UpdatedDateUTC`, `pagesize`, `If-Modified-Since`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let characters: Vec<char> = name.chars().collect();
    let mut words = vec![String::new()];
    for (at, &character) in characters.iter().enumerate() {
        if !character.is_alphanumeric() {
            words.push(String::new());
            continue;
        }
        if at > 0 && starts_word(&characters, at) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.extend(character.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Whether a new word starts at an upper-case letter: after a lower-case one or a digit, or as the last of several
/// (`CISRate`), but not within the plural of an abbreviation (`ContactIDs`).
fn starts_word(characters: &[char], at: usize) -> bool {
    if !characters[at].is_uppercase() {
        return false;
    }
    let before = characters[at - 1];
    if !before.is_uppercase() {
        return true;
    }
    let after = characters.get(at + 1);
    let ends_plural = after == Some(&'s') && characters.get(at + 2).is_none_or(|next| !next.is_lowercase());
    after.is_some_and(|next| next.is_lowercase()) && !ends_plural
}

/// `InvoiceID` to `invoice_id`.
pub(crate) fn snake(name: &str) -> String {
    words(name).join("_")
}

/// `payroll_nz.employee_leaves.list` to `payrollNz.employeeLeaves.list`.
pub(crate) fn camel(snake: &str) -> String {
    let mut camel = String::with_capacity(snake.len());
    let mut capital = false;
    for character in snake.chars() {
        if character == '_' {
            capital = true;
        } else if capital {
            camel.extend(character.to_uppercase());
            capital = false;
        } else {
            camel.push(character);
        }
    }
    camel
}

/// `LineItem` to `LINE_ITEM`, `invoices.list` to `INVOICES_LIST`.
pub(crate) fn shout(name: &str) -> String {
    snake(name).to_uppercase()
}

/// With a capital first letter, else as it is: `addressType` to `AddressType`.
pub(crate) fn capitalised(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// `invoice` to `an invoice`.
pub(crate) fn with_article(noun: &str) -> String {
    format!("{} {noun}", article(noun))
}

/// `a` or `an`, by how the word sounds: an `Employee`, a `User`, an `NICategory`.
pub(crate) fn article(word: &str) -> &'static str {
    let lower = word.to_lowercase();
    let is_spelt_out = word.chars().take(2).filter(|letter| letter.is_uppercase()).count() == 2;
    let sounds_like_a_vowel = if is_spelt_out {
        lower.starts_with(['a', 'e', 'f', 'h', 'i', 'l', 'm', 'n', 'o', 'r', 's', 'x'])
    } else {
        lower.starts_with(['a', 'e', 'i', 'o', 'u'])
            && !["us", "uni", "uk", "eu"].iter().any(|it| lower.starts_with(it))
    };
    if sounds_like_a_vowel { "an" } else { "a" }
}

/// `BankTransaction` to `bank transaction`, and abbreviations as they are: `CISSetting` to `CIS setting`.
pub(crate) fn noun(name: &str) -> String {
    let mut rest = name;
    let mut words_of_noun = Vec::new();
    for word in words(name) {
        // Only letters and digits stand in the names that this is for, so the words cover them all.
        let (spelt, after) = rest.split_at(word.len().min(rest.len()));
        let is_abbreviation = spelt.len() > 1 && spelt.chars().all(|character| !character.is_lowercase());
        words_of_noun.push(if is_abbreviation { spelt.to_owned() } else { word });
        rest = after;
    }
    words_of_noun.join(" ")
}

const PYTHON_KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
];

/// A snake-case name as Python can have it: its keywords get an underscore.
pub(crate) fn python(snake: &str) -> String {
    if PYTHON_KEYWORDS.contains(&snake) { format!("{snake}_") } else { snake.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snake_case_of_wire_names() {
        for (wire, expected) in [
            ("InvoiceID", "invoice_id"),
            ("LineItemID", "line_item_id"),
            ("TaxNumberType", "tax_number_type"),
            ("UpdatedDateUTC", "updated_date_utc"),
            ("UpdatedDateUTCString", "updated_date_utc_string"),
            ("AddressLine1", "address_line1"),
            ("trackingOptionID2", "tracking_option_id2"),
            ("IDs", "ids"),
            ("ContactIDs", "contact_ids"),
            ("projectIds", "project_ids"),
            ("unitdp", "unitdp"),
            ("isDeleted", "is_deleted"),
            ("CISRate", "cis_rate"),
            ("DateTimeUTC", "date_time_utc"),
            ("XeroNetworkKey", "xero_network_key"),
            ("If-Modified-Since", "if_modified_since"),
            ("HasHELPDebt", "has_help_debt"),
            ("SYSGST/USCOUNTRY", "sysgst_uscountry"),
        ] {
            assert_eq!(snake(wire), expected, "{wire}");
        }
    }

    #[test]
    fn other_spellings() {
        assert_eq!(camel("payroll_nz.employee_leaves.list"), "payrollNz.employeeLeaves.list");
        assert_eq!(camel("address_line1"), "addressLine1");
        assert_eq!(shout("payroll_nz.employees.list"), "PAYROLL_NZ_EMPLOYEES_LIST");
        assert_eq!(noun("BankTransaction"), "bank transaction");
        assert_eq!(noun("CISSetting"), "CIS setting");
        assert_eq!(with_article("invoice"), "an invoice");
        assert_eq!(with_article("user"), "a user");
        for (word, expected) in [("Employee", "an"), ("UsageRecord", "a"), ("NICategory", "an"), ("CISSetting", "a")] {
            assert_eq!(article(word), expected, "{word}");
        }
        assert_eq!(python("class"), "class_");
        assert_eq!(python("type"), "type");
    }
}
