//! Fixed assets and their types.

use super::rule::Rules;
use crate::records::draft::{CheckContext, RecordDraft};
use crate::store::record::{FieldValue, Record};
use crate::values::amount::Amount;

pub(crate) const ASSETS: Rules = Rules {
    check: check_asset,
    listed: |record, query| {
        let has = |name: &str, term: &str| record.text(name).to_lowercase().contains(term);
        query.get("status").is_none_or(|status| record.text("assetStatus").eq_ignore_ascii_case(status))
            && query
                .get("filterBy")
                .map(str::to_lowercase)
                .is_none_or(|term| has("assetName", &term) || has("assetNumber", &term) || has("serialNumber", &term))
    },
    ..Rules::NONE
};

pub(crate) const ASSET_TYPES: Rules = Rules { check: check_type, ..Rules::NONE };

pub(crate) const SETTINGS: Rules = Rules {
    initial: |context| {
        let next = context.records.all(crate::store::CollectionKey::new(context.collection.family, "Assets")).len() + 1;
        Record::from([
            ("assetNumberPrefix", "FA-".into()),
            ("assetNumberSequence", format!("{next:04}").into()),
            ("assetStartDate", FieldValue::Day(crate::values::dates::Day::of_millis(context.now).plus(-365))),
            ("optInForTax", false.into()),
        ])
    },
    ..Rules::NONE
};

fn check_asset(draft: &mut RecordDraft, context: &CheckContext<'_>) {
    if context.duplicate(draft, "assetNumber").is_some() {
        let message = format!("The asset number {} is already used.", draft.record.text("assetNumber"));
        draft.add_error("assetNumber", message);
    }
    let mut next = context.all().count() + 1;
    while context.all().any(|row| row.record.text("assetNumber") == format!("FA-{next:04}")) {
        next += 1;
    }
    let record = &mut draft.record;
    record.fill("assetNumber", format!("FA-{next:04}"));
    record.fill("assetStatus", "Draft");
    record.fill("canRollback", true);
    record.fill("isDeleteEnabledForDate", true);
    if let Some(price) = record.get("purchasePrice").cloned() {
        record.fill("accountingBookValue", price);
    }
    let is_registered = draft.record.text("assetStatus") == "Registered";
    if let Some(kind) = draft.record.id("assetTypeId") {
        if !context.holds("AssetTypes", kind) {
            draft.add_error("assetTypeId", "Asset Type Id is invalid");
        }
    } else if is_registered {
        draft.add_error("assetTypeId", "A registered asset needs an asset type.");
    }
    check_setting(draft);
}

fn check_type(draft: &mut RecordDraft, context: &CheckContext<'_>) {
    if context.duplicate(draft, "assetTypeName").is_some() {
        draft.add_error("assetTypeName", "The asset type name is already used.");
    }
    draft.record.fill("locks", 0_i64);
    check_setting(draft);
}

fn check_setting(draft: &mut RecordDraft) {
    let Some(setting) = draft.record.record("bookDepreciationSetting") else { return };
    let life = setting.amount("effectiveLifeYears");
    if setting.get("depreciationRate").is_some() && life.is_some_and(|years| years > Amount::ZERO) {
        let message = "Can't have both Depreciation Rate and Effective Life";
        draft.add_error("bookDepreciationSetting.depreciationRate", message);
    }
}
