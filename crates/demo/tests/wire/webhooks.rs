//! Webhooks to a receiver on a socket of its own: intent to receive, deliveries, attempts.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use serde_json::{Value, json};

use crate::support::{Demo, NOW};

const KEY: &str = "a key of the tests";

/// Responds to right signatures with 200 and to wrong ones with 401, unless `mode` is another.
struct Receiver {
    url: String,
    mode: Arc<Mutex<ReceiverMode>>,
    bodies: mpsc::Receiver<(String, Value)>,
}

#[derive(Clone, Copy)]
enum ReceiverMode {
    Correct,
    AcceptsAll,
    SendsBody,
    SetsCookie,
    Silent,
    Fails,
}

impl Receiver {
    fn start() -> Receiver {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let url = format!("http://{}/hook?from=xero", listener.local_addr().expect("an address"));
        let mode = Arc::new(Mutex::new(ReceiverMode::Correct));
        let (sender, bodies) = mpsc::channel();
        let own = Arc::clone(&mode);
        thread::spawn(move || {
            let mut open = Vec::new();
            for stream in listener.incoming() {
                let mut stream = stream.expect("a connection");
                let (line, signature, body) = read(&mut BufReader::new(&mut stream));
                assert_eq!(line, "POST /hook?from=xero HTTP/1.1");
                let right = STANDARD.encode(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, KEY.as_bytes()), &body));
                let is_right = signature == right;
                if is_right {
                    let text = String::from_utf8(body).expect("UTF-8");
                    let json = serde_json::from_str(&text).expect("JSON");
                    let _ = sender.send((text, json));
                }
                let response = match *own.lock().expect("a mode") {
                    ReceiverMode::Correct if is_right => "200 OK\r\nContent-Length: 0\r\n\r\n",
                    ReceiverMode::Correct => "401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
                    ReceiverMode::AcceptsAll => "200 OK\r\nContent-Length: 0\r\n\r\n",
                    ReceiverMode::SendsBody => "200 OK\r\nContent-Length: 2\r\n\r\nok",
                    ReceiverMode::SetsCookie => "200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n",
                    ReceiverMode::Fails => "500 No\r\nContent-Length: 0\r\n\r\n",
                    ReceiverMode::Silent => {
                        open.push(stream);
                        continue;
                    }
                };
                let _ = stream.write_all(format!("HTTP/1.1 {response}").as_bytes());
            }
        });
        Receiver { url, mode, bodies }
    }

    fn set_mode(&self, mode: ReceiverMode) {
        *self.mode.lock().expect("a mode") = mode;
    }

    /// The bodies with events that were received with a right signature.
    fn delivered(&self) -> Vec<(String, Value)> {
        self.bodies.try_iter().filter(|(_, body)| body["events"] != json!([])).collect()
    }
}

fn read(reader: &mut impl BufRead) -> (String, String, Vec<u8>) {
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).expect("a line");
        match line.trim_end() {
            "" => break,
            line => lines.push(line.to_owned()),
        }
    }
    let header = |name: &str| {
        let find = |line: &String| line.to_lowercase().strip_prefix(name).map(|_| line[name.len()..].trim().to_owned());
        lines.iter().find_map(find).unwrap_or_default()
    };
    let mut body = vec![0; header("content-length:").parse().unwrap_or(0)];
    reader.read_exact(&mut body).expect("a body");
    (lines[0].clone(), header("x-xero-signature:"), body)
}

fn set(demo: &Demo, receiver: &Receiver) -> Value {
    demo.control(&json!({"do": "webhooks", "url": receiver.url, "key": KEY}).to_string())
}

