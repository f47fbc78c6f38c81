//! The commands `webhooks` and `deliver`: what they change is done at once, and their answers may be waited for.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::changes::Category;
use crate::company::{Company, State};
use crate::error::DemoError;
use crate::fields::Fields;
use crate::values::ids::random_bytes;
use crate::webhooks::receiver::Hook;
use crate::webhooks::target::Target;
use crate::webhooks::{Standing, Webhooks};

/// Xero gives a receiver so many seconds for its answer.
const PATIENCE: f64 = 5.0;
const LONGEST_WAIT: f64 = 3_600.0;

/// An answer that is made when something is done, or when nobody wants to wait any longer.
#[derive(Debug)]
pub(crate) struct Wait {
    within: Duration,
    wanted: Wanted,
}

#[derive(Debug)]
enum Wanted {
    /// With the key that was made at random.
    Receiver(Option<String>),
    Deliveries,
}

/// `webhooks`: sets the receiver, switches it off, or tells about it.
pub(crate) fn webhooks(state: &mut State, fields: &Fields) -> Result<Wait, DemoError> {
    fields.allow(&["do", "url", "key", "events", "ca_file", "timeout", "enabled", "within"])?;
    let within = within(fields, 30.0)?;
    let wait = |within, key| Ok(Wait { within, wanted: Wanted::Receiver(key) });
    if fields.bool("enabled")? == Some(false) {
        state.webhooks = Webhooks::default();
        return wait(Duration::ZERO, None);
    }
    let Some(url) = fields.text("url")? else {
        fields.allow(&["do", "enabled", "within"]).map_err(|_| DemoError::new("a receiver needs a \"url\""))?;
        return wait(within, None);
    };
    let target = Target::parse(&url, fields.text("ca_file")?.as_deref())?;
    let patience = Duration::from_secs_f64(fields.number("timeout", LONGEST_WAIT)?.unwrap_or(PATIENCE));
    let categories = categories(fields)?;
    let given = fields.text("key")?;
    if given.as_ref().is_some_and(String::is_empty) {
        return Err(DemoError::new("\"key\" must not be empty"));
    }
    let made = given.is_none().then(|| STANDARD.encode(random_bytes::<64>()));
    let text = given.as_ref().or(made.as_ref()).map_or("", String::as_str);
    let key = hmac::Key::new(hmac::HMAC_SHA256, text.as_bytes());
    let webhooks = &mut state.webhooks;
    webhooks.hook = Some(Arc::new(Hook { target, key, categories, patience }));
    webhooks.standing = Standing::Unknown;
    webhooks.queue.enable();
    wait(within, made)
}

/// `deliver`: waits until everything that is due has been tried.
pub(crate) fn deliver(state: &State, fields: &Fields) -> Result<Wait, DemoError> {
    fields.allow(&["do", "within"])?;
    if state.webhooks.hook.is_none() {
        return Err(DemoError::new("no receiver is set; the command \"webhooks\" sets one"));
    }
    Ok(Wait { within: within(fields, 10.0)?, wanted: Wanted::Deliveries })
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
                // From here on nothing is missed.
                done.as_mut().enable();
                if self.is_over(&company.lock()) {
                    return;
                }
                done.await;
            }
        };
        // Late is no error: the answer says how far it came.
        let _ = timeout(self.within, done).await;
        self.answer(&mut company.lock())
    }

    fn is_over(&self, state: &State) -> bool {
        match self.wanted {
            Wanted::Receiver(_) => state.webhooks.status() != "checking",
            Wanted::Deliveries => {
                let Webhooks { queue, .. } = &state.webhooks;
                match state.webhooks.status() {
                    "checking" => false,
                    "ok" => queue.is_at_rest(state.clock.now()),
                    _ => true,
                }
            }
        }
    }

    fn answer(self, state: &mut State) -> Value {
        let webhooks = &mut state.webhooks;
        let status = webhooks.status();
        let undelivered = webhooks.queue.undelivered();
        match self.wanted {
            Wanted::Deliveries => {
                json!({ "status": status, "deliveries": webhooks.queue.outcomes(), "undelivered": undelivered })
            }
            Wanted::Receiver(key) => {
                let checks = match &webhooks.standing {
                    Standing::Unknown => [].as_slice(),
                    Standing::Checked(checks) => checks,
                };
                let mut answer = json!({ "status": status, "checks": checks, "undelivered": undelivered });
                if let Some(hook) = &webhooks.hook {
                    answer["url"] = Value::from(hook.target.url.as_str());
                    answer["events"] = hook.categories.iter().map(|category| category.name()).collect();
                }
                if let Some(key) = key {
                    answer["key"] = Value::from(key);
                }
                answer
            }
        }
    }
}
