//! The records of a posted body: one, a list of them, or `{"Invoices": […]}`.

use crate::wire::posted::{Members, PostDataInvalid, records};

pub(crate) fn posted(body: &[u8], many: &str) -> Result<Vec<Members>, PostDataInvalid> {
    let text = std::str::from_utf8(body).map_err(|_| PostDataInvalid("The posted data is not UTF-8.".to_owned()))?;
    let posted = if text.trim_start().starts_with('[') {
        records(text)?
    } else {
        let members = Members::parse(text)?;
        match members.records(many)? {
            Some(records) => {
                members.allow_only(many)?;
                records
            }
            None => vec![members],
        }
    };
    if posted.is_empty() {
        return Err(PostDataInvalid(format!("No {many} were posted.")));
    }
    Ok(posted)
}
