//! Every case of `tests/vectors` against the core alone, once awaited and once driven by its caller.
//! The format and the rules of matching stand in `tests/vectors/README.md`.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::Path;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use serde_json::{Map, Value, json};
use tokio::runtime::{Handle, Runtime};
use xero_m2m_demo::DemoCompany;
use xero_m2m_ffi::{Client, Driver, Error, NameCase, blocking, error_to_json, to_xero};

const THREADS: usize = 8;
const FEWEST_CASES: usize = 30;
const UNINTERRUPTED: &str = "nothing interrupts";

type Check = Result<(), String>;

#[derive(Debug, Clone, Copy)]
enum Manner {
    Awaited,
    Blocking,
}

#[test]
fn every_vector_holds_awaited_and_blocking() {
    let cases = cases();
    let names: HashSet<&str> = cases.iter().map(|(_, case)| text(case, "name")).collect();
    assert_eq!(names.len(), cases.len(), "two cases have one name");
    assert!(cases.len() >= FEWEST_CASES, "only {} cases", cases.len());

    let runtime = Runtime::new().expect("a runtime");
    let jobs: Vec<_> =
        cases.iter().flat_map(|case| [Manner::Awaited, Manner::Blocking].map(|manner| (case, manner))).collect();
    let (total, waiting, failures) = (jobs.len(), Mutex::new(jobs.into_iter()), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                // Taken in a statement of its own, so that the lock is not held while a case runs.
                let next = || waiting.lock().expect("no case panics").next();
                while let Some(((file, case), manner)) = next() {
                    if let Err(problem) = play(case, manner, runtime.handle()) {
                        let failure = format!("{file}: {} ({manner:?})\n    {problem}", text(case, "name"));
                        failures.lock().expect("no case panics").push(failure);
                    }
                }
            });
        }
    });
    let mut failures = failures.into_inner().expect("no case panics");
    failures.sort();
    assert!(failures.is_empty(), "{} of {total} failed:\n{}", failures.len(), failures.join("\n"));
}

/// Every case with the name of its file.
fn cases() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors");
    let mut cases = Vec::new();
    for entry in fs::read_dir(folder).expect("tests/vectors") {
        let path = entry.expect("a file").path();
        if path.extension().is_some_and(|extension| extension == "json") {
            let file = path.file_name().expect("a name").to_string_lossy().into_owned();
            let json = fs::read(&path).expect(&file);
            let list: Vec<Value> = serde_json::from_slice(&json).expect(&file);
            cases.extend(list.into_iter().map(|case| (file.clone(), case)));
        }
    }
    cases
}

/// Plays one case against a company of its own.
fn play(case: &Value, manner: Manner, runtime: &Handle) -> Check {
    only(case, &["name", "demo", "client", "before", "steps", "open", "journal"])?;
    let options = case.get("demo").cloned().unwrap_or_else(|| json!({}));
    let demo = DemoCompany::start(options.to_string().as_bytes()).map_err(|error| error.to_string())?;
    let described = parsed(&demo.describe());
    let case = &filled(case, text(&described, "base_url"));
    for command in list(case, "before") {
        control(&demo, command)?;
    }
    let driver = match manner {
        Manner::Awaited => Driver::Runtime(runtime.clone()),
        Manner::Blocking => Driver::Caller { background: runtime.clone() },
    };
    let options = client_options(&described, case.get("client")).to_string();
    let opened = Client::new(options.as_bytes(), NameCase::Snake, &HashMap::new(), driver);
    if let Some(expected) = case.get("open") {
        return holds(expected, &outcome(opened.map(|_| Value::Null)), "open");
    }
    let player = Player { client: opened.map_err(|error| error.to_string())?, demo, manner, runtime };
    for (at, step) in list(case, "steps").iter().enumerate() {
        player.step(step).map_err(|problem| format!("step {}: {problem}", at + 1))?;
    }
    match case.get("journal") {
        Some(expected) => holds(expected, &control(&player.demo, &json!({"do": "journal"}))?, "journal"),
        None => Ok(()),
    }
}

