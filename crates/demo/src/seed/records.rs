//! The first records: few, and with ids that never change.

use xero_m2m_spec::{Family, SCHEMAS};

use crate::ledger::organisation::Organisation;
use crate::records::read::{Names, Reader};
use crate::records::schema::{identity, stamp};
use crate::rules::{pay_runs, pay_runs_au, tax_rates};
use crate::store::record::Record;
use crate::store::{Place, Records, Row};
use crate::values::ids::Guid;
use crate::wire::posted::Members;

/// Records of one kind, below the record of that name where there is one. Ids are names of ids; days are as far from
/// the start as they say.
struct Seed {
    family: Family,
    collection: &'static str,
    parent: Option<&'static str>,
    schema: &'static str,
    records: &'static str,
}

const fn seed(family: Family, collection: &'static str, schema: &'static str, records: &'static str) -> Seed {
    Seed { family, collection, parent: None, schema, records }
}

const EVERYWHERE: &[Seed] = &[
    seed(Family::Accounting, "Items", "accounting.Item", include_str!("records/items.json")),
    seed(
        Family::Accounting,
        "TrackingCategories",
        "accounting.TrackingCategory",
        r#"[{"TrackingCategoryID": "tracking/Region", "Name": "Region", "Status": "ACTIVE"}]"#,
    ),
    Seed {
        family: Family::Accounting,
        collection: "Options",
        parent: Some("tracking/Region"),
        schema: "accounting.TrackingOption",
        records: include_str!("records/regions.json"),
    },
    seed(
        Family::Accounting,
        "BrandingThemes",
        "accounting.BrandingTheme",
        include_str!("records/branding_themes.json"),
    ),
    seed(Family::Accounting, "Users", "accounting.User", include_str!("records/users.json")),
    seed(
        Family::Accounting,
        "ContactGroups",
        "accounting.ContactGroup",
        r#"[{"ContactGroupID": "contact group/Training", "Name": "Training", "Status": "ACTIVE"}]"#,
    ),
    seed(Family::Assets, "AssetTypes", "assets.AssetType", include_str!("records/asset_types.json")),
    seed(Family::Assets, "Assets", "assets.Asset", include_str!("records/assets.json")),
    seed(
        Family::Files,
        "Folders",
        "files.Folder",
        r#"[{"Id": "folder/Inbox", "Name": "Inbox", "IsInbox": true}, {"Id": "folder/Contracts", "Name": "Contracts", "IsInbox": false}]"#,
    ),
    seed(Family::Projects, "Projects", "projects.Project", include_str!("records/projects.json")),
    seed(
        Family::Projects,
        "ProjectsUsers",
        "projects.ProjectUser",
        r#"[{"userId": "user/Demo", "name": "Demo User", "email": "demo.user@example.com"}]"#,
    ),
    Seed {
        family: Family::Projects,
        collection: "Tasks",
        parent: Some("project/Office refit"),
        schema: "projects.Task",
        records: include_str!("records/tasks.json"),
    },
    Seed {
        family: Family::Projects,
        collection: "Time",
        parent: Some("project/Office refit"),
        schema: "projects.TimeEntry",
        records: include_str!("records/time.json"),
    },
];

const NZ: &[Seed] = &[
    seed(Family::PayrollNz, "Employees", "payroll_nz.Employee", include_str!("records/employees_nz.json")),
    seed(Family::PayrollNz, "PayRunCalendars", "payroll_nz.PayRunCalendar", include_str!("records/calendars.json")),
    seed(Family::PayrollNz, "LeaveTypes", "payroll_nz.LeaveType", include_str!("records/leave_types.json")),
    seed(Family::PayrollNz, "EarningsRates", "payroll_nz.EarningsRate", include_str!("records/earnings_rates.json")),
    Seed {
        family: Family::PayrollNz,
        collection: "PayTemplates/Earnings",
        parent: Some("employee/1"),
        schema: "payroll_nz.EarningsTemplate",
        records: include_str!("records/pay_template_first.json"),
    },
    Seed {
        family: Family::PayrollNz,
        collection: "PayTemplates/Earnings",
        parent: Some("employee/2"),
        schema: "payroll_nz.EarningsTemplate",
        records: include_str!("records/pay_template_second.json"),
    },
    seed(
        Family::PayrollNz,
        "StatutoryDeductions",
        "payroll_nz.StatutoryDeduction",
        r#"[{"id": "statutory deduction/Child support", "name": "Child support", "statutoryDeductionCategory": "ChildSupport", "liabilityAccountId": "account/825", "currentRecord": true}]"#,
    ),
    seed(Family::PayrollNz, "PayRuns", "payroll_nz.PayRun", include_str!("records/pay_runs.json")),
];

