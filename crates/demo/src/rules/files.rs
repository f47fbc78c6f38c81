//! Files, folders and associations.

use xero_m2m_spec::Family;

use super::rule::Rules;
use crate::store::CollectionKey;
use crate::store::record::FieldValue;

pub(crate) const FILES: CollectionKey = CollectionKey::new(Family::Files, "Files");
pub(crate) const FOLDERS: CollectionKey = CollectionKey::new(Family::Files, "Folders");
pub(crate) const INBOX: &str = "folder/Inbox";

pub(crate) const OF_FOLDERS: Rules = Rules {
    check: |draft, context| {
        super::accounting::unique(draft, context, "Name");
        draft.record.fill("IsInbox", false);
    },
    shown: Some(|record, row, context| {
        let existing =
            context.records.all(FILES).iter().filter(|file| file.record.id("FolderId") == Some(row.id)).count();
        record.set("FileCount", FieldValue::Integer(i64::try_from(existing).unwrap_or(i64::MAX)));
    }),
    why_not_deleted: |row, _| row.record.is_true("IsInbox").then(|| "The inbox cannot be deleted.".to_owned()),
    ..Rules::NONE
};

pub(crate) const OF_FILES: Rules = Rules {
    check: |draft, context| {
        let folder = draft.record.id("FolderId");
        if folder.is_some_and(|folder| !context.holds("Folders", folder)) {
            draft.add_error("FolderId", "The folder does not exist.");
        }
    },
    ..Rules::NONE
};
pub(crate) const ASSOCIATIONS: Rules = Rules { key: Some("ObjectId"), ..Rules::NONE };
