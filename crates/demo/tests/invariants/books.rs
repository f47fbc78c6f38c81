//! Invariants of every response.

use serde_json::Value;

/// The amount in ten-thousandths, the smallest unit of any amount of Xero.
#[expect(clippy::cast_possible_truncation, reason = "amounts of this test are far from the ends")]
pub(crate) fn units(amount: &Value) -> i64 {
    let number = amount.as_f64().or_else(|| amount.as_str()?.replace(',', "").parse().ok()).unwrap_or_default();
    (number * 10_000.0).round() as i64
}

/// The amounts due, paid and credited add up to a document's total; a credit's remainder is what was not used of it.
pub(crate) fn documents_add_up(value: &Value) -> Result<(), String> {
    let Value::Object(record) = value else {
        return value.as_array().into_iter().flatten().try_for_each(documents_add_up);
    };
    let due = ["AmountDue", "AmountPaid", "AmountCredited", "Total"].map(|name| record.get(name).map(units));
    if let [Some(due), Some(paid), Some(credited), Some(total)] = due
        && record.get("LineItems").is_some()
    {
        // A voided document keeps its total, and its amount due is zero.
        let is_void = matches!(record["Status"].as_str(), Some("VOIDED" | "DELETED"));
        if due + paid + credited != if is_void { 0 } else { total } {
            return Err(format!("due {due} + paid {paid} + credited {credited} is not the total, {total}"));
        }
        let is_draft = matches!(record["Status"].as_str(), Some("DRAFT" | "SUBMITTED"));
        if (due < 0 && !is_draft) || paid < 0 || credited < 0 {
            return Err(format!("less than nothing: due {due}, paid {paid}, credited {credited}"));
        }
        if record["Status"] == "PAID" && due != 0 {
            return Err(format!("paid, though {due} is due"));
        }
    }
    if let (Some(left), Some(total), Some(allocations)) =
        (record.get("RemainingCredit").map(units), record.get("Total").map(units), record.get("Allocations"))
    {
        let used = |list: &Value| -> i64 {
            list.as_array()
                .into_iter()
                .flatten()
                .filter(|one| one["IsDeleted"] != true)
                .map(|one| units(&one["Amount"]))
                .sum()
        };
        let paid = record.get("Payments").map_or(0, used);
        let is_void = matches!(record["Status"].as_str(), Some("VOIDED" | "DELETED"));
        if !is_void && used(allocations) + paid + left != total {
            return Err(format!(
                "allocated {} + paid {paid} + left {left} is not the total, {total}",
                used(allocations)
            ));
        }
    }
    record.values().try_for_each(documents_add_up)
}

/// Checks that debits equal credits. Returns the balances of receivables and payables, as debits.
pub(crate) fn trial_balance(report: &Value) -> Result<[i64; 2], String> {
    let sections = report["Reports"][0]["Rows"].as_array().ok_or("no rows")?;
    let rows = sections.iter().filter_map(|section| section["Rows"].as_array()).flatten();
    let mut sides = [0; 2];
    let mut stands = [0; 2];
    for row in rows.filter(|row| row["RowType"] == "Row") {
        let cells = row["Cells"].as_array().filter(|cells| cells.len() == 5).ok_or("a row without five cells")?;
        let [debit, credit] = [units(&cells[3]["Value"]), units(&cells[4]["Value"])];
        sides[0] += debit;
        sides[1] += credit;
        let name = cells[0]["Value"].as_str().unwrap_or_default();
        for (at, code) in ["(610)", "(800)"].iter().enumerate() {
            if name.ends_with(code) {
                stands[at] += debit - credit;
            }
        }
    }
    if sides[0] != sides[1] {
        return Err(format!("debits of {} and credits of {}", sides[0], sides[1]));
    }
    Ok(stands)
}

/// Every journal balances, and together they give the balances of receivables and payables.
pub(crate) fn journals(journals: &[Value], stands: [i64; 2]) -> Result<(), String> {
    let mut sums = [0; 2];
    for journal in journals {
        let lines = || journal["JournalLines"].as_array().into_iter().flatten();
        if lines().map(|line| units(&line["NetAmount"])).sum::<i64>() != 0 {
            return Err(format!("a journal that does not balance: {journal}"));
        }
        for line in lines() {
            for (sum, code) in sums.iter_mut().zip(["610", "800"]) {
                if line["AccountCode"] == code {
                    *sum += units(&line["NetAmount"]);
                }
            }
        }
    }
    if sums != stands {
        return Err(format!("the journals have debtors and creditors at {sums:?}, the ledger at {stands:?}"));
    }
    Ok(())
}
