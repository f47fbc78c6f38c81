//! The commands `webhooks` and `deliver`. Their changes apply at once; the caller may wait for their results.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::changes::Category;
use crate::company::{Company, CompanyState};
use crate::error::DemoError;
use crate::fields::Fields;
use crate::values::ids::random_bytes;
use crate::webhooks::receiver::Receiver;
use crate::webhooks::receiver_url::ReceiverUrl;
use crate::webhooks::{ReceiverState, Webhooks};

/// Seconds that Xero gives a receiver to respond.
const DEFAULT_TIMEOUT: f64 = 5.0;
const LONGEST_WAIT: f64 = 3_600.0;

/// A result that is ready when the work is done or the time limit passes.
#[derive(Debug)]
pub(crate) struct Wait {
    within: Duration,
    wait_for: WaitFor,
}

#[derive(Debug)]
enum WaitFor {
    /// With the key, if it was generated.
    Receiver(Option<String>),
    Deliveries,
}

/// `webhooks`: sets, removes or describes the receiver.
pub(crate) fn webhooks(state: &mut CompanyState, fields: &Fields) -> Result<Wait, DemoError> {
    fields.allow(&["do", "url", "key", "events", "ca_file", "timeout", "enabled", "within"])?;
    let within = within(fields, 30.0)?;
    let wait = |within, key| Ok(Wait { within, wait_for: WaitFor::Receiver(key) });
    if fields.bool("enabled")? == Some(false) {
        state.webhooks = Webhooks::default();
        return wait(Duration::ZERO, None);
    }
    let Some(url) = fields.text("url")? else {
        fields.allow(&["do", "enabled", "within"]).map_err(|_| DemoError::new("a receiver needs a \"url\""))?;
        return wait(within, None);
    };
    let url = ReceiverUrl::parse(&url, fields.text("ca_file")?.as_deref())?;
    let timeout_after = Duration::from_secs_f64(fields.number("timeout", LONGEST_WAIT)?.unwrap_or(DEFAULT_TIMEOUT));
    let categories = categories(fields)?;
    let given = fields.text("key")?;
    if given.as_ref().is_some_and(String::is_empty) {
        return Err(DemoError::new("\"key\" must not be empty"));
    }
    let made = given.is_none().then(|| STANDARD.encode(random_bytes::<64>()));
    let text = given.as_ref().or(made.as_ref()).map_or("", String::as_str);
    let key = hmac::Key::new(hmac::HMAC_SHA256, text.as_bytes());
    let webhooks = &mut state.webhooks;
    webhooks.receiver = Some(Arc::new(Receiver { url, key, categories, timeout_after }));
    webhooks.state = ReceiverState::Unknown;
    webhooks.queue.enable();
    wait(within, made)
}

/// `deliver`: waits until every due delivery has been attempted.
pub(crate) fn deliver(state: &CompanyState, fields: &Fields) -> Result<Wait, DemoError> {
    fields.allow(&["do", "within"])?;
    if state.webhooks.receiver.is_none() {
        return Err(DemoError::new("no receiver is set; the command \"webhooks\" sets one"));
    }
    Ok(Wait { within: within(fields, 10.0)?, wait_for: WaitFor::Deliveries })
}

fn within(fields: &Fields, otherwise: f64) -> Result<Duration, DemoError> {
    Ok(Duration::from_secs_f64(fields.number("within", LONGEST_WAIT)?.unwrap_or(otherwise)))
}

fn categories(fields: &Fields) -> Result<Vec<Category>, DemoError> {
    let Some(names) = fields.texts("events")? else { return Ok(Category::ALL.to_vec()) };
    let category = |name: &String| {
        let found = Category::ALL.into_iter().find(|category| category.name() == name);
        found.ok_or_else(|| DemoError::unknown("event category", name, &Category::ALL.map(Category::name)))
    };
    names.iter().map(category).collect()
}

impl Wait {
    pub(crate) async fn over(self, company: &Company) -> Value {
        let done = async {
            loop {
                let mut done = pin!(company.signals.done.notified());
                // Registered before the check, so that no notification is missed.
                done.as_mut().enable();
                if self.is_over(&company.lock()) {
                    return;
                }
                done.await;
            }
        };
        // A timeout is no error: the result describes the progress so far.
        let _ = timeout(self.within, done).await;
        self.respond(&mut company.lock())
    }

    fn is_over(&self, state: &CompanyState) -> bool {
        match self.wait_for {
            WaitFor::Receiver(_) => state.webhooks.status() != "checking",
            WaitFor::Deliveries => {
                let Webhooks { queue, .. } = &state.webhooks;
                match state.webhooks.status() {
                    "checking" => false,
                    "ok" => queue.is_idle(state.clock.now()),
                    _ => true,
                }
            }
        }
    }

    fn respond(self, state: &mut CompanyState) -> Value {
        let webhooks = &mut state.webhooks;
        let status = webhooks.status();
        let undelivered = webhooks.queue.undelivered();
        match self.wait_for {
            WaitFor::Deliveries => {
                json!({ "status": status, "deliveries": webhooks.queue.outcomes(), "undelivered": undelivered })
            }
            WaitFor::Receiver(key) => {
                let checks = match &webhooks.state {
                    ReceiverState::Unknown => [].as_slice(),
                    ReceiverState::Checked(checks) => checks,
                };
                let mut response = json!({ "status": status, "checks": checks, "undelivered": undelivered });
                if let Some(receiver) = &webhooks.receiver {
                    response["url"] = Value::from(receiver.url.url.as_str());
                    response["events"] = receiver.categories.iter().map(|category| category.name()).collect();
                }
                if let Some(key) = key {
                    response["key"] = Value::from(key);
                }
                response
            }
        }
    }
}
