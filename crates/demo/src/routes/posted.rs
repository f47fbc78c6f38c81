//! The records of a posted body: one, a list of them, or `{"Invoices": […]}`.

use crate::wire::posted::{PostDataInvalid, PostedFields, records};

pub(crate) fn posted(body: &[u8], many: &str) -> Result<Vec<PostedFields>, PostDataInvalid> {
    let text = std::str::from_utf8(body).map_err(|_| PostDataInvalid("The posted data is not UTF-8.".to_owned()))?;
    let posted = if text.trim_start().starts_with('[') {
        records(text)?
    } else {
        let fields = PostedFields::parse(text)?;
        match fields.records(many)? {
            Some(records) => {
                fields.allow_only(many)?;
                records
            }
            None => vec![fields],
        }
    };
    if posted.is_empty() {
        return Err(PostDataInvalid(format!("No {many} were posted.")));
    }
    Ok(posted)
}
