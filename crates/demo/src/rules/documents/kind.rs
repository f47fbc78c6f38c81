//! What tells the kinds of documents apart.

#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) collection: &'static str,
    /// The member of its number and what a fresh one begins with.
    pub(crate) number: Option<(&'static str, &'static str)>,
    /// The statuses in which it may be made; the first is what it gets when nobody says.
    pub(crate) first: &'static [&'static str],
    /// From a status to those that a caller may ask for.
    pub(crate) moves: &'static [(&'static str, &'static [&'static str])],
    pub(crate) takes_discounts: bool,
    pub(crate) needs_contact: bool,
    side: Side,
}

#[derive(Debug)]
enum Side {
    Sales,
    Purchases,
    /// Of these types it is a sale, of others a purchase.
    ByType(&'static [&'static str]),
}

const INVOICE_MOVES: &[(&str, &[&str])] = &[
    ("DRAFT", &["SUBMITTED", "AUTHORISED", "DELETED"]),
    ("SUBMITTED", &["DRAFT", "AUTHORISED", "DELETED"]),
    ("AUTHORISED", &["VOIDED"]),
];

const KINDS: &[Kind] = &[
    Kind {
        collection: "CreditNotes",
        number: Some(("CreditNoteNumber", "CN-")),
        first: &["DRAFT", "SUBMITTED", "AUTHORISED"],
        moves: INVOICE_MOVES,
        takes_discounts: false,
        needs_contact: true,
        side: Side::ByType(&["ACCRECCREDIT"]),
    },
    Kind {
        collection: "Quotes",
        number: Some(("QuoteNumber", "QU-")),
        first: &["DRAFT", "SENT", "ACCEPTED", "DECLINED", "INVOICED"],
        moves: &[
            ("DRAFT", &["SENT", "DELETED"]),
            ("SENT", &["DRAFT", "ACCEPTED", "DECLINED", "INVOICED", "DELETED"]),
            ("ACCEPTED", &["SENT", "INVOICED", "DELETED"]),
            ("DECLINED", &["SENT", "DELETED"]),
            ("INVOICED", &["SENT", "DELETED"]),
        ],
        takes_discounts: true,
        needs_contact: true,
        side: Side::Sales,
    },
    Kind {
        collection: "PurchaseOrders",
        number: Some(("PurchaseOrderNumber", "PO-")),
        first: &["DRAFT", "SUBMITTED", "AUTHORISED", "BILLED"],
        moves: &[
            ("DRAFT", &["SUBMITTED", "AUTHORISED", "BILLED", "DELETED"]),
            ("SUBMITTED", &["DRAFT", "AUTHORISED", "BILLED", "DELETED"]),
            ("AUTHORISED", &["BILLED", "DELETED"]),
            ("BILLED", &["AUTHORISED", "DELETED"]),
        ],
        takes_discounts: true,
        needs_contact: true,
        side: Side::Purchases,
    },
    Kind {
        collection: "BankTransactions",
        number: None,
        first: &["AUTHORISED"],
        moves: &[("AUTHORISED", &["DELETED"])],
        takes_discounts: false,
        needs_contact: true,
        side: Side::ByType(&["RECEIVE", "RECEIVE-OVERPAYMENT", "RECEIVE-PREPAYMENT"]),
    },
    Kind {
        collection: "Receipts",
        number: None,
        first: &["DRAFT", "SUBMITTED"],
        // The claim that they stand on authorises or declines them.
        moves: &[("DRAFT", &["SUBMITTED", "VOIDED"]), ("SUBMITTED", &["DRAFT", "VOIDED"])],
        takes_discounts: false,
        needs_contact: true,
        side: Side::Purchases,
    },
    Kind {
        collection: "RepeatingInvoices",
        number: None,
        first: &["DRAFT", "AUTHORISED"],
        moves: &[("DRAFT", &["AUTHORISED", "DELETED"]), ("AUTHORISED", &["DELETED"])],
        takes_discounts: true,
        needs_contact: true,
        side: Side::ByType(&["ACCREC"]),
    },
];

impl Kind {
    pub(crate) fn of(collection: &str) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.collection == collection)
    }

    pub(crate) fn is_sale(&self, kind: &str) -> bool {
        match self.side {
            Side::Sales => true,
            Side::Purchases => false,
            Side::ByType(sales) => sales.contains(&kind),
        }
    }

    pub(crate) fn may_move(&self, from: &str, to: &str) -> bool {
        self.moves.iter().any(|(status, next)| *status == from && (from == to || next.contains(&to)))
    }
}

/// Lines may still lack almost everything, or do not matter any more.
pub(crate) fn is_lenient(status: &str) -> bool {
    matches!(status, "DRAFT" | "VOIDED" | "DELETED")
}

#[cfg(test)]
mod tests {
    use super::{KINDS, Kind};

    #[test]
    fn what_is_over_stays_so_and_nobody_declares_a_document_paid() {
        for kind in KINDS {
            for end in ["DELETED", "VOIDED"] {
                assert!(!kind.may_move(end, "DRAFT") && !kind.may_move(end, end), "{}", kind.collection);
            }
            assert!(!kind.may_move("AUTHORISED", "PAID") && !kind.first.contains(&"DELETED"), "{}", kind.collection);
        }
    }

    #[test]
    fn the_side_follows_the_type_where_the_kind_has_types() {
        let notes = Kind::of("CreditNotes").expect("a kind");
        assert!(notes.is_sale("ACCRECCREDIT") && !notes.is_sale("ACCPAYCREDIT"));
        assert!(Kind::of("Quotes").expect("a kind").is_sale("") && Kind::of("Items").is_none());
    }
}
