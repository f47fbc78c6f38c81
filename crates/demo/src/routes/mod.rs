//! The routes: which function answers which path.

mod accounts;
mod contacts;
mod create;
mod invoices;
mod list;
mod organisation;
mod query;
pub(crate) mod schemas;
mod token;
mod token_form;

use std::sync::Arc;

use axum::Router;
use axum::routing::{get, post};

use crate::company::Company;
use crate::reply::Reply;

pub(crate) const API: &str = "/api.xro/2.0";
pub(crate) const TOKEN: &str = "/connect/token";

pub(crate) fn router(company: Arc<Company>) -> Router {
    let api = Router::new()
        .route("/Organisation", get(organisation::get))
        .route("/Organisations", get(organisation::get))
        .route("/Accounts", get(accounts::list))
        .route("/Accounts/{id}", get(accounts::get))
        .route("/Contacts", get(contacts::list))
        .route("/Contacts/{id}", get(contacts::get))
        .route("/Invoices", get(invoices::list).put(create::invoices))
        .route("/Invoices/{id}", get(invoices::get))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed);
    Router::new()
        .route(TOKEN, post(token::issue))
        .nest(API, api)
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .with_state(company)
}

async fn not_found() -> Reply {
    Reply::not_found()
}

async fn method_not_allowed() -> Reply {
    Reply::text(405, "The requested resource does not support this method")
}
