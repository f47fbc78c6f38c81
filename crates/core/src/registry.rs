//! What all clients of a process share: one token source for each connection, one limiter for each organisation.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use once_cell::sync::Lazy;

use crate::auth::TokenSource;
use crate::clock::SystemClock;
use crate::config::Config;
use crate::limits::Limiter;

/// Two clients share a limiter when they reach the same organisation the same way.
type Organisation = (String, String, Option<String>);

#[derive(Default)]
struct Registry {
    process: u32,
    sources: HashMap<[u8; 32], Arc<TokenSource>>,
    limiters: HashMap<Organisation, Arc<Limiter>>,
}

static REGISTRY: Lazy<Mutex<Registry>> = Lazy::new(Mutex::default);

/// The token source and the limiter of this configuration, the same for every client that has it.
pub(crate) fn shared(config: &Config) -> (Arc<TokenSource>, Arc<Limiter>) {
    let mut registry = REGISTRY.lock().unwrap_or_else(PoisonError::into_inner);
    let process = std::process::id();
    if registry.process != process {
        // A forked child starts anew: what the parent's threads held may never be released here.
        std::mem::forget(std::mem::replace(&mut *registry, Registry { process, ..Registry::default() }));
    }
    let fingerprint = config.credentials.fingerprint(&config.token_url);
    if !registry.sources.contains_key(&fingerprint) {
        drop_unused(&mut registry.sources, TokenSource::is_idle);
    }
    let new_source = || {
        let (credentials, url) = (config.credentials.clone(), config.token_url.clone());
        Arc::new(TokenSource::new(credentials, url, config.user_agent.clone(), Arc::new(SystemClock)))
    };
    let source = Arc::clone(registry.sources.entry(fingerprint).or_insert_with(new_source));
    let organisation = (
        config.base_url.origin().ascii_serialization(),
        config.credentials.client_id.clone(),
        config.tenant_id.clone(),
    );
    if !registry.limiters.contains_key(&organisation) {
        drop_unused(&mut registry.limiters, Limiter::is_idle);
    }
    let limiter = registry.limiters.entry(organisation).or_insert_with(|| Arc::new(Limiter::new(config.limits)));
    // One organisation has one count, so the newest client's limits hold for all of its clients.
    limiter.adopt(config.limits);
    (source, Arc::clone(limiter))
}

/// Drops what no client holds and nothing would be lost of.
fn drop_unused<K: Hash + Eq, V>(shared: &mut HashMap<K, Arc<V>>, is_idle: impl Fn(&V) -> bool) {
    shared.retain(|_, value| Arc::strong_count(value) > 1 || !is_idle(value));
}
