//! The routes: which function answers which path.

mod accounts;
mod attachments;
mod contacts;
mod history;
mod invoice_actions;
mod invoices;
mod list;
mod organisation;
mod owner;
mod posted;
mod query;
pub(crate) mod schemas;
mod token;
mod token_form;
mod write;
mod writes;

use std::sync::Arc;

use axum::routing::{get, post};
use axum::{Extension, Router};

use crate::company::Company;
use crate::ledger::draft::{Contacts, Invoices};
use crate::reply::Reply;
use owner::Owner;

pub(crate) const API: &str = "/api.xro/2.0";
pub(crate) const TOKEN: &str = "/connect/token";

pub(crate) fn router(company: Arc<Company>) -> Router {
    let api = Router::new()
        .route("/Organisation", get(organisation::get))
        .route("/Organisations", get(organisation::get))
        .route("/Accounts", get(accounts::list))
        .route("/Accounts/{id}", get(accounts::get))
        .route("/Contacts", get(contacts::list).put(writes::create::<Contacts>).post(writes::upsert::<Contacts>))
        .route("/Contacts/{id}", get(contacts::get).post(writes::update::<Contacts>))
        .route("/Invoices", get(invoices::list).put(writes::create::<Invoices>).post(writes::upsert::<Invoices>))
        .route("/Invoices/{id}", get(invoices::get).post(writes::update::<Invoices>))
        .route("/Invoices/{id}/Email", post(invoice_actions::email))
        .route("/Invoices/{id}/OnlineInvoice", get(invoice_actions::online))
        .merge(papers("Contacts", Owner::Contact))
        .merge(papers("Invoices", Owner::Invoice))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed);
    Router::new()
        .route(TOKEN, post(token::issue))
        .nest(API, api)
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(company)
}

/// What hangs on a record: its history and its attachments.
fn papers(resource: &str, owner: Owner) -> Router<Arc<Company>> {
    let below = |path: &str| format!("/{resource}/{{id}}/{path}");
    Router::new()
        .route(&below("History"), get(history::list).put(history::note))
        .route(&below("Attachments"), get(attachments::list))
        .route(&below("Attachments/{key}"), get(attachments::get).put(attachments::upload).post(attachments::upload))
        .layer(Extension(owner))
}

async fn not_found() -> Reply {
    Reply::not_found()
}

async fn method_not_allowed() -> Reply {
    Reply::text(405, "The requested resource does not support this method")
}
