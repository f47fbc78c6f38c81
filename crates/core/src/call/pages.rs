//! A list, page by page: what comes after a page, and all pages of the list, fetched ahead.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hasher};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::task::JoinHandle;
use xero_m2m_spec::{Operation, Paging};

use super::result::{Meta, RawResponse};
use super::send::Completed;
use super::{Call, Caller, Payload};
use crate::config::CallSettings;
use crate::connection::Connection;
use crate::error::{Error, ErrorKind, Result};
use crate::events::Event;
use crate::limits::Priority;
use crate::request::Request;
use crate::request::arguments::Arguments;
use crate::request::page::PageRequest;
use crate::request::split::SplitArguments;
use crate::response::decoded::{Decoded, HEAD, Pagination};
use crate::transport::Deadline;

/// Pages under way at most, so that a slot of the limit stays free for other calls.
const MOST_AHEAD: usize = 4;

/// A page as Xero gave it, and where the list goes on.
#[derive(Debug)]
pub(crate) struct Fetched {
    pub(crate) request: PageRequest,
    pub(crate) decoded: Decoded,
    pub(crate) next: Option<PageRequest>,
    pub(crate) call: Call,
    pub(crate) completed: Completed,
}

/// The page after this one, by what the response says.
fn next_page(request: PageRequest, paging: Paging, decoded: &Decoded) -> Option<PageRequest> {
    let reported = decoded.pagination;
    // Xero cuts a size that it finds too large without a word.
    let size = reported.page_size.filter(|size| *size > 0).unwrap_or(request.size);
    let is_full = u32::try_from(decoded.len()).is_ok_and(|count| count >= size);
    let has_next = match (paging, reported.pages()) {
        _ if decoded.len() == 0 => false,
        (Paging::None, _) => false,
        (_, Some(count)) => request.number < count,
        (_, None) => is_full,
    };
    let number = request.number.checked_add(1)?;
    match paging {
        _ if !has_next => None,
        Paging::Offset { .. } => {
            Some(PageRequest { number, offset: last_journal_number(decoded).unwrap_or(request.offset), ..request })
        }
        _ => Some(PageRequest { number, ..request }),
    }
}

/// What the next offset is: journals come in the order of their numbers.
fn last_journal_number(decoded: &Decoded) -> Option<u64> {
    let last: Value = serde_json::from_slice(decoded.record(decoded.len().checked_sub(1)?)?).ok()?;
    last.get("journal_number").or_else(|| last.get("journalNumber"))?.as_u64()
}

impl Pagination {
    /// How many pages there are, where the response says, even if only by the number of records.
    fn pages(&self) -> Option<u32> {
        let counted = || {
            let size = u64::from(self.page_size.filter(|size| *size > 0)?);
            u32::try_from(self.item_count?.div_ceil(size)).ok()
        };
        self.page_count.or_else(counted)
    }
}

/// One page of a list.
#[derive(Debug)]
pub struct Page {
    /// The number of the page; the first is 1.
    pub number: u32,
    /// Records in a full page; none where all come at once.
    pub page_size: Option<u32>,
    /// How many pages there are, where Xero says.
    pub page_count: Option<u32>,
    /// How many records the whole list has, where Xero says.
    pub item_count: Option<u64>,
    /// The number of the next page; none at the end of the list.
    pub next: Option<u32>,
    /// What it took to get it.
    pub meta: Meta,
    /// The response as the server sent it, where the request was to keep it.
    pub raw: Option<Box<RawResponse>>,
    /// A JSON array.
    records: Vec<u8>,
    /// Where each record ends in it.
    ends: Vec<usize>,
}

impl Page {
    /// Its records, read as `T`, as by [`Response::record`](crate::Response::record).
    ///
    /// # Errors
    /// `Decode` where `T` does not fit the records.
    pub fn records<T: DeserializeOwned>(&self) -> Result<Vec<T>> {
        serde_json::from_slice(&self.records).map_err(|error| {
            Error::new(ErrorKind::Decode, format!("the records do not fit the type: {error}"))
                .hint("make fields that Xero may leave out optional")
                .caused_by(error)
        })
    }

