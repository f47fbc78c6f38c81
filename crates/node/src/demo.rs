//! The demo company, started inside the Node process.

use std::sync::Arc;

use napi::bindgen_prelude::{AsyncTask, Either};
use napi::{Env, Task};
use napi_derive::napi;
use xero_m2m_demo::{DemoCompany, DemoError};

use crate::errors;

const HINT: &str = "The documentation of DemoCompany lists its methods and options.";

/// A running demo company. It stops when JavaScript lets go of it.
#[derive(Debug)]
#[napi]
pub struct NativeDemo {
    company: Arc<DemoCompany>,
}

/// A command that may take its time, on a thread where nothing else waits for it.
#[derive(Debug)]
pub struct Command {
    company: Arc<DemoCompany>,
    command: String,
}

impl Task for Command {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> napi::Result<String> {
        Ok(run_command(&self.company, &self.command))
    }

    fn resolve(&mut self, _env: Env, response: String) -> napi::Result<String> {
        Ok(response)
    }
}

#[napi]
impl NativeDemo {
    /// What the client needs to know of it, as JSON.
    #[napi]
    pub fn describe(&self) -> String {
        text(self.company.describe())
    }

    /// Runs one command and returns its response as JSON.
    #[napi]
    pub fn control(&self, command: String) -> String {
        run_command(&self.company, &command)
    }

    /// Runs one command that waits for something; the promise resolves with the response.
    #[napi]
    pub fn control_async(&self, command: String) -> AsyncTask<Command> {
        AsyncTask::new(Command { company: Arc::clone(&self.company), command })
    }

    #[napi]
    pub fn stop(&self) {
        self.company.stop();
    }
}

/// Starts a demo company, or gives the error response.
#[napi]
pub fn start_demo(options: String) -> Either<NativeDemo, String> {
    match DemoCompany::start(options.as_bytes()) {
        Ok(company) => Either::A(NativeDemo { company: Arc::new(company) }),
        Err(error) => Either::B(refused(&error)),
    }
}

fn run_command(company: &DemoCompany, command: &str) -> String {
    match company.control(command.as_bytes()) {
        Ok(response) => text(response),
        Err(error) => refused(&error),
    }
}

fn refused(error: &DemoError) -> String {
    text(errors::plain("argument", &error.to_string(), HINT))
}

fn text(json: Vec<u8>) -> String {
    String::from_utf8_lossy(&json).into_owned()
}
