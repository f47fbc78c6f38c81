//! Lists in pages: what a page is asked for by, what comes next, and the walk over all of them, fetched ahead.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hasher};
use std::sync::Arc;

use serde_json::value::RawValue;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::arguments::{ArgumentErrors, Arguments, Parts};
use crate::call::{Call, Caller, Payload};
use crate::client::Client;
use crate::codec::{Decoded, Pagination};
use crate::config::CallOptions;
use crate::error::{Error, Result};
use crate::events::Event;
use crate::limits::Priority;
use crate::send::Completed;
use crate::transport::Deadline;
use xero_m2m_spec::Operation;
use xero_m2m_spec::{Paging, ResponseBody};

/// Pages under way at most, so that a slot of the limit stays free for other calls.
const MOST_AHEAD: usize = 4;

/// Which page to ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageRequest {
    /// The first is 1.
    pub(crate) number: u32,
    /// Records in a page; 0 where all come at once.
    pub(crate) size: u32,
    /// What a list by offsets begins after.
    pub(crate) offset: u64,
}

/// A page as Xero gave it, and where the list goes on.
#[derive(Debug)]
pub(crate) struct Fetched {
    pub(crate) request: PageRequest,
    pub(crate) decoded: Decoded,
    pub(crate) next: Option<PageRequest>,
    pub(crate) call: Call,
    pub(crate) completed: Completed,
}

impl PageRequest {
    /// The page that the arguments ask for; the first unless they say more.
    pub(crate) fn of(operation: &Operation, arguments: &Arguments, wrong: &mut ArgumentErrors) -> Option<Self> {
        if !matches!(operation.response, ResponseBody::Page(_)) {
            return None;
        }
        let (most, size) = match operation.paging {
            Paging::None => (1, 0),
            Paging::PageSize { largest, .. } => (u32::MAX, arguments.number("page_size", largest, largest, wrong)),
            Paging::Page { size } => (u32::MAX, size),
            Paging::Offset { size } => (1, size),
        };
        Some(Self { number: arguments.number("page", 1, most, wrong), size, offset: arguments.offset(wrong) })
    }

    /// The one that takes the most room in an address.
    pub(crate) fn widest(self) -> Self {
        Self { number: u32::MAX, offset: u64::MAX, ..self }
    }

    pub(crate) fn query(self, paging: Paging) -> Vec<(String, String)> {
        let pair = |name: &str, value: String| (name.to_owned(), value);
        match paging {
            Paging::None => Vec::new(),
            Paging::PageSize { page, size, .. } => {
                vec![pair(page, self.number.to_string()), pair(size, self.size.to_string())]
            }
            Paging::Page { .. } => vec![pair("page", self.number.to_string())],
            Paging::Offset { .. } => vec![pair("offset", self.offset.to_string())],
        }
    }

    /// The page after this one, by what the reply tells.
    fn next(self, paging: Paging, decoded: &Decoded) -> Option<Self> {
        let told = decoded.pagination;
        // Xero cuts a size that it finds too large without a word.
        let size = told.page_size.filter(|size| *size > 0).unwrap_or(self.size);
        let is_full = u32::try_from(decoded.len()).is_ok_and(|count| count >= size);
        let has_next = match (paging, told.pages()) {
            _ if decoded.len() == 0 => false,
            (Paging::None, _) => false,
            (_, Some(count)) => self.number < count,
            (_, None) => is_full,
        };
        let number = self.number.checked_add(1)?;
        match paging {
            _ if !has_next => None,
            Paging::Offset { .. } => {
                Some(Self { number, offset: last_journal_number(decoded).unwrap_or(self.offset), ..self })
            }
            _ => Some(Self { number, ..self }),
        }
    }
}

/// What the next offset is: journals come in the order of their numbers.
fn last_journal_number(decoded: &Decoded) -> Option<u64> {
    let last: Value = serde_json::from_slice(decoded.record(decoded.len().checked_sub(1)?)?).ok()?;
    last.get("journal_number").or_else(|| last.get("journalNumber"))?.as_u64()
}

impl Pagination {
    /// How many pages there are, where the reply says, even if only by the number of records.
    fn pages(&self) -> Option<u32> {
        let counted = || {
            let size = u64::from(self.page_size.filter(|size| *size > 0)?);
            u32::try_from(self.item_count?.div_ceil(size)).ok()
        };
        self.page_count.or_else(counted)
    }
}

