//! Subscriptions of the App Store and what was used of them.

use super::Rules;
use crate::ids::Guid;
use crate::records::value::Value;

/// Items lie within their subscription; usage is kept with the subscription itself.
pub(super) const ITEMS: Rules = Rules { is_parent: |_, _| true, is_passed_over: true, ..Rules::NONE };

pub(super) const USAGE_RECORDS: Rules = Rules {
    check: |draft, desk| {
        if let Some(subscription) = desk.place.parent {
            draft.record.fill("subscriptionId", subscription);
        }
        let at = draft.record.get("timestamp").cloned().unwrap_or(Value::Instant(desk.now));
        draft.record.fill("recordedAt", at);
        draft.record.fill("subscriptionItemId", Guid::named("subscription item/demo"));
        draft.record.fill("productId", Guid::named("product/demo"));
        draft.record.fill("pricePerUnit", Value::Decimal("1.00".to_owned()));
        draft.record.fill("testMode", true);
    },
    ..Rules::NONE
};