/// The company's own address and credentials, and over them what the case gives; null takes one away.
fn client_options(described: &Value, given: Option<&Value>) -> Value {
    let names = ["client_id", "client_secret", "base_url", "token_url"];
    let mut options: Map<String, Value> =
        names.map(|name| (name.to_owned(), described[name].clone())).into_iter().collect();
    options.extend(given.and_then(Value::as_object).cloned().unwrap_or_default());
    options.retain(|_, value| !value.is_null());
    options.into()
}

fn control(demo: &DemoCompany, command: &Value) -> Result<Value, String> {
    let response = demo.control(command.to_string().as_bytes()).map_err(|error| format!("{command}: {error}"))?;
    Ok(parsed(&response))
}

/// One case under way.
struct Player<'a> {
    client: Client,
    demo: DemoCompany,
    manner: Manner,
    runtime: &'a Handle,
}

impl Player<'_> {
    fn step(&self, step: &Value) -> Check {
        if let Some(command) = step.get("control") {
            only(step, &["control"])?;
            return control(&self.demo, command).map(drop);
        }
        if let Some(seconds) = step.get("sleep").and_then(Value::as_f64) {
            only(step, &["sleep"])?;
            thread::sleep(Duration::from_secs_f64(seconds));
            return Ok(());
        }
        only(step, &["call", "arguments", "body", "options", "page", "content", "stream", "raw", "expect", "decoded"])?;
        let called = self.call(step);
        if let (Some(expected), Ok(decoded)) = (step.get("decoded"), &called) {
            holds(expected, decoded, "decoded")?;
        }
        let expected = step.get("expect").ok_or("a call without \"expect\"")?;
        holds(expected, &outcome(called.map(|decoded| on_the_wire(decoded, text(step, "call")))), "outcome")
    }

    /// What a call gives: a record, the records of a list, a page, or the outcomes of a batch, in core's own form.
    fn call(&self, step: &Value) -> Result<Value, Error> {
        let (resource, verb) = text(step, "call").rsplit_once('.').unwrap_or((text(step, "call"), ""));
        let mut arguments = step.get("arguments").cloned().unwrap_or_else(|| json!({}));
        let mut request = match (resource, verb) {
            ("close", _) => {
                self.client.close();
                return Ok(Value::Null);
            }
            ("auth", verb) => return self.invoke(&json!({"verb": verb}), None),
            ("raw", method) => {
                arguments["verb"] = "raw".into();
                arguments["method"] = method.to_ascii_uppercase().into();
                arguments
            }
            _ => json!({"operation": text(step, "call"), "arguments": arguments}),
        };
        for part in ["body", "options"] {
            if let Some(value) = step.get(part) {
                request[part] = value.clone();
            }
        }
        request["text"] = step.get("content").is_some().into();
        request["keep_response"] = step.get("raw").is_some().into();
        let payload = step.get("content").and_then(Value::as_str).map(|content| Bytes::from(content.to_owned()));
        if let Some(page) = step.get("page") {
            request["arguments"]["page"] = page.clone();
            return self.invoke(&request, payload);
        }
        match verb {
            _ if step.get("stream").is_some() => self.download(&request),
            "list" => self.collect(&request),
            _ => self.invoke(&request, payload),
        }
    }

    fn collect(&self, request: &Value) -> Result<Value, Error> {
        let mut pages = self.client.pages(&request.to_string().into_bytes())?;
        let mut records = Vec::new();
        loop {
            let response = match self.manner {
                Manner::Awaited => {
                    let call = self.runtime.spawn(async move { (pages.next().await, pages) });
                    let (response, returned) = blocking::block_on(call, None)?.expect(UNINTERRUPTED).expect("no panic");
                    pages = returned;
                    response?
                }
                Manner::Blocking => blocking::block_on(pages.next(), None)?.expect(UNINTERRUPTED)?,
            };
            let Some(response) = response else { return Ok(records.into()) };
            if let Value::Array(more) = parsed(&response)["value"]["records"].take() {
                records.extend(more);
            }
        }
    }

    /// A file that is read piece by piece.
    fn download(&self, request: &Value) -> Result<Value, Error> {
        let mut download = self.client.download(&request.to_string().into_bytes())?;
        let mut content = Vec::new();
        loop {
            let piece = match self.manner {
                Manner::Awaited => {
                    let next = self.runtime.spawn(async move { (download.next().await, download) });
                    let (piece, returned) = blocking::block_on(next, None)?.expect(UNINTERRUPTED).expect("no panic");
                    download = returned;
                    piece?
                }
                Manner::Blocking => blocking::block_on(download.next(), None)?.expect(UNINTERRUPTED)?,
            };
            match piece {
                Some(piece) => content.extend(piece),
                None => return Ok(String::from_utf8_lossy(&content).into()),
            }
        }
    }

    /// One call through the FFI boundary.
    fn invoke(&self, request: &Value, payload: Option<Bytes>) -> Result<Value, Error> {
        let is_kept = request["keep_response"] == true;
        let request = request.to_string().into_bytes();
        let response = match self.manner {
            Manner::Awaited => {
                let client = self.client.clone();
                let call = self.runtime.spawn(async move { client.invoke(&request, payload, None).await });
                // Only the waiting happens on this thread.
                blocking::block_on(call, None)?.expect(UNINTERRUPTED).expect("a call does not panic")
            }
            Manner::Blocking => {
                blocking::block_on(self.client.invoke(&request, payload, None), None)?.expect(UNINTERRUPTED)
            }
        };
        let response = response?;
        if !is_kept {
            return Ok(value_of(&response));
        }
        let (line, rest) = split_line(&response);
        let (size, status) = (line["value"]["size"].as_u64().expect("a size"), &line["meta"]["status"]);
        let (content, rest) = rest.split_at(usize::try_from(size).expect("a size that fits"));
        let text = String::from_utf8_lossy(content);
        Ok(json!({"status": status, "headers": line["value"]["headers"], "text": text, "parsed": value_of(rest)}))
    }
}