impl Fetched {
    /// The page as JSON without its records: number, size, counts and the number of the next page.
    pub(crate) fn facts(&self, paging: Paging) -> Value {
        let told = self.decoded.pagination;
        let is_paged = paging != Paging::None;
        json!({
            "number": self.request.number,
            "page_size": is_paged.then(|| told.page_size.unwrap_or(self.request.size)),
            "page_count": if is_paged { told.pages() } else { Some(1) },
            "item_count": if is_paged { told.item_count } else { Some(self.decoded.len() as u64) },
            "next": self.next.map(|next| next.number),
        })
    }
}

/// Pages in a row that bring nothing new, after which a walk ends even where the server counts more of them.
const MOST_STALE: u32 = 3;

/// What a walk over pages has met, which tells it what is new and whether it still gets on.
#[derive(Debug, Default)]
struct PageTracker {
    ids: HashSet<u128>,
    /// The pages of this part of the list, each in one number.
    pages: HashSet<u64>,
    /// How many pages in a row brought nothing new.
    stale: u32,
    has_warned: bool,
}

impl PageTracker {
    /// Takes in a page: the places of its records that are new. Where the server gives the same pages whatever it is
    /// asked for, the list ends here, and a warning tells.
    fn take(&mut self, fetched: &mut Fetched, client: &Client) -> Vec<usize> {
        let decoded = &fetched.decoded;
        let is_one_of_many = fetched.next.is_some() || !self.pages.is_empty();
        let is_repeated = is_one_of_many && decoded.len() > 0 && !self.pages.insert(fingerprint(decoded));
        let is_new = |&at: &usize| identity(decoded, at).is_none_or(|id| self.ids.insert(id));
        let new: Vec<usize> = if is_repeated { Vec::new() } else { (0..decoded.len()).filter(is_new).collect() };
        self.stale = if new.is_empty() { self.stale + 1 } else { 0 };
        let is_stuck = fetched.next.is_some_and(|next| match decoded.pagination.pages() {
            _ if is_offset(fetched.call.operation) => next.offset <= fetched.request.offset,
            // Where Xero counts the pages the walk has its end, and what new records push on may be a page once more.
            Some(_) => self.stale >= MOST_STALE,
            None => new.is_empty(),
        });
        let ends_in_a_repeat = is_repeated && fetched.next.is_none();
        if (is_stuck || ends_in_a_repeat) && !std::mem::replace(&mut self.has_warned, true) {
            client.events.warn(format!(
                "{}: the server returns the same page, whichever page is requested; the list may be incomplete",
                fetched.call.label
            ));
        }
        if is_stuck {
            fetched.next = None;
        }
        new
    }

    /// Begins another part of the list, whose pages are others.
    fn begin_part(&mut self) {
        (self.pages, self.stale) = (HashSet::new(), 0);
    }
}

/// The id by which a record is known again. That of all zeros is no one's.
fn identity(decoded: &Decoded, at: usize) -> Option<u128> {
    decoded.identity(at).filter(|id| *id != 0)
}

/// All records of a page in one number: by their ids, or by their text where they have none.
fn fingerprint(decoded: &Decoded) -> u64 {
    let mut hasher = DefaultHasher::new();
    for at in 0..decoded.len() {
        match identity(decoded, at) {
            Some(id) => hasher.write_u128(id),
            None => hasher.write(decoded.record(at).unwrap_or_default()),
        }
    }
    hasher.finish()
}

fn is_offset(operation: Option<&Operation>) -> bool {
    operation.is_some_and(|operation| matches!(operation.paging, Paging::Offset { .. }))
}

/// A list that was asked for: its operation, arguments and options, checked.
#[derive(Debug, Clone)]
pub(crate) struct Listing {
    pub(crate) operation: &'static Operation,
    /// Several where there are more ids than one address holds.
    parts: Parts,
    /// The page that each part begins with.
    first: PageRequest,
    options: Arc<CallOptions>,
    caller: Caller,
}

impl Listing {
    /// What cannot be sent is refused here, before any page is fetched.
    pub(crate) fn new(
        operation: &'static Operation,
        arguments: Option<&RawValue>,
        options: Arc<CallOptions>,
        caller: Caller,
        client: &Client,
    ) -> Result<Self> {
        let arguments = Arguments::parse(operation, arguments, client.case)?;
        let first = arguments.first_page.ok_or_else(|| Error::argument("this operation gives no list"))?;
        Ok(Self { operation, parts: Parts::of(arguments, &client.config.base_url)?, first, options, caller })
    }

    fn first_of(&self, part: usize) -> Place {
        Place { part, page: self.first }
    }

    /// The one page of a call that asks for one.
    pub(crate) async fn only_page(&self, client: &Client) -> Result<Fetched> {
        if self.parts.len() > 1 {
            let names = self.parts.cut_names().join(" and ");
            return Err(Error::argument(format!(
                "{names} do not fit into the address of one request, so there is no single page of them"
            ))
            .hint("go over the list itself, which asks for them in several requests"));
        }
        self.fetch(client, self.first_of(0), &client.deadline(&self.options)).await
    }