    /// The JSON text of the list of its records.
    #[must_use]
    pub fn json(&self) -> &[u8] {
        &self.records
    }

    /// As [`Self::json`], without a copy.
    #[must_use]
    pub fn into_json(self) -> Vec<u8> {
        self.records
    }

    /// The JSON text of its records in slices of about this many bytes: of each the records, with commas between them.
    pub fn json_slices(&self, size: usize) -> impl Iterator<Item = &[u8]> {
        slices_of(&self.records, &self.ends, size)
    }

    /// A page with the records at these places of it. `goes_on` says whether the list does.
    fn of(fetched: Fetched, kept: &[usize], goes_on: bool) -> Self {
        let Fetched { request, mut decoded, next, call, mut completed } = fetched;
        let paging = call.operation.map_or(Paging::None, |operation| operation.paging);
        let is_paged = paging != Paging::None;
        let reported = decoded.pagination;
        let warnings = std::mem::take(&mut decoded.warnings);
        let next = next.map(|next| next.number);
        let item_count = if is_paged { reported.item_count } else { Some(decoded.len() as u64) };
        let (records, ends) = decoded.into_json(kept);
        let meta = completed.meta(&call, warnings);
        Self {
            number: request.number,
            page_size: is_paged.then(|| reported.page_size.unwrap_or(request.size)),
            page_count: if is_paged { reported.pages() } else { Some(1) },
            item_count,
            // A list that was split goes on with its next part.
            next: next.or_else(|| goes_on.then_some(request.number + 1)),
            raw: completed.raw(&meta),
            meta,
            records,
            ends,
        }
    }
}

/// The records of a JSON array, which end at these places, in slices of at least this size; the last may be smaller.
fn slices_of<'r>(records: &'r [u8], ends: &'r [usize], size: usize) -> impl Iterator<Item = &'r [u8]> {
    let mut start = HEAD.len();
    ends.iter().enumerate().filter_map(move |(at, &end)| {
        let is_full = end - start >= size || at + 1 == ends.len();
        let slice = records.get(start..end).filter(|_| is_full)?;
        start = end + 1;
        Some(slice)
    })
}

/// What it takes to fetch a whole list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FetchEstimate {
    /// Requests; none where it is not known.
    pub calls: Option<u64>,
    /// Records, where Xero says.
    pub records: Option<u64>,
    /// Seconds, at the limit of calls a minute.
    pub seconds: Option<f64>,
}

/// Pages in a row that bring nothing new, after which a list ends even where the server counts more of them.
const MOST_STALE: u32 = 3;