const UK: &[Seed] = &[
    seed(Family::PayrollUk, "Employees", "payroll_uk.Employee", include_str!("records/employees_uk.json")),
    seed(Family::PayrollUk, "PayRunCalendars", "payroll_uk.PayRunCalendar", include_str!("records/calendars.json")),
    seed(Family::PayrollUk, "LeaveTypes", "payroll_uk.LeaveType", include_str!("records/leave_types.json")),
    seed(Family::PayrollUk, "EarningsRates", "payroll_uk.EarningsRate", include_str!("records/earnings_rates.json")),
    Seed {
        family: Family::PayrollUk,
        collection: "PayTemplates/earnings",
        parent: Some("employee/1"),
        schema: "payroll_uk.EarningsTemplate",
        records: include_str!("records/pay_template_first.json"),
    },
    Seed {
        family: Family::PayrollUk,
        collection: "PayTemplates/earnings",
        parent: Some("employee/2"),
        schema: "payroll_uk.EarningsTemplate",
        records: include_str!("records/pay_template_second.json"),
    },
    seed(
        Family::PayrollUk,
        "EarningsOrders",
        "payroll_uk.EarningsOrder",
        r#"[{"id": "earnings order/Council tax", "name": "Council tax", "statutoryDeductionCategory": "NonPriorityOrder", "liabilityAccountId": "account/825", "currentRecord": true}]"#,
    ),
    seed(Family::PayrollUk, "PayRuns", "payroll_uk.PayRun", include_str!("records/pay_runs.json")),
];

const AU: &[Seed] = &[
    seed(Family::PayrollAu, "Employees", "payroll_au.Employee", include_str!("records/employees_au.json")),
    seed(
        Family::PayrollAu,
        "PayrollCalendars",
        "payroll_au.PayrollCalendar",
        include_str!("records/calendars_au.json"),
    ),
    seed(Family::PayrollAu, "PayItems", "payroll_au.PayItems", include_str!("records/pay_items_au.json")),
    seed(Family::PayrollAu, "PayRuns", "payroll_au.PayRun", include_str!("records/pay_runs_au.json")),
];

impl Records {
    /// Those that an organisation of this region starts with.
    pub(crate) fn seeded(organisation: &Organisation, now: i64) -> Records {
        let of_region = match organisation.version {
            "NZ" => NZ,
            "UK" => UK,
            "AU" => AU,
            _ => &[],
        };
        let mut records = Records::default();
        let mut put = |collection, name: &str, record| {
            let row = Row { id: Guid::named(name), record, created: now, updated: now };
            records.put(Place::new(Family::Accounting, collection), row);
        };
        for tax in &organisation.taxes {
            put("TaxRates", &format!("tax/{}", tax.code), tax_rates::record(tax));
        }
        let currency = organisation.currency;
        put("Currencies", &format!("currency/{currency}"), Record::from([("Code", currency.into())]));
        for seed in EVERYWHERE.iter().chain(of_region) {
            for row in seed.rows(now).unwrap_or_default() {
                match (seed.collection, seed.family) {
                    ("PayRuns", Family::PayrollAu) => pay_runs_au::make_slips(&mut records, &row, now),
                    ("PayRuns", family) => pay_runs::make_slips(&mut records, family, &row, now),
                    _ => {}
                }
                records.put(seed.place(), row);
            }
        }
        records
    }
}

impl Seed {
    fn place(&self) -> Place {
        let place = Place::new(self.family, self.collection);
        self.parent.map_or(place, |parent| place.below(Guid::named(parent)))
    }

    fn rows(&self, now: i64) -> Option<Vec<Row>> {
        let schema = SCHEMAS.iter().find(|schema| schema.name == self.schema)?;
        let reader = Reader { names: Names::Strict, seed: Some(now) };
        let row = |members: &Members| {
            let mut record = reader.record(members, schema).ok()?;
            stamp(&mut record, schema, true, now);
            // A record without an id is the only one of its place.
            let id = identity(schema).map_or_else(|| Some(Guid::named("")), |name| record.id(name))?;
            Some(Row { id, record, created: now, updated: now })
        };
        crate::wire::posted::records(self.records).ok()?.iter().map(row).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{AU, EVERYWHERE, NZ, UK};

    #[test]
    fn every_first_record_fits_its_schema() {
        for seed in [EVERYWHERE, NZ, UK, AU].into_iter().flatten() {
            let rows = seed.rows(1_769_903_999_000).unwrap_or_else(|| panic!("{} {}", seed.schema, seed.records));
            assert!(!rows.is_empty());
        }
    }
}