    async fn fetch(&self, client: &Client, place: Place, deadline: &Deadline) -> Result<Fetched> {
        let arguments = &*self.parts.get(place.part);
        let base = &client.config.base_url;
        let mut call = Call::of_table(
            self.operation,
            arguments,
            Some(place.page),
            Payload::None,
            &self.options,
            base,
            client.case,
        )?;
        call.caller = self.caller.clone();
        let mut completed = client.complete(&call, &self.options, deadline.clone()).await?;
        Client::check_saved(self.operation, &call, &completed)?;
        let decoded = client.decoded(&call, &completed)?;
        // Pages that wait for their turn hold their records once.
        completed.reply.body = Vec::new();
        let next = place.page.next(self.operation.paging, &decoded);
        Ok(Fetched { request: place.page, decoded, next, call, completed })
    }

    /// How many records there are: one request where Xero says, else one for each page.
    pub(crate) async fn count(&self, client: &Client) -> Result<u64> {
        let deadline = client.deadline(&self.options);
        let mut tracker = PageTracker::default();
        let mut count = 0;
        for part in 0..self.parts.len() {
            tracker.begin_part();
            let mut at = Some(self.first_of(part));
            while let Some(place) = at {
                let mut fetched = self.fetch(client, place, &deadline).await?;
                if let Some(told) = fetched.decoded.pagination.item_count {
                    count += told;
                    break;
                }
                count += tracker.take(&mut fetched, client).len() as u64;
                at = fetched.next.map(|page| Place { part, page });
            }
        }
        Ok(count)
    }

    /// How many calls the whole list takes, how many records it has and how long it lasts at the limit of calls a
    /// minute. Sends one request where Xero tells the number of pages, and else nothing.
    pub(crate) async fn estimate(&self, client: &Client) -> Result<Value> {
        let mut calls = Some(self.parts.len() as u64);
        let mut records = None;
        match self.operation.paging {
            Paging::None => {}
            Paging::Page { .. } | Paging::Offset { .. } => calls = None,
            Paging::PageSize { .. } if self.parts.len() > 1 => {}
            Paging::PageSize { .. } => {
                let page = self.only_page(client).await?;
                calls = page.decoded.pagination.pages().map(u64::from).or(page.next.is_none().then_some(1));
                records = page.decoded.pagination.item_count;
            }
        }
        let seconds = calls.map(|calls| client.duration_of(calls).as_secs_f64());
        Ok(json!({"calls": calls, "records": records, "seconds": seconds}))
    }
}

/// A page of one part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    part: usize,
    page: PageRequest,
}

/// The walk over all pages of a list, in order, each record once. Pages are fetched ahead, the more the further the
/// walk has come, and dropped with the walk.
#[derive(Debug)]
pub struct Pages {
    client: Client,
    listing: Arc<Listing>,
    /// Where the walk stands; none at its end.
    at: Option<Place>,
    /// The pages from there on that are under way.
    ahead: VecDeque<Ahead>,
    delivered: usize,
    /// How many records are wanted at most.
    left: u64,
    tracker: PageTracker,
}

impl Pages {
    pub(crate) fn new(client: Client, mut listing: Listing, limit: Option<u64>) -> Self {
        // Whoever waits for one page or record goes before a walk over all of them.
        Arc::make_mut(&mut listing.options).priority.get_or_insert(Priority::Bulk);
        let mut place = listing.first_of(0);
        if let (Paging::PageSize { .. }, Some(limit)) = (listing.operation.paging, limit) {
            // No larger than what is wanted.
            place.page.size = place.page.size.min(u32::try_from(limit).unwrap_or(u32::MAX).max(1));
        }
        Self {
            client,
            listing: Arc::new(listing),
            at: Some(place),
            ahead: VecDeque::new(),
            delivered: 0,
            left: limit.unwrap_or(u64::MAX),
            tracker: PageTracker::default(),
        }
    }

