//! The books of one organisation.

pub(crate) mod payments;

use serde_json::{Value, json};

use crate::changes::Change;
use crate::ledger::Ledger;
use crate::replays::Replays;
use crate::store::Records;
use crate::values::ids::Guid;

/// What one organisation keeps. Cloning is cheap: the records themselves are shared.
#[derive(Clone, Debug)]
pub(crate) struct Books {
    pub(crate) ledger: Ledger,
    pub(crate) records: Records,
    pub(crate) replays: Replays,
}

impl Books {
    pub(crate) fn describe(&self) -> Value {
        json!({ "tenant_id": self.tenant_id().to_string(), "name": self.name(), "region": self.region() })
    }

    pub(crate) fn name(&self) -> &str {
        &self.ledger.organisation.name
    }

    pub(crate) fn tenant_id(&self) -> Guid {
        self.ledger.organisation.id
    }

    /// From now on changes are noted.
    pub(crate) fn listen(&mut self) {
        self.ledger.changes.listen();
        self.records.changes.listen();
    }

    /// What has changed since.
    pub(crate) fn changes(&mut self) -> Vec<Change> {
        let mut changes = self.ledger.changes.take();
        changes.append(&mut self.records.changes.take());
        changes
    }

    /// `NZ`, `AU`, `UK` or `US`.
    pub(crate) fn region(&self) -> &'static str {
        self.ledger.organisation.version
    }
}
