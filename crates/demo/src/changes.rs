//! What changed in the books, noted while somebody wants to hear of it.

use crate::values::ids::Guid;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Category {
    Contact,
    Invoice,
    CreditNote,
    Prepayment,
    Overpayment,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Change {
    pub(crate) category: Category,
    pub(crate) id: Guid,
    pub(crate) created: bool,
}

/// None: nobody listens.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes(Option<Vec<Change>>);

impl Category {
    pub(crate) const ALL: [Category; 5] =
        [Category::Contact, Category::Invoice, Category::CreditNote, Category::Prepayment, Category::Overpayment];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Category::Contact => "CONTACT",
            Category::Invoice => "INVOICE",
            Category::CreditNote => "CREDITNOTE",
            Category::Prepayment => "PREPAYMENT",
            Category::Overpayment => "OVERPAYMENT",
        }
    }

    /// The collection of its records in the Accounting API.
    pub(crate) fn collection(self) -> &'static str {
        match self {
            Category::Contact => "Contacts",
            Category::Invoice => "Invoices",
            Category::CreditNote => "CreditNotes",
            Category::Prepayment => "Prepayments",
            Category::Overpayment => "Overpayments",
        }
    }

    pub(crate) fn of_collection(collection: &str) -> Option<Category> {
        Category::ALL.into_iter().find(|category| category.collection() == collection)
    }
}

impl Changes {
    pub(crate) fn listen(&mut self) {
        self.0.get_or_insert_default();
    }

    /// Several changes of one record are one.
    pub(crate) fn changed(&mut self, category: Category, id: Guid, created: bool) {
        let Some(noted) = &mut self.0 else { return };
        if !noted.iter().any(|change| change.category == category && change.id == id) {
            noted.push(Change { category, id, created });
        }
    }

    pub(crate) fn take(&mut self) -> Vec<Change> {
        self.0.take().unwrap_or_default()
    }
}