    /// The next page as a reply, or nothing at the end. After an error the walk stands where it stood.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>> {
        self.client.check_open()?;
        let Some(place) = self.at.filter(|_| self.left > 0) else { return Ok(None) };
        let mut fetched = self.fetched(place).await?;
        self.delivered += 1;
        let told = fetched.decoded.pagination;
        self.client.events.tell(|| Event::Page {
            operation: fetched.call.label.to_string(),
            number: fetched.request.number,
            records: fetched.decoded.len(),
            page_count: told.pages(),
            item_count: told.item_count,
            call: fetched.call.caller.number,
        });
        let kept = self.tracker.take(&mut fetched, &self.client);
        self.at = match fetched.next {
            Some(page) => Some(Place { part: place.part, page }),
            None if place.part + 1 < self.listing.parts.len() => {
                self.tracker.begin_part();
                Some(self.listing.first_of(place.part + 1))
            }
            None => None,
        };
        self.left = self.left.saturating_sub(kept.len() as u64);
        // Of another part nothing is known yet.
        let is_same_part = self.at.is_some_and(|at| at.part == place.part);
        if !is_same_part {
            self.ahead.clear();
        }
        self.fetch_ahead(if is_same_part { fetched.decoded.pagination } else { Pagination::default() });
        Ok(Some(self.client.page_reply(fetched, &kept, self.at.is_some())))
    }

    /// The page at this place: the one that was fetched ahead, or one fetched now.
    async fn fetched(&mut self, place: Place) -> Result<Fetched> {
        if let Some(mut ahead) = self.ahead.pop_front().filter(|ahead| ahead.place == place)
            && let Ok(fetched) = (&mut ahead.task).await
        {
            // What comes after a failure was fetched for nothing.
            return fetched.inspect_err(|_| self.ahead.clear());
        }
        self.ahead.clear();
        self.listing.fetch(&self.client, place, &self.client.deadline(&self.listing.options)).await
    }

    /// Starts the pages that will be wanted next, as far as they are known to be there.
    fn fetch_ahead(&mut self, told: Pagination) {
        let Some(at) = self.at.filter(|_| self.left > 0) else { return };
        let page_size = u64::from(told.page_size.unwrap_or(at.page.size).max(1));
        let wanted = usize::try_from(self.left.div_ceil(page_size)).unwrap_or(usize::MAX);
        let last = match self.listing.operation.paging {
            // An offset is known only when the page before is there.
            Paging::None | Paging::Offset { .. } => at.page.number,
            Paging::PageSize { .. } | Paging::Page { .. } => told.pages().unwrap_or(at.page.number),
        };
        let most = MOST_AHEAD.min(self.delivered).min(wanted);
        let mut place = self.ahead.back().map_or(Some(at), |last| following(last.place));
        while let Some(next) =
            place.filter(|place| self.ahead.len() < most && place.page.number <= last.max(at.page.number))
        {
            let (client, listing) = (self.client.in_background(), Arc::clone(&self.listing));
            let task = self
                .client
                .spawn(async move { listing.fetch(&client, next, &client.deadline(&listing.options)).await });
            self.ahead.push_back(Ahead { place: next, task });
            place = following(next);
        }
    }
}

/// A page under way; given up when it is dropped.
#[derive(Debug)]
struct Ahead {
    place: Place,
    task: JoinHandle<Result<Fetched>>,
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn following(place: Place) -> Option<Place> {
    let number = place.page.number.checked_add(1)?;
    Some(Place { page: PageRequest { number, ..place.page }, ..place })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codec::decode;
    use crate::operations::schema;
    use xero_m2m_spec::NameCase;
    use xero_m2m_spec::{Envelope, RecordBody};

    fn page(schema_name: &str, envelope: &'static str, body: &str) -> Decoded {
        let records = RecordBody { envelope: Envelope::List(envelope), schema: schema(schema_name).unwrap() };
        decode(body.as_bytes(), records, NameCase::Camel).unwrap()
    }

    #[test]
    fn journals_go_on_after_the_last_number_seen() {
        let paging = Paging::Offset { size: 2 };
        let decoded =
            page("accounting.Journal", "Journals", r#"{"Journals":[{"JournalNumber":7},{"JournalNumber":12}]}"#);
        let next = PageRequest { number: 1, size: 2, offset: 5 }.next(paging, &decoded).unwrap();
        assert_eq!(next, PageRequest { number: 2, size: 2, offset: 12 });
        assert_eq!(next.query(paging), [("offset".to_owned(), "12".to_owned())]);
    }

    #[test]
    fn a_size_that_xero_cuts_is_the_size_that_counts() {
        let paging = Paging::PageSize { page: "page", size: "pageSize", largest: 1000 };
        let request = PageRequest { number: 1, size: 1000, offset: 0 };
        let full = r#"{"pagination":{"pageSize":2},"Invoices":[{},{}]}"#;
        assert_eq!(
            request.next(paging, &page("accounting.Invoice", "Invoices", full)).map(|next| next.number),
            Some(2)
        );
        let last = r#"{"pagination":{"pageSize":2},"Invoices":[{}]}"#;
        assert_eq!(request.next(paging, &page("accounting.Invoice", "Invoices", last)), None);
        let query: Vec<_> = request.query(paging).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(query, ["page=1", "pageSize=1000"]);
    }
}
