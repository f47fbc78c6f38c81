//! The differences between the kinds of documents.

#[derive(Debug)]
pub(crate) struct DocumentKind {
    pub(crate) collection: &'static str,
    /// The field of its number and the prefix of new numbers.
    pub(crate) number: Option<(&'static str, &'static str)>,
    /// The statuses in which it may be created; the first is the default.
    pub(crate) first: &'static [&'static str],
    /// The transitions that a caller may request.
    pub(crate) moves: &'static [(&'static str, &'static [&'static str])],
    pub(crate) takes_discounts: bool,
    pub(crate) needs_contact: bool,
    side: DocumentSide,
}

#[derive(Debug)]
enum DocumentSide {
    Sales,
    Purchases,
    /// A sale for these types, a purchase for others.
    ByType(&'static [&'static str]),
}

const INVOICE_MOVES: &[(&str, &[&str])] = &[
    ("DRAFT", &["SUBMITTED", "AUTHORISED", "DELETED"]),
    ("SUBMITTED", &["DRAFT", "AUTHORISED", "DELETED"]),
    ("AUTHORISED", &["VOIDED"]),
];

const KINDS: &[DocumentKind] = &[
    DocumentKind {
        collection: "CreditNotes",
        number: Some(("CreditNoteNumber", "CN-")),
        first: &["DRAFT", "SUBMITTED", "AUTHORISED"],
        moves: INVOICE_MOVES,
        takes_discounts: false,
        needs_contact: true,
        side: DocumentSide::ByType(&["ACCRECCREDIT"]),
    },
    DocumentKind {
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
        side: DocumentSide::Sales,
    },
    DocumentKind {
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
        side: DocumentSide::Purchases,
    },
    DocumentKind {
        collection: "BankTransactions",
        number: None,
        first: &["AUTHORISED"],
        moves: &[("AUTHORISED", &["DELETED"])],
        takes_discounts: false,
        needs_contact: true,
        side: DocumentSide::ByType(&["RECEIVE", "RECEIVE-OVERPAYMENT", "RECEIVE-PREPAYMENT"]),
    },
    DocumentKind {
        collection: "Receipts",
        number: None,
        first: &["DRAFT", "SUBMITTED"],
        // Their expense claim authorises or declines them.
        moves: &[("DRAFT", &["SUBMITTED", "VOIDED"]), ("SUBMITTED", &["DRAFT", "VOIDED"])],
        takes_discounts: false,
        needs_contact: true,
        side: DocumentSide::Purchases,
    },
    DocumentKind {
        collection: "RepeatingInvoices",
        number: None,
        first: &["DRAFT", "AUTHORISED"],
        moves: &[("DRAFT", &["AUTHORISED", "DELETED"]), ("AUTHORISED", &["DELETED"])],
        takes_discounts: true,
        needs_contact: true,
        side: DocumentSide::ByType(&["ACCREC"]),
    },
];

impl DocumentKind {
    pub(crate) fn of(collection: &str) -> Option<&'static DocumentKind> {
        KINDS.iter().find(|kind| kind.collection == collection)
    }

    pub(crate) fn is_sale(&self, kind: &str) -> bool {
        match self.side {
            DocumentSide::Sales => true,
            DocumentSide::Purchases => false,
            DocumentSide::ByType(sales) => sales.contains(&kind),
        }
    }

    pub(crate) fn allows_change(&self, from: &str, to: &str) -> bool {
        self.moves.iter().any(|(status, next)| *status == from && (from == to || next.contains(&to)))
    }
}

/// Whether lines may be incomplete: in drafts, and in documents that no longer count.
pub(crate) fn is_lenient(status: &str) -> bool {
    matches!(status, "DRAFT" | "VOIDED" | "DELETED")
}

#[cfg(test)]
mod tests {
    use super::{DocumentKind, KINDS};

    #[test]
    fn a_final_status_is_kept_and_no_request_sets_a_document_to_paid() {
        for kind in KINDS {
            for end in ["DELETED", "VOIDED"] {
                assert!(!kind.allows_change(end, "DRAFT") && !kind.allows_change(end, end), "{}", kind.collection);
            }
            assert!(
                !kind.allows_change("AUTHORISED", "PAID") && !kind.first.contains(&"DELETED"),
                "{}",
                kind.collection
            );
        }
    }

    #[test]
    fn the_side_follows_the_type_where_the_kind_has_types() {
        let notes = DocumentKind::of("CreditNotes").expect("a kind");
        assert!(notes.is_sale("ACCRECCREDIT") && !notes.is_sale("ACCPAYCREDIT"));
        assert!(DocumentKind::of("Quotes").expect("a kind").is_sale("") && DocumentKind::of("Items").is_none());
    }
}
