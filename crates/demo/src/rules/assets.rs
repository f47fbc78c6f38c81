//! Fixed assets and their types.

use super::rule::Rules;
use crate::records::draft::{Desk, Draft};
use crate::store::record::{Record, Value};
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
    initial: |desk| {
        let next = desk.records.all(crate::store::Place::new(desk.place.family, "Assets")).len() + 1;
        Record::from([
            ("assetNumberPrefix", "FA-".into()),
            ("assetNumberSequence", format!("{next:04}").into()),
            ("assetStartDate", Value::Day(crate::values::dates::Day::of_millis(desk.now).plus(-365))),
            ("optInForTax", false.into()),
        ])
    },
    ..Rules::NONE
};

fn check_asset(draft: &mut Draft, desk: &Desk<'_>) {
    if desk.twin(draft, "assetNumber").is_some() {
        let message = format!("The asset number {} is already used.", draft.record.text("assetNumber"));
        draft.fault("assetNumber", message);
    }
    let mut next = desk.all().count() + 1;
    while desk.all().any(|row| row.record.text("assetNumber") == format!("FA-{next:04}")) {
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
        if !desk.holds("AssetTypes", kind) {
            draft.fault("assetTypeId", "Asset Type Id is invalid");
        }
    } else if is_registered {
        draft.fault("assetTypeId", "A registered asset needs an asset type.");
    }
    check_setting(draft);
}

fn check_type(draft: &mut Draft, desk: &Desk<'_>) {
    if desk.twin(draft, "assetTypeName").is_some() {
        draft.fault("assetTypeName", "The asset type name is already used.");
    }
    draft.record.fill("locks", 0_i64);
    check_setting(draft);
}

fn check_setting(draft: &mut Draft) {
    let Some(setting) = draft.record.record("bookDepreciationSetting") else { return };
    let life = setting.amount("effectiveLifeYears");
    if setting.get("depreciationRate").is_some() && life.is_some_and(|years| years > Amount::ZERO) {
        let message = "Can't have both Depreciation Rate and Effective Life";
        draft.fault("bookDepreciationSetting.depreciationRate", message);
    }
}
