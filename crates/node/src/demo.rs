//! The demo company, started inside the Node process.

use napi::bindgen_prelude::Either;
use napi_derive::napi;
use xero_m2m_demo::{DemoCompany, DemoError};

use crate::errors;

const HINT: &str = "The members of DemoCompany are described in its documentation.";

/// A running demo company. It stops when JavaScript lets go of it.
#[derive(Debug)]
#[napi]
pub struct NativeDemo {
    company: DemoCompany,
}

#[napi]
impl NativeDemo {
    /// What the client needs to know of it, as JSON.
    #[napi]
    pub fn describe(&self) -> String {
        text(self.company.describe())
    }

    /// Obeys one command; replies with JSON.
    #[napi]
    pub fn control(&self, command: String) -> String {
        match self.company.control(command.as_bytes()) {
            Ok(reply) => text(reply),
            Err(error) => refused(&error),
        }
    }

    #[napi]
    pub fn stop(&self) {
        self.company.stop();
    }
}

/// Starts a demo company, or gives the error reply.
#[napi]
pub fn start_demo(options: String) -> Either<NativeDemo, String> {
    match DemoCompany::start(options.as_bytes()) {
        Ok(company) => Either::A(NativeDemo { company }),
        Err(error) => Either::B(refused(&error)),
    }
}

fn refused(error: &DemoError) -> String {
    text(errors::plain("argument", &error.to_string(), HINT))
}

fn text(json: Vec<u8>) -> String {
    String::from_utf8_lossy(&json).into_owned()
}
