//! What all clients of a process share: one token source for each connection, one limiter for each organisation.

use std::collections::HashMap;
use std::hash::Hash;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::auth::TokenSource;
use crate::clock::Clock;
use crate::config::Config;
use crate::limits::Limiter;
use crate::os::PerProcess;

const FEWEST_TO_LOOK_AT: usize = 16;

/// Two clients share a limiter when they reach the same organisation the same way, and keep its book in one place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Organisation {
    origin: String,
    client_id: String,
    tenant_id: Option<String>,
    folder: Option<PathBuf>,
}

#[derive(Debug, Default)]
struct Registry {
    sources: Shared<[u8; 32], TokenSource>,
    limiters: Shared<Organisation, Limiter>,
}

/// What clients share by a key. What none of them holds any more goes now and then.
#[derive(Debug)]
struct Shared<K, V> {
    by_key: HashMap<K, Arc<V>>,
    /// The size at which it is worth a look again: twice what was left the last time.
    look_at: usize,
}

static REGISTRY: PerProcess<Mutex<Registry>> = PerProcess::new();

/// The token source and the limiter of this configuration, the same for every client that has it.
pub(crate) fn shared(config: &Config, clock: &Arc<dyn Clock>) -> (Arc<TokenSource>, Arc<Limiter>) {
    let mut registry = registry();
    let fingerprint = config.credentials.fingerprint(&config.token_url);
    let source = registry.sources.get_or_make(fingerprint, TokenSource::is_idle, |_| {
        let (credentials, url) = (config.credentials.clone(), config.token_url.clone());
        TokenSource::new(credentials, url, config.user_agent.clone(), Arc::clone(clock))
    });
    if let Some(folder) = &config.token_cache {
        source.keep_in(folder);
    }
    (source, registry.limiter(config, config.tenant_id.as_deref(), clock))
}

/// The limiter of an organisation that this configuration reaches.
pub(crate) fn limiter(config: &Config, tenant_id: Option<&str>, clock: &Arc<dyn Clock>) -> Arc<Limiter> {
    registry().limiter(config, tenant_id, clock)
}

impl Organisation {
    fn limiter(&self, config: &Config, clock: Arc<dyn Clock>) -> Limiter {
        let limits = config.limits.unwrap_or_default();
        match &self.folder {
            None => Limiter::new(limits, clock),
            Some(folder) => {
                let name = format!("{} {} {}", self.origin, self.client_id, self.tenant_id.as_deref().unwrap_or(""));
                Limiter::in_folder(limits, clock, folder, &name)
            }
        }
    }
}

/// This process's registry. A forked child begins with what its parent knew, as far as no lock stands in the way that
/// a thread of the parent held.
fn registry() -> MutexGuard<'static, Registry> {
    let inherited = REGISTRY.inherited();
    let registry = REGISTRY.get_or_init(|| {
        let parents = inherited.and_then(|parents| parents.try_lock().ok());
        Mutex::new(parents.map(|parents| parents.after_fork()).unwrap_or_default())
    });
    registry.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Registry {
    fn limiter(&mut self, config: &Config, tenant_id: Option<&str>, clock: &Arc<dyn Clock>) -> Arc<Limiter> {
        let organisation = Organisation {
            origin: config.base_url.origin().ascii_serialization(),
            client_id: config.credentials.client_id.clone(),
            tenant_id: tenant_id.map(str::to_owned),
            folder: config.shared_limits.clone(),
        };
        let new_limiter = |organisation: &Organisation| organisation.limiter(config, Arc::clone(clock));
        let limiter = self.limiters.get_or_make(organisation, Limiter::is_idle, new_limiter);
        // One organisation has one count, so the limits that were given last hold for all of its clients.
        if let Some(limits) = config.limits {
            limiter.set_policy(limits);
        }
        limiter
    }

    fn after_fork(&self) -> Self {
        Self {
            sources: self.sources.after_fork(TokenSource::after_fork),
            limiters: self.limiters.after_fork(Limiter::after_fork),
        }
    }
}

impl<K: Hash + Eq + Clone, V> Shared<K, V> {
    fn get_or_make(&mut self, key: K, is_idle: impl Fn(&V) -> bool, make: impl FnOnce(&K) -> V) -> Arc<V> {
        if let Some(found) = self.by_key.get(&key) {
            return Arc::clone(found);
        }
        if self.by_key.len() >= self.look_at {
            self.by_key.retain(|_, value| Arc::strong_count(value) > 1 || !is_idle(value));
            self.look_at = FEWEST_TO_LOOK_AT.max(2 * self.by_key.len());
        }
        let new = Arc::new(make(&key));
        self.by_key.insert(key, Arc::clone(&new));
        new
    }

    fn after_fork(&self, copy: impl Fn(&V) -> Option<V>) -> Self {
        let by_key =
            self.by_key.iter().filter_map(|(key, value)| Some((key.clone(), Arc::new(copy(value)?)))).collect();
        Self { by_key, look_at: self.look_at }
    }
}

impl<K, V> Default for Shared<K, V> {
    fn default() -> Self {
        Self { by_key: HashMap::new(), look_at: FEWEST_TO_LOOK_AT }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::{Secret, SecretSource};
    use crate::clock::SystemClock;
    use crate::config::{ClientOptions, Environment};
    use crate::limits::LimitPolicy;

    fn limiter(limits: Option<LimitPolicy>) -> Arc<Limiter> {
        let options = ClientOptions {
            client_id: Some("of-the-registry".to_owned()),
            client_secret: Some(Secret::new("s".to_owned()).map(SecretSource::Fixed)),
            limits,
            ..ClientOptions::default()
        };
        let config = Config::resolve(options, &Environment::new()).unwrap();
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        shared(&config, &clock).1
    }

    #[test]
    fn limits_that_were_given_hold_on_when_a_later_client_gives_none() {
        let policy = LimitPolicy { per_minute: Some(30), reserve_daily: 500, ..LimitPolicy::default() };
        let first = limiter(Some(policy));
        let second = limiter(None);
        assert!(Arc::ptr_eq(&first, &second));
        assert_eq!((first.report().minute.limit, first.report().day.reserve), (Some(30), 500));
        limiter(Some(LimitPolicy { per_minute: Some(40), ..policy }));
        assert_eq!(first.report().minute.limit, Some(40));
    }
}