/// The value of a response, or the file that follows it.
fn value_of(response: &[u8]) -> Value {
    let (mut head, file) = split_line(response);
    match head["value"].take() {
        Value::Null if !file.is_empty() => String::from_utf8_lossy(file).into(),
        value => value,
    }
}

/// The JSON at the start of a response, and the bytes behind its line.
fn split_line(response: &[u8]) -> (Value, &[u8]) {
    let mut values = serde_json::Deserializer::from_slice(response).into_iter();
    let head = values.next().expect("a response").expect("JSON");
    let rest = &response[values.byte_offset()..];
    (head, rest.strip_prefix(b"\n").unwrap_or(rest))
}

fn outcome(called: Result<Value, Error>) -> Value {
    match called {
        Ok(value) => json!({"value": value}),
        Err(error) => json!({"error": parsed(&error_to_json(&error, NameCase::Snake))}),
    }
}

/// The value of a call with every record as Xero sent it.
fn on_the_wire(value: Value, call: &str) -> Value {
    let operations = parsed(&xero_m2m_ffi::operations_json(NameCase::Snake));
    let operation = operations.as_array().into_iter().flatten().find(|operation| operation["name"] == call);
    if let Some(kept) = value.get("parsed") {
        let mut kept = json!({"parsed": on_the_wire(kept.clone(), call)});
        for part in ["status", "headers", "text"] {
            kept[part] = value[part].clone();
        }
        return kept;
    }
    let Some(schema) = operation.and_then(|operation| operation["record"].as_str()) else { return value };
    let record = |record: &Value| {
        let wire = to_xero(schema, record.to_string().as_bytes(), NameCase::Snake);
        parsed(&wire.expect("a record of its schema"))
    };
    match value {
        Value::Array(records) => records.iter().map(record).collect(),
        Value::Object(mut page) if page.get("records").is_some_and(Value::is_array) => {
            let records = list(&Value::Object(page.clone()), "records").iter().map(record).collect();
            page.insert("records".to_owned(), records);
            page.into()
        }
        Value::Object(batch) if batch.contains_key("results") => {
            let line = |line: &Value| match line.get("record") {
                Some(saved) => json!({"record": record(saved)}),
                None => json!({"error": line["error"]}),
            };
            list(&batch.into(), "results").iter().map(line).collect()
        }
        other => record(&other),
    }
}

