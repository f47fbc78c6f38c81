//! The page at `/`, as text. Other tests run its script in a browser.

use crate::support::Demo;

fn page(demo: &Demo) -> crate::support::Response {
    demo.send("GET", "/", &[("Host", &demo.address)], "")
}

#[test]
fn the_page_shows_the_company_and_no_secret() {
    let demo = Demo::fixed();
    demo.get("/Invoices");
    let response = page(&demo);
    let text = response.text();
    assert_eq!((response.status, response.header("content-type")), (200, Some("text/html; charset=utf-8")));
    for shown in ["Demo Company (NZ)", "9194.51 due", "8386.76 due", "1 used of 60", &demo.client_id, "/connect/token"]
    {
        assert!(text.contains(shown), "{shown}");
    }
    assert!(!text.contains(&demo.client_secret));
    let policy = response.header("content-security-policy").expect("a policy");
    assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
    assert_eq!(demo.control(r#"{"do": "journal"}"#)["api_requests"], 1);
}

#[test]
fn the_page_is_for_loopback_hosts_and_can_be_switched_off() {
    let demo = Demo::fixed();
    assert_eq!(demo.send("GET", "/", &[("Host", "demo.example")], "").status, 403);
    assert_eq!(demo.send("DELETE", "/", &[("Host", &demo.address)], "").status, 405);
    assert_eq!(page(&Demo::start(r#"{"control": false}"#)).status, 404);
}

#[test]
fn nothing_on_the_page_is_taken_for_markup() {
    let demo = Demo::start(r#"{"client_id": "<b title='x'>&\""}"#);
    let text = page(&demo).text();
    assert!(text.contains("&lt;b title=&#39;x&#39;&gt;&amp;&quot;") && !text.contains("<b title"), "{text}");
}
