//! The table: every operation that the library can call and every record that it knows.

mod accounting;
mod accounting_schemas;
mod app_store;
mod app_store_schemas;
mod assets;
mod assets_schemas;
mod bank_feeds;
mod bank_feeds_schemas;
mod files;
mod files_schemas;
mod finance;
mod finance_schemas;
mod identity;
mod identity_schemas;
mod index;
mod payroll_au;
mod payroll_au_schemas;
mod payroll_au_v2;
mod payroll_au_v2_schemas;
mod payroll_nz;
mod payroll_nz_schemas;
mod payroll_uk;
mod payroll_uk_schemas;
mod projects;
mod projects_schemas;

pub use index::{OPERATIONS, SCHEMAS};
