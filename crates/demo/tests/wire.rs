//! The demo company over a real socket: what a client of Xero would see.

#[path = "wire/accounts.rs"]
mod accounts;
#[path = "wire/all_operations.rs"]
mod all_operations;
#[path = "wire/api.rs"]
mod api;
#[path = "wire/apps.rs"]
mod apps;
#[path = "wire/attachments.rs"]
mod attachments;
#[path = "wire/budgets.rs"]
mod budgets;
#[path = "wire/clock.rs"]
mod clock;
#[path = "wire/commands.rs"]
mod commands;
#[path = "wire/contacts.rs"]
mod contacts;
#[path = "wire/create.rs"]
mod create;
#[path = "wire/credits.rs"]
mod credits;
#[path = "wire/document_kinds.rs"]
mod document_kinds;
#[path = "wire/documents.rs"]
mod documents;
#[path = "wire/entries.rs"]
mod entries;
#[path = "wire/families.rs"]
mod families;
#[path = "wire/faults.rs"]
mod faults;
#[path = "wire/finance.rs"]
mod finance;
#[path = "wire/first_books.rs"]
mod first_books;
#[path = "wire/history.rs"]
mod history;
#[path = "wire/idempotency.rs"]
mod idempotency;
#[path = "wire/invoice_status.rs"]
mod invoice_status;
#[path = "wire/invoice_updates.rs"]
mod invoice_updates;
#[path = "wire/items.rs"]
mod items;
#[path = "wire/journals.rs"]
mod journals;
#[path = "wire/lifecycle.rs"]
mod lifecycle;
#[path = "wire/limits.rs"]
mod limits;
#[path = "wire/lists.rs"]
mod lists;
#[path = "wire/lock_dates.rs"]
mod lock_dates;
#[path = "wire/organisations.rs"]
mod organisations;
#[path = "wire/page.rs"]
mod page;
#[path = "wire/pay_runs.rs"]
mod pay_runs;
#[path = "wire/payments.rs"]
mod payments;
#[path = "wire/refunds.rs"]
mod refunds;
#[path = "wire/reports.rs"]
mod reports;
#[path = "wire/scale.rs"]
mod scale;
#[path = "wire/seed.rs"]
mod seed;
#[path = "wire/strict.rs"]
mod strict;
#[path = "wire/support.rs"]
mod support;
#[path = "wire/tax_rates.rs"]
mod tax_rates;
#[path = "wire/token.rs"]
mod token;
#[path = "wire/tracking.rs"]
mod tracking;
#[path = "wire/webhooks.rs"]
mod webhooks;
