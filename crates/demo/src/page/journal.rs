//! The last calls, newest first.

use std::fmt::Write;

use crate::journal::{Entry, Journal};
use crate::wire::html::escaped;

const SHOWN: usize = 30;

pub(crate) fn section(out: &mut String, journal: &Journal) {
    let _ = write!(
        out,
        "<section class=\"wide\"><h2>Calls</h2><p>{} for tokens, {} of the API. The last ones, newest first:</p><table>\
         <thead><tr><th scope=\"col\">Method</th><th scope=\"col\">Path</th><th scope=\"col\" class=\"number\">Status</th>\
         </tr></thead><tbody>",
        journal.token_requests, journal.api_requests
    );
    journal.last(SHOWN).into_iter().rev().for_each(|entry| line(out, entry));
    out.push_str(
        "</tbody></table><form data-command=\"clear_journal\"><button>Forget the calls</button></form></section>",
    );
}

fn line(out: &mut String, entry: &Entry) {
    let query = entry.query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
    let is_bad = entry.status.is_none_or(|status| status >= 400);
    let _ = write!(
        out,
        "<tr><td>{}</td><td><code>{}{}</code> <small>{}</small></td><td class=\"number{}\">{}</td></tr>",
        escaped(&entry.method),
        escaped(&entry.path),
        escaped(&query),
        escaped(&entry.request_id),
        if is_bad { " bad" } else { "" },
        entry.status.map_or_else(|| "none".to_owned(), |status| status.to_string()),
    );
}
