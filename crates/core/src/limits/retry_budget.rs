//! Retries that an organisation can afford: successes earn them, retries spend them.

/// The retries that one organisation's calls may still make. When most calls fail, each fails after its first attempt
/// and adds no load.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RetryBudget(u32);

impl RetryBudget {
    const FULL: u32 = 20;
    const COST: u32 = 2;
    const COST_AFTER_TIMEOUT: u32 = 3;

    pub(crate) fn full() -> Self {
        Self(Self::FULL)
    }

    /// Pays for a retry; false when not enough is left.
    pub(crate) fn pay(&mut self, after_timeout: bool) -> bool {
        let cost = if after_timeout { Self::COST_AFTER_TIMEOUT } else { Self::COST };
        let rest = self.0.checked_sub(cost);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    pub(crate) fn succeeded(&mut self) {
        self.0 = Self::FULL.min(self.0 + 1);
    }

    pub(crate) fn remaining(self) -> u32 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_failures_in_a_row_empty_the_budget_and_successes_fill_it() {
        let mut budget = RetryBudget::full();
        assert_eq!((0..20).filter(|_| budget.pay(false)).count(), 10);
        assert!(!budget.pay(true));
        for _ in 0..3 {
            budget.succeeded();
        }
        assert!(budget.pay(true));
        for _ in 0..100 {
            budget.succeeded();
        }
        assert_eq!(budget.remaining(), RetryBudget::FULL);
    }
}
