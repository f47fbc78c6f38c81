//! The tracking of posted lines: found in the organisation's categories, by ids or by names.

use xero_m2m_spec::Family;

use super::record::Record;
use super::{Place, Records, Row};
use crate::ledger::tracking::Tracking;
use crate::values::ids::Guid;
use crate::wire::posted::{Members, PostDataInvalid};

const MOST_OF_A_LINE: usize = 2;
const CATEGORIES: Place = Place::new(Family::Accounting, "TrackingCategories");

/// As it was posted.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    category: Option<Guid>,
    name: String,
    option: Option<Guid>,
    option_name: String,
}

impl Wanted {
    /// None where nothing is said.
    pub(crate) fn read(posted: &Members) -> Result<Option<Vec<Wanted>>, PostDataInvalid> {
        let Some(all) = posted.records("Tracking")? else { return Ok(None) };
        let wanted = |one: &Members| {
            one.allow("LineItemTracking")?;
            let id = |name| one.text(name).map(|text| text.and_then(|text| Guid::parse(&text)));
            Ok(Wanted {
                category: id("TrackingCategoryID")?,
                name: one.text("Name")?.unwrap_or_default(),
                option: id("TrackingOptionID")?,
                option_name: one.text("Option")?.unwrap_or_default(),
            })
        };
        all.iter().map(wanted).collect::<Result<_, _>>().map(Some)
    }

    pub(crate) fn of(line: &Record) -> Option<Vec<Wanted>> {
        line.get("Tracking")?;
        let wanted = |one: &Record| Wanted {
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

pub(crate) fn find(records: &Records, wanted: &[Wanted]) -> Result<Vec<Tracking>, String> {
    if wanted.len() > MOST_OF_A_LINE {
        return Err(format!("A line has at most {MOST_OF_A_LINE} tracking categories"));
    }
    wanted.iter().map(|one| one.find(records)).collect()
}

/// Of a line as it was kept.
pub(crate) fn held(line: &Record) -> Vec<Tracking> {
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