fn stopped_clock() -> Demo {
    Demo::start(&format!(r#"{{"clock": "{NOW}", "clock_speed": 0}}"#))
}

fn deliver(demo: &Demo) -> Value {
    demo.control(r#"{"do": "deliver"}"#)
}

fn create_contact(demo: &Demo, name: &str) -> String {
    let body = json!({"Contacts": [{"Name": name}]}).to_string();
    let response = demo.put(&demo.token(), "/Contacts", &[], &body);
    response.json()["Contacts"][0]["ContactID"].as_str().expect("an id").to_owned()
}

#[test]
fn a_receiver_passes_the_intent_check_by_rejecting_wrong_signatures() {
    let (demo, receiver) = (stopped_clock(), Receiver::start());
    let response = set(&demo, &receiver);
    assert_eq!((&response["status"], response.get("key")), (&json!("ok"), None), "{response}");
    let reported: Vec<_> =
        response["checks"].as_array().expect("checks").iter().map(|check| check["status"].clone()).collect();
    assert_eq!(reported, [200, 401, 401, 200]);
    let (_, first) = receiver.bodies.try_recv().expect("a check");
    assert_eq!((&first["events"], &first["firstEventSequence"]), (&json!([]), &json!(0)));
    let made = demo.control(&json!({"do": "webhooks", "url": receiver.url, "timeout": 1}).to_string());
    assert_eq!(made["status"], "failed", "it has another key");
    assert_eq!(STANDARD.decode(made["key"].as_str().expect("a key")).map(|key| key.len()), Ok(64));
}

#[test]
fn a_receiver_that_accepts_wrong_signatures_or_sends_a_body_fails() {
    let (demo, receiver) = (stopped_clock(), Receiver::start());
    for (mode, hint) in [
        (ReceiverMode::AcceptsAll, "requires 401"),
        (ReceiverMode::SendsBody, "body must be empty"),
        (ReceiverMode::SetsCookie, "not set cookies"),
        (ReceiverMode::Fails, "responded with 500"),
        (ReceiverMode::Silent, "no response within 0.05 s"),
    ] {
        receiver.set_mode(mode);
        let command = json!({"do": "webhooks", "url": receiver.url, "key": KEY, "timeout": 0.05});
        let response = demo.control(&command.to_string());
        assert_eq!(response["status"], "failed");
        assert!(response["checks"].to_string().contains(hint), "{response}");
    }
    create_contact(&demo, "Nobody Hears");
    assert_eq!(deliver(&demo), json!({"status": "failed", "deliveries": [], "undelivered": 0}));
}

#[test]
fn the_changes_of_each_request_are_delivered_in_one_signed_batch() {
    let (demo, receiver) = (stopped_clock(), Receiver::start());
    create_contact(&demo, "Before");
    set(&demo, &receiver);
    let body = r#"{"Invoices": [{"Type": "ACCREC", "Contact": {"Name": "Hook Ltd"}}, {"Type": "ACCREC", "Contact": {"Name": "Hook Ltd"}}]}"#;
    let token = demo.token();
    let made = demo.put(&token, "/Invoices", &[], body).json();
    let reported = deliver(&demo);
    assert_eq!(
        (&reported["deliveries"][0]["outcome"], &reported["undelivered"]),
        (&json!("delivered"), &json!(0)),
        "{reported}"
    );
    let delivered = receiver.delivered();
    let (_, batch) = &delivered[0];
    assert_eq!((delivered.len(), &batch["firstEventSequence"], &batch["lastEventSequence"]), (1, &json!(1), &json!(3)));
    let kinds: Vec<_> = batch["events"]
        .as_array()
        .expect("events")
        .iter()
        .map(|event| (event["eventCategory"].clone(), event["eventType"].clone()))
        .collect();
    let created = |category: &str| (json!(category), json!("CREATE"));
    assert_eq!(kinds, [created("CONTACT"), created("INVOICE"), created("INVOICE")]);
    let event = batch["events"]
        .as_array()
        .expect("events")
        .iter()
        .find(|event| event["resourceId"] == made["Invoices"][0]["InvoiceID"]);
    let event = event.expect("the invoice's");
    assert_eq!(event["eventDateUtc"], "2026-11-23T00:00:00.000");
    assert_eq!((&event["tenantId"], &event["tenantType"]), (&json!(demo.tenant_id), &json!("ORGANISATION")));
    let path =
        event["resourceUrl"].as_str().expect("a URL").split_once("/api.xro/2.0").expect("the API's").1.to_owned();
    assert_eq!(demo.get_with(&token, &path, &[]).status, 200);
}

#[test]
fn reads_refusals_and_other_categories_are_no_events_and_an_update_is_one() {
    let (demo, receiver) = (stopped_clock(), Receiver::start());
    let id = create_contact(&demo, "Old Name");
    demo.control(&json!({"do": "webhooks", "url": receiver.url, "key": KEY, "events": ["CONTACT"]}).to_string());
    let token = demo.token();
    demo.get_with(&token, "/Contacts", &[]);
    demo.put(&token, "/Contacts", &[], r#"{"Contacts": [{"Name": ""}]}"#);
    demo.put(&token, "/Invoices", &[], r#"{"Type": "ACCREC", "Contact": {"Name": "Old Name"}}"#);
    assert_eq!(deliver(&demo)["deliveries"], json!([]));
    demo.post(&token, &format!("/Contacts/{id}"), &[], r#"{"Name": "New Name"}"#);
    deliver(&demo);
    let delivered = receiver.delivered();
    assert_eq!(delivered.len(), 1);
    let event = &delivered[0].1["events"][0];
    assert_eq!((&event["eventType"], &event["resourceId"]), (&json!("UPDATE"), &json!(id)));
}

#[test]
fn credit_notes_and_the_effect_of_a_payment_on_an_invoice_are_events() {
    let (demo, receiver) = (Demo::start(r#"{"clock_speed": 0}"#), Receiver::start());
    let token = demo.token();
    let invoice = demo.get_with(&token, "/Invoices/INV-0028", &[]).json()["Invoices"][0]["InvoiceID"].clone();
    set(&demo, &receiver);
    let note = r#"{"Type": "ACCRECCREDIT", "Contact": {"Name": "Boom FM"}, "LineItems": [{"Description": "Back", "UnitAmount": 5, "AccountCode": "200"}]}"#;
    assert_eq!(demo.put(&token, "/CreditNotes", &[], note).status, 200);
    let payment =
        json!({"Invoice": {"InvoiceID": invoice}, "Account": {"Code": "090"}, "Amount": 1, "Date": "2026-11-23"});
    assert_eq!(demo.put(&token, "/Payments", &[], &payment.to_string()).status, 200);
    deliver(&demo);
    let events: Vec<Value> =
        receiver.delivered().iter().flat_map(|(_, body)| body["events"].as_array().expect("events").clone()).collect();
    let has = |category: &str, kind: &str| {
        events.iter().any(|event| event["eventCategory"] == category && event["eventType"] == kind)
    };
    assert!(has("CREDITNOTE", "CREATE"), "{events:?}");
    assert!(has("INVOICE", "UPDATE"), "{events:?}");
}

#[test]
fn a_failed_delivery_is_the_same_at_each_try_and_comes_through_in_the_end() {
    let (demo, receiver) = (stopped_clock(), Receiver::start());
    set(&demo, &receiver);
    receiver.set_mode(ReceiverMode::Fails);
    create_contact(&demo, "Later Ltd");
    let waiting = deliver(&demo);
    let reported = &waiting["deliveries"][0];
    assert_eq!(
        (&reported["outcome"], &reported["attempts"], &reported["status"]),
        (&json!("waiting"), &json!(2), &json!(500))
    );
    assert_eq!(reported["next_attempt"], "2026-11-23T00:15:00Z");
    receiver.set_mode(ReceiverMode::Correct);
    demo.control(r#"{"do": "clock", "advance": 899}"#);
    assert_eq!(deliver(&demo)["deliveries"][0]["attempts"], 2);
    demo.control(r#"{"do": "clock", "advance": 1}"#);
    assert_eq!(deliver(&demo)["deliveries"][0]["outcome"], "delivered");
    let bodies: Vec<String> = receiver.delivered().into_iter().map(|(text, _)| text).collect();
    assert_eq!(bodies.len(), 3);
    assert!(bodies.iter().all(|body| *body == bodies[0]));
}

#[test]
fn after_a_day_the_receiver_is_disabled_and_receives_every_event_once_it_is_set_again() {
    let (demo, receiver) = (stopped_clock(), Receiver::start());
    set(&demo, &receiver);
    receiver.set_mode(ReceiverMode::Fails);
    create_contact(&demo, "Patient Ltd");
    deliver(&demo);
    demo.control(r#"{"do": "clock", "advance": 86400}"#);
    assert_eq!(deliver(&demo)["status"], "disabled");
    create_contact(&demo, "Kept Ltd");
    receiver.set_mode(ReceiverMode::Correct);
    receiver.delivered();
    assert_eq!(set(&demo, &receiver)["status"], "ok");
    deliver(&demo);
    let delivered = receiver.delivered();
    assert_eq!(delivered[0].1["events"].as_array().map(Vec::len), Some(2));
}

#[test]
fn a_reset_takes_events_back_and_a_receiver_can_be_taken_away() {
    let (demo, receiver) = (stopped_clock(), Receiver::start());
    set(&demo, &receiver);
    receiver.set_mode(ReceiverMode::Fails);
    create_contact(&demo, "Undone Ltd");
    deliver(&demo);
    demo.control(r#"{"do": "reset"}"#);
    assert_eq!(deliver(&demo), json!({"status": "ok", "deliveries": [], "undelivered": 0}));
    assert_eq!(demo.control(r#"{"do": "webhooks", "enabled": false}"#)["status"], "off");
    let refused = demo.company.control(br#"{"do": "deliver"}"#).expect_err("no receiver");
    assert!(refused.to_string().contains("\"webhooks\" sets one"), "{refused}");
}

#[test]
fn the_command_over_http_waits_without_holding_up_other_calls() {
    let (demo, receiver) = (stopped_clock(), Receiver::start());
    receiver.set_mode(ReceiverMode::Silent);
    let started = demo.control(&json!({"do": "webhooks", "url": receiver.url, "key": KEY, "within": 0}).to_string());
    assert_eq!(started["status"], "checking");
    let headers = [("Host", "localhost"), ("Content-Type", "application/json")];
    let command = json!({"url": receiver.url, "key": KEY, "timeout": 0.2}).to_string();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| demo.send("POST", "/_demo/webhooks", &headers, &command).json());
        assert_eq!(demo.get("/Organisation").status, 200);
        assert_eq!(waiting.join().expect("a response")["status"], "failed");
    });
}

#[test]
fn a_wrong_receiver_is_explained_and_none_is_outside_this_machine() {
    let demo = stopped_clock();
    for (command, hint) in [
        (r#"{"do": "webhooks", "url": "http://example.com/"}"#, "must be http or https on 127.0.0.1"),
        (r#"{"do": "webhooks", "url": "https://localhost:9/"}"#, "needs \"ca_file\""),
        (r#"{"do": "webhooks", "url": "http://localhost:9/", "events": ["INVOISE"]}"#, "did you mean \"INVOICE\"?"),
        (r#"{"do": "webhooks", "key": "x"}"#, "needs a \"url\""),
        (r#"{"do": "webhooks", "url": "http://localhost:9/", "key": ""}"#, "must not be empty"),
    ] {
        let message = demo.company.control(command.as_bytes()).expect_err(command).to_string();
        assert!(message.contains(hint), "{message}");
    }
    let nobody = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    let response = demo.control(&json!({"do": "webhooks", "url": format!("http://{nobody}/")}).to_string());
    assert_eq!(response["status"], "failed");
    assert!(response["checks"][0]["problem"].as_str().is_some_and(|text| text.contains("refused")), "{response}");
}
