//! Whether an invoice is a sale or a bill.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InvoiceType {
    Accrec,
    Accpay,
}

impl InvoiceType {
    pub(crate) fn parse(name: &str) -> Option<InvoiceType> {
        [InvoiceType::Accrec, InvoiceType::Accpay].into_iter().find(|kind| kind.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            InvoiceType::Accrec => "ACCREC",
            InvoiceType::Accpay => "ACCPAY",
        }
    }
}