/// Whether `actual` is what `expected` says. Fields that are not named are not looked at.
fn holds(expected: &Value, actual: &Value, place: &str) -> Check {
    let check =
        |so: bool, what: &str| if so { Ok(()) } else { Err(format!("{place} is {}, not {what}", shown(actual))) };
    match expected {
        Value::Object(fields) => match fields.iter().next() {
            Some((rule, operand)) if rule.starts_with('$') => {
                let pattern = operand.as_str().unwrap_or_default();
                let said = actual.as_str();
                match rule.as_str() {
                    "$any" => check(!actual.is_null(), "anything"),
                    "$contains" => check(said.is_some_and(|said| said.contains(pattern)), &format!("with {pattern:?}")),
                    "$matches" => check(said.is_some_and(|said| matches(pattern, said)), &format!("like {pattern:?}")),
                    _ => Err(format!("there is no rule {rule}")),
                }
            }
            _ => fields.iter().try_for_each(|(name, part)| match actual.get(name) {
                Some(actual) => holds(part, actual, &format!("{place}.{name}")),
                None => Err(format!("{place}.{name} is absent of {}", shown(actual))),
            }),
        },
        Value::Array(parts) => {
            let items = actual.as_array().filter(|items| items.len() == parts.len());
            check(items.is_some(), &format!("a list of {}", parts.len()))?;
            let mut pairs = parts.iter().zip(items.into_iter().flatten()).enumerate();
            pairs.try_for_each(|(at, (part, item))| holds(part, item, &format!("{place}[{at}]")))
        }
        // By value: 89.00 is 89.
        Value::Number(number) => check(actual.as_f64() == number.as_f64(), &expected.to_string()),
        _ => check(actual == expected, &expected.to_string()),
    }
}

/// Plain text, which `^` ties to the start and `$` to the end.
fn matches(pattern: &str, text: &str) -> bool {
    let (plain, to_start) = pattern.strip_prefix('^').map_or((pattern, false), |rest| (rest, true));
    let (plain, to_end) = plain.strip_suffix('$').map_or((plain, false), |rest| (rest, true));
    match (to_start, to_end) {
        (true, true) => text == plain,
        (true, false) => text.starts_with(plain),
        (false, true) => text.ends_with(plain),
        (false, false) => text.contains(plain),
    }
}

/// The case with the company's address in place of `{base_url}` and `{port}`.
fn filled(value: &Value, base_url: &str) -> Value {
    let port = base_url.rsplit(':').next().unwrap_or_default();
    match value {
        Value::String(text) => text.replace("{base_url}", base_url).replace("{port}", port).into(),
        Value::Array(items) => items.iter().map(|item| filled(item, base_url)).collect(),
        Value::Object(fields) => {
            let filled = |(name, value): (&String, &Value)| (name.clone(), filled(value, base_url));
            fields.iter().map(filled).collect::<Map<_, _>>().into()
        }
        other => other.clone(),
    }
}

/// A misspelt field of a case would otherwise check nothing.
fn only(value: &Value, names: &[&str]) -> Check {
    match value.as_object().into_iter().flatten().find(|(name, _)| !names.contains(&name.as_str())) {
        Some((name, _)) => Err(format!("a vector has no {name:?} there; there are: {}", names.join(", "))),
        None => Ok(()),
    }
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_default()
}

fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

fn parsed(json: &[u8]) -> Value {
    serde_json::from_slice(json).expect("JSON")
}

fn shown(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(600) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}
