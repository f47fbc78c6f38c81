//! The tracking of lines, found in the organisation's categories by ID or name.

use xero_m2m_spec::Family;

use super::record::Record;
use super::{CollectionKey, Records, Row};
use crate::ledger::tracking::Tracking;
use crate::values::ids::Guid;
use crate::wire::posted::{PostDataInvalid, PostedFields};

const MAX_PER_LINE: usize = 2;
const CATEGORIES: CollectionKey = CollectionKey::new(Family::Accounting, "TrackingCategories");

/// Tracking as it was posted.
#[derive(Clone, Debug)]
pub(crate) struct TrackingInput {
    category: Option<Guid>,
    name: String,
    option: Option<Guid>,
    option_name: String,
}

impl TrackingInput {
    /// None if the field is missing.
    pub(crate) fn read(posted: &PostedFields) -> Result<Option<Vec<TrackingInput>>, PostDataInvalid> {
        let Some(all) = posted.records("Tracking")? else { return Ok(None) };
        let wanted = |one: &PostedFields| {
            one.allow("LineItemTracking")?;
            let id = |name| one.text(name).map(|text| text.and_then(|text| Guid::parse(&text)));
            Ok(TrackingInput {
                category: id("TrackingCategoryID")?,
                name: one.text("Name")?.unwrap_or_default(),
                option: id("TrackingOptionID")?,
                option_name: one.text("Option")?.unwrap_or_default(),
            })
        };
        all.iter().map(wanted).collect::<Result<_, _>>().map(Some)
    }

    pub(crate) fn of(line: &Record) -> Option<Vec<TrackingInput>> {
        line.get("Tracking")?;
        let wanted = |one: &Record| TrackingInput {
            category: one.id("TrackingCategoryID"),
            name: one.text("Name").to_owned(),
            option: one.id("TrackingOptionID"),
            option_name: one.text("Option").to_owned(),
        };
        Some(line.records("Tracking").map(wanted).collect())
    }

    fn find(&self, records: &Records) -> Result<Tracking, String> {
        let named = |row: &Row, id: Option<Guid>, name: &str| match id {
            Some(id) => row.id == id,
            None => !name.is_empty() && row.record.text("Name").eq_ignore_ascii_case(name),
        };
        let category = records.all(CATEGORIES).iter().find(|row| named(row, self.category, &self.name));
        let category = category.ok_or_else(|| format!("The tracking category '{}' does not exist", self.name))?;
        let options = records.all(CATEGORIES.child("Options", category.id)).iter();
        let option = options.into_iter().find(|row| named(row, self.option, &self.option_name));
        let option = option.ok_or_else(|| format!("The tracking option '{}' does not exist", self.option_name))?;
        Ok(Tracking {
            category: category.id,
            name: category.record.text("Name").to_owned(),
            option: option.id,
            option_name: option.record.text("Name").to_owned(),
        })
    }
}

pub(crate) fn find(records: &Records, wanted: &[TrackingInput]) -> Result<Vec<Tracking>, String> {
    if wanted.len() > MAX_PER_LINE {
        return Err(format!("A line has at most {MAX_PER_LINE} tracking categories"));
    }
    wanted.iter().map(|one| one.find(records)).collect()
}

/// The tracking of a stored line.
pub(crate) fn of_line(line: &Record) -> Vec<Tracking> {
    let tracking = |one: &Record| {
        Some(Tracking {
            category: one.id("TrackingCategoryID")?,
            name: one.text("Name").to_owned(),
            option: one.id("TrackingOptionID")?,
            option_name: one.text("Option").to_owned(),
        })
    };
    line.records("Tracking").filter_map(tracking).collect()
}

pub(crate) fn set(line: &mut Record, tracking: &[Tracking]) {
    let record = |one: &Tracking| {
        Record::from([
            ("Name", one.name.clone().into()),
            ("Option", one.option_name.clone().into()),
            ("TrackingCategoryID", one.category.into()),
            ("TrackingOptionID", one.option.into()),
        ])
    };
    line.set("Tracking", tracking.iter().map(record).collect::<Vec<_>>().into());
}
