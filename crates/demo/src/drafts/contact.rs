//! One posted contact, laid over the contact as it was.

use crate::ledger::contact::{Contact, TEXTS};
use crate::ledger::person::Person;
use crate::ledger::slots::{ADDRESS, PHONE};
use crate::wire::posted::{Members, PostDataInvalid};

const MOST_PERSONS: usize = 5;
const LONGEST_NAME: usize = 255;

/// Lays what is posted over the contact; what is absent stays.
pub(crate) fn lay_over(
    contact: &mut Contact,
    posted: &Members,
    errors: &mut Vec<String>,
) -> Result<(), PostDataInvalid> {
    if let Some(name) = posted.text("Name")? {
        name.trim().clone_into(&mut contact.name);
    }
    if contact.name.chars().count() > LONGEST_NAME || contact.name.contains(['<', '>']) {
        errors.push("The contact name is longer than 255 characters or contains < or >".to_owned());
    }
    super::take(posted, "ContactNumber", &mut contact.number)?;
    super::take(posted, "AccountNumber", &mut contact.account_number)?;
    super::take(posted, "FirstName", &mut contact.first_name)?;
    super::take(posted, "LastName", &mut contact.last_name)?;
    if let Some(email) = posted.text("EmailAddress")? {
        if !email.is_empty() && !is_email(&email) {
            errors.push(format!("Email address {email} is not a valid email address."));
        }
        contact.email = email;
    }
    for (name, _) in TEXTS {
        if let Some(text) = posted.text(name)? {
            contact.texts.insert(name, text);
        }
    }
    contact.texts.retain(|_, text| !text.is_empty());
    contact.addresses.take(&ADDRESS, &posted.records("Addresses")?.unwrap_or_default(), errors)?;
    contact.phones.take(&PHONE, &posted.records("Phones")?.unwrap_or_default(), errors)?;
    if let Some(persons) = posted.records("ContactPersons")? {
        contact.persons = persons.iter().map(Person::read).collect::<Result<_, _>>()?;
        if contact.persons.len() > MOST_PERSONS {
            errors.push(format!("A contact has at most {MOST_PERSONS} contact persons"));
        }
    }
    if let Some(terms) = posted.record("PaymentTerms")? {
        contact.terms.take(&terms, errors)?;
    }
    match posted.text("ContactStatus")?.as_deref() {
        None => {}
        Some("ACTIVE") => contact.archived = false,
        Some("ARCHIVED") => contact.archived = true,
        Some(other) => errors.push(format!("The ContactStatus '{other}' is not valid")),
    }
    Ok(())
}

pub(crate) fn name_taken(name: &str) -> String {
    format!(
        "The contact name {name} is already assigned to another contact. The contact name must be unique across all active contacts."
    )
}

fn is_email(text: &str) -> bool {
    let mut parts = text.split('@');
    let whole = [parts.next(), parts.next()].iter().all(|part| part.is_some_and(|part| !part.is_empty()));
    whole && parts.next().is_none() && !text.contains(char::is_whitespace)
}
