//! Files: uploads as forms, contents, the inbox, and where files hang.

use xero_m2m_spec::Family;

use super::rule::Rules;
use crate::store::Place;
use crate::store::record::Value;

pub(crate) const FILES: Place = Place::new(Family::Files, "Files");
pub(crate) const FOLDERS: Place = Place::new(Family::Files, "Folders");
pub(crate) const INBOX: &str = "folder/Inbox";

pub(crate) const OF_FOLDERS: Rules = Rules {
    check: |draft, desk| {
        super::accounting::unique(draft, desk, "Name");
        draft.record.fill("IsInbox", false);
    },
    shown: Some(|record, row, desk| {
        let held = desk.records.all(FILES).iter().filter(|file| file.record.id("FolderId") == Some(row.id)).count();
        record.set("FileCount", Value::Integer(i64::try_from(held).unwrap_or(i64::MAX)));
    }),
    stays: |row, _| row.record.is_true("IsInbox").then(|| "The inbox cannot be deleted.".to_owned()),
    ..Rules::NONE
};

pub(crate) const OF_FILES: Rules = Rules {
    check: |draft, desk| {
        let folder = draft.record.id("FolderId");
        if folder.is_some_and(|folder| !desk.holds("Folders", folder)) {
            draft.fault("FolderId", "The folder does not exist.");
        }
    },
    ..Rules::NONE
};
pub(crate) const ASSOCIATIONS: Rules = Rules { key: Some("ObjectId"), ..Rules::NONE };