/// What the pages of a list have brought so far: which records are new, and whether the list still goes on.
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
    /// asked for, the list ends here, with a warning.
    fn take(&mut self, fetched: &mut Fetched, connection: &Connection) -> Vec<usize> {
        let decoded = &fetched.decoded;
        let is_one_of_many = fetched.next.is_some() || !self.pages.is_empty();
        let is_repeated = is_one_of_many && decoded.len() > 0 && !self.pages.insert(fingerprint(decoded));
        let is_new = |&at: &usize| identity(decoded, at).is_none_or(|id| self.ids.insert(id));
        let new: Vec<usize> = if is_repeated { Vec::new() } else { (0..decoded.len()).filter(is_new).collect() };
        self.stale = if new.is_empty() { self.stale + 1 } else { 0 };
        let is_stuck = fetched.next.is_some_and(|next| match decoded.pagination.pages() {
            _ if is_offset(fetched.call.operation) => next.offset <= fetched.request.offset,
            // Where Xero counts the pages the list has an end, and new records may push the same page on once more.
            Some(_) => self.stale >= MOST_STALE,
            None => new.is_empty(),
        });
        let ends_in_a_repeat = is_repeated && fetched.next.is_none();
        if (is_stuck || ends_in_a_repeat) && !std::mem::replace(&mut self.has_warned, true) {
            connection.events.warn(format!(
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

/// A list that is asked for: its operation, arguments and settings, checked.
#[derive(Debug, Clone)]
pub(crate) struct Listing {
    operation: &'static Operation,
    /// Several where there are more ids than one address holds.
    parts: SplitArguments,
    /// The page that each part begins with.
    first: PageRequest,
    settings: Arc<CallSettings>,
    keeps_response: bool,
    caller: Caller,
}

impl Listing {
    /// What cannot be sent is refused here, before any page is fetched.
    pub(crate) fn new(
        connection: &Connection,
        request: Request,
        settings: Arc<CallSettings>,
        caller: Caller,
    ) -> Result<Self> {
        let config = &connection.config;
        let arguments = Arguments::parse(request.operation, request.arguments, settings.extras.as_ref(), config.case)?;
        let first = arguments.first_page.ok_or_else(|| Error::argument("this operation gives no list"))?;
        let parts = SplitArguments::of(arguments, &config.base_url)?;
        let (operation, keeps_response) = (request.operation, request.keeps_response);
        Ok(Self { operation, parts, first, settings, keeps_response, caller })
    }

    fn first_of(&self, part: usize) -> Place {
        Place { part, page: self.first }
    }

    /// The one page of a call that asks for one.
    pub(crate) async fn page(&self, connection: &Connection) -> Result<Page> {
        let fetched = self.only_page(connection).await?;
        let all: Vec<usize> = (0..fetched.decoded.len()).collect();
        let goes_on = fetched.next.is_some();
        Ok(Page::of(fetched, &all, goes_on))
    }

    async fn only_page(&self, connection: &Connection) -> Result<Fetched> {
        if self.parts.len() > 1 {
            let names = self.parts.cut_names().join(" and ");
            return Err(Error::argument(format!(
                "{names} do not fit into the address of one request, so there is no single page of them"
            ))
            .hint("go over the list itself, which asks for them in several requests"));
        }
        self.fetch(connection, self.first_of(0), &connection.deadline(&self.settings)).await
    }

    async fn fetch(&self, connection: &Connection, place: Place, deadline: &Deadline) -> Result<Fetched> {
        let arguments = &*self.parts.get(place.part);
        let base = &connection.config.base_url;
        let mut call = Call::of_table(
            self.operation,
            arguments,
            Some(place.page),
            Payload::None,
            &self.settings,
            base,
            connection.config.case,
        )?;
        call.keeps_response = self.keeps_response;
        call.caller = self.caller.clone();
        let mut completed = connection.complete(&call, &self.settings, deadline.clone()).await?;
        completed.check_saved(self.operation, &call)?;
        let decoded = completed.decoded(&call, connection.config.case)?;
        // Pages that wait for their turn hold their records once.
        completed.response.body = Vec::new();
        let next = next_page(place.page, self.operation.paging, &decoded);
        Ok(Fetched { request: place.page, decoded, next, call, completed })
    }

    /// How many records there are: one request where Xero says, else one for each page.
    pub(crate) async fn count(&self, connection: &Connection) -> Result<u64> {
        let deadline = connection.deadline(&self.settings);
        let mut tracker = PageTracker::default();
        let mut count = 0;
        for part in 0..self.parts.len() {
            tracker.begin_part();
            let mut at = Some(self.first_of(part));
            while let Some(place) = at {
                let mut fetched = self.fetch(connection, place, &deadline).await?;
                if let Some(reported) = fetched.decoded.pagination.item_count {
                    count += reported;
                    break;
                }
                count += tracker.take(&mut fetched, connection).len() as u64;
                at = fetched.next.map(|page| Place { part, page });
            }
        }
        Ok(count)
    }

    /// How many calls the whole list takes, how many records it has and how long it lasts at the limit of calls a
    /// minute. Sends one request where Xero says the number of pages, and else nothing.
    pub(crate) async fn estimate(&self, connection: &Connection) -> Result<FetchEstimate> {
        let mut calls = Some(self.parts.len() as u64);
        let mut records = None;
        match self.operation.paging {
            Paging::None => {}
            Paging::Page { .. } | Paging::Offset { .. } => calls = None,
            Paging::PageSize { .. } if self.parts.len() > 1 => {}
            Paging::PageSize { .. } => {
                let page = self.only_page(connection).await?;
                calls = page.decoded.pagination.pages().map(u64::from).or(page.next.is_none().then_some(1));
                records = page.decoded.pagination.item_count;
            }
        }
        let seconds = calls.map(|calls| connection.duration_of(calls, &self.settings).as_secs_f64());
        Ok(FetchEstimate { calls, records, seconds })
    }
}

/// A page of one part of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    part: usize,
    page: PageRequest,
}

/// All pages of a list, in order, each record once. Pages are fetched ahead, more of them the further the list has been
/// read, and those under way are given up when this is dropped.
#[derive(Debug)]
pub struct Pages {
    connection: Connection,
    listing: Arc<Listing>,
    /// The next page; none at the end of the list.
    at: Option<Place>,
    /// The pages from there on that are under way.
    ahead: VecDeque<Ahead>,
    delivered: usize,
    /// How many records are wanted at most.
    left: u64,
    tracker: PageTracker,
}

impl Pages {
    pub(crate) fn new(connection: Connection, mut listing: Listing) -> Self {
        // Whoever waits for one page or record goes before a walk over all of them.
        Arc::make_mut(&mut listing.settings).priority.get_or_insert(Priority::Bulk);
        let place = listing.first_of(0);
        Self {
            connection,
            listing: Arc::new(listing),
            at: Some(place),
            ahead: VecDeque::new(),
            delivered: 0,
            left: u64::MAX,
            tracker: PageTracker::default(),
        }
    }

    /// Ends after the page with the last of so many records; pages are asked for no larger than that. The last page may
    /// hold a few more.
    #[must_use]
    pub fn limit(mut self, records: u64) -> Self {
        self.left = records;
        if let (Paging::PageSize { .. }, Some(place), 0) = (self.listing.operation.paging, &mut self.at, self.delivered)
        {
            place.page.size = place.page.size.min(u32::try_from(records).unwrap_or(u32::MAX).max(1));
        }
        self
    }

    /// The pages as a stream, for the combinators of the `futures` crate. It ends after an error; to go on after one,
    /// call [`Self::next`] in a loop instead.
    ///
    /// ```
    /// use futures_util::TryStreamExt;
    /// use serde_json::Value;
    /// # use xero_m2m::{Request, operation};
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/demo_client.rs"));
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let (_demo, xero) = demo_client();
    /// let contacts = xero.pages(Request::new(operation("contacts.list")?))?.into_stream();
    /// let count = contacts.try_fold(0, async |count, page| Ok(count + page.records::<Value>()?.len())).await?;
    /// assert!(count > 30);
    /// # Ok(())
    /// # }
    /// ```
    pub fn into_stream(self) -> impl Stream<Item = Result<Page>> + Send + Unpin {
        PageStream { next: Some(Box::pin(self.advance())) }
    }

    async fn advance(mut self) -> (Result<Option<Page>>, Self) {
        let page = self.next().await;
        (page, self)
    }

    /// The next page, or `None` at the end of the list. After an error the same page is asked for again.
    ///
    /// # Errors
    /// Those of any call; `Closed` where the client was closed meanwhile.
    pub async fn next(&mut self) -> Result<Option<Page>> {
        self.connection.check_open()?;
        let Some(place) = self.at.filter(|_| self.left > 0) else { return Ok(None) };
        let mut fetched = self.fetched(place).await?;
        self.delivered += 1;
        let reported = fetched.decoded.pagination;
        self.connection.events.emit(|| Event::Page {
            operation: fetched.call.label.to_string(),
            number: fetched.request.number,
            records: fetched.decoded.len(),
            page_count: reported.pages(),
            item_count: reported.item_count,
            call: fetched.call.caller.number,
        });
        let kept = self.tracker.take(&mut fetched, &self.connection);
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
        Ok(Some(Page::of(fetched, &kept, self.at.is_some())))
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
        self.listing.fetch(&self.connection, place, &self.connection.deadline(&self.listing.settings)).await
    }

    /// Starts the pages that will be wanted next, as far as they are known to be there.
    fn fetch_ahead(&mut self, reported: Pagination) {
        let Some(at) = self.at.filter(|_| self.left > 0) else { return };
        let page_size = u64::from(reported.page_size.unwrap_or(at.page.size).max(1));
        let wanted = usize::try_from(self.left.div_ceil(page_size)).unwrap_or(usize::MAX);
        let last = match self.listing.operation.paging {
            // An offset is known only when the page before is there.
            Paging::None | Paging::Offset { .. } => at.page.number,
            Paging::PageSize { .. } | Paging::Page { .. } => reported.pages().unwrap_or(at.page.number),
        };
        let most = MOST_AHEAD.min(self.delivered).min(wanted);
        let mut place = self.ahead.back().map_or(Some(at), |last| following(last.place));
        while let Some(next) =
            place.filter(|place| self.ahead.len() < most && place.page.number <= last.max(at.page.number))
        {
            let (connection, listing) = (self.connection.in_background(), Arc::clone(&self.listing));
            let task = self
                .connection
                .spawn(async move { listing.fetch(&connection, next, &connection.deadline(&listing.settings)).await });
            self.ahead.push_back(Ahead { place: next, task });
            place = following(next);
        }
    }
}

/// A walk over pages together with its next page.
type NextPage = dyn Future<Output = (Result<Option<Page>>, Pages)> + Send;

struct PageStream {
    /// None after the end, or after an error.
    next: Option<Pin<Box<NextPage>>>,
}

impl Stream for PageStream {
    type Item = Result<Page>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(next) = &mut self.next else { return Poll::Ready(None) };
        let (page, pages) = ready!(next.as_mut().poll(context));
        self.next = matches!(page, Ok(Some(_))).then(|| Box::pin(pages.advance()) as Pin<Box<NextPage>>);
        Poll::Ready(page.transpose())
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
    use crate::response::decode::decode;
    use xero_m2m_spec::NameCase;
    use xero_m2m_spec::schema;
    use xero_m2m_spec::{Envelope, RecordBody};

    fn page(schema_name: &str, envelope: &'static str, body: &str) -> Decoded {
        let records = RecordBody { envelope: Envelope::List(envelope), schema: schema(schema_name).unwrap() };
        decode(body.as_bytes(), records, NameCase::Camel).unwrap()
    }

    #[test]
    fn the_slices_of_a_page_hold_its_records_in_order() {
        let records: Vec<String> = (0..10).map(|n| format!(r#"{{"InvoiceNumber":"{n}"}}"#)).collect();
        let body = format!(r#"{{"Invoices":[{}]}}"#, records.join(","));
        let all: Vec<usize> = (0..10).collect();
        for (kept, size, count) in
            [(all.as_slice(), 0, 10), (&all, 50, 4), (&all, 10_000, 1), (&[1, 4], 1, 2), (&[], 1, 0)]
        {
            let (records, ends) = page("accounting.Invoice", "Invoices", &body).into_json(kept);
            let slices: Vec<&[u8]> = slices_of(&records, &ends, size).collect();
            assert_eq!(slices.len(), count, "{size}");
            assert_eq!([b"[", slices.join(&b',').as_slice(), b"]"].concat(), records);
        }
    }

    #[test]
    fn journals_go_on_after_the_last_number_seen() {
        let paging = Paging::Offset { size: 2 };
        let decoded =
            page("accounting.Journal", "Journals", r#"{"Journals":[{"JournalNumber":7},{"JournalNumber":12}]}"#);
        let next = next_page(PageRequest { number: 1, size: 2, offset: 5 }, paging, &decoded).unwrap();
        assert_eq!(next, PageRequest { number: 2, size: 2, offset: 12 });
        assert_eq!(next.query(paging), [("offset".to_owned(), "12".to_owned())]);
    }

    #[test]
    fn a_size_that_xero_cuts_is_the_size_that_counts() {
        let paging = Paging::PageSize { page: "page", size: "pageSize", largest: 1000 };
        let request = PageRequest { number: 1, size: 1000, offset: 0 };
        let full = r#"{"pagination":{"pageSize":2},"Invoices":[{},{}]}"#;
        assert_eq!(
            next_page(request, paging, &page("accounting.Invoice", "Invoices", full)).map(|next| next.number),
            Some(2)
        );
        let last = r#"{"pagination":{"pageSize":2},"Invoices":[{}]}"#;
        assert_eq!(next_page(request, paging, &page("accounting.Invoice", "Invoices", last)), None);
        let query: Vec<_> = request.query(paging).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(query, ["page=1", "pageSize=1000"]);
    }
}
