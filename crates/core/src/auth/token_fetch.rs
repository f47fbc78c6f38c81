//! One fetch of a token: from the file that processes share, if it has a better one, else from the endpoint.

use std::sync::Arc;
use std::time::Duration;

use super::credentials::Secret;
use super::endpoint::TokenRequest;
use super::token::Token;
use super::token_file::{Loaded, TokenFile};
use crate::clock::Clock;
use crate::error::Result;
use crate::events::Events;
use crate::random;

/// How often, and for how long, a process looks for the token that another is fetching.
const FILE_POLL: Duration = Duration::from_millis(20);
const LONGEST_FILE_WAIT: Duration = Duration::from_secs(20);

#[derive(Debug)]
pub(super) struct TokenFetch {
    pub(super) request: TokenRequest,
    pub(super) secret: Secret,
    pub(super) generation: u64,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) events: Arc<Events>,
    /// Where processes share the token.
    pub(super) file: Option<Arc<TokenFile>>,
}

/// A token, and where it came from.
pub(super) struct Fetched {
    pub(super) token: Token,
    pub(super) origin: TokenOrigin,
}

#[derive(Clone, Copy)]
pub(super) enum TokenOrigin {
    Endpoint,
    File,
}

impl TokenOrigin {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Endpoint => "fetched",
            Self::File => "shared",
        }
    }
}

impl TokenFetch {
    /// Fetches a token. One from the file is taken only if `is_useful`.
    pub(super) async fn run(&self, is_useful: impl Fn(&Token) -> bool) -> Result<Fetched> {
        let Some(file) = &self.file else { return self.ask_endpoint().await };
        let gives_up = self.clock.now().monotonic + LONGEST_FILE_WAIT;
        loop {
            let locked = match file.try_lock() {
                Ok(locked) => locked,
                Err(error) => {
                    self.warn_of_file(file, &format!("cannot be locked: {error}"));
                    return self.ask_endpoint().await;
                }
            };
            match file.load(&self.secret, self.generation, self.clock.now()) {
                Loaded::Token(token) if is_useful(&token) => {
                    return Ok(Fetched { token: token.hiding(&self.request.hidden), origin: TokenOrigin::File });
                }
                Loaded::Unreadable(why) => self.warn_of_file(file, &format!("is ignored: {why}")),
                Loaded::Token(_) | Loaded::Nothing => {}
            }
            if let Some(locked) = locked {
                let fetched = self.ask_endpoint().await?;
                if let Err(error) = file.store(&locked, &self.secret, &fetched.token) {
                    self.warn_of_file(file, &format!("cannot be written: {error}"));
                }
                return Ok(fetched);
            }
            if self.clock.now().monotonic >= gives_up {
                return self.ask_endpoint().await;
            }
            self.clock.sleep(FILE_POLL + random::up_to(FILE_POLL)).await;
        }
    }

    async fn ask_endpoint(&self) -> Result<Fetched> {
        let mut token = self.request.fetch(&self.secret, self.generation, &*self.clock).await?;
        for warning in std::mem::take(&mut token.warnings) {
            self.events.warn(warning);
        }
        Ok(Fetched { token, origin: TokenOrigin::Endpoint })
    }

    fn warn_of_file(&self, file: &TokenFile, what: &str) {
        if file.is_first_warning() {
            self.events.warn(format!("the file of the token cache {what}"));
        }
    }
}
