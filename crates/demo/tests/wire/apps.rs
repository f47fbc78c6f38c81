//! Apps that users sign in to: consent, codes, PKCE, rotation of refresh tokens, connections and their removal.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use url::Url;

use crate::support::{Demo, Response, basic};

const VERIFIER: &str = "a-verifier-of-forty-three-characters-or-more";
const BACK: &str = "http://localhost:8742/callback";

/// An app that `add_connection` created.
struct App {
    client_id: String,
    client_secret: Option<String>,
}

impl App {
    fn add(demo: &Demo, kind: &str) -> App {
        let added = demo.control(
            &json!({ "do": "add_connection", "app": kind, "redirect_uris": [BACK], "organisations": [] }).to_string(),
        );
        let text = |name: &str| added[name].as_str().map(str::to_owned);
        App { client_id: text("client_id").expect("an id"), client_secret: text("client_secret") }
    }

    /// Every tenant is allowed unless `more` says otherwise.
    fn consent(&self, demo: &Demo, more: &Value) -> Value {
        let mut command = json!({ "do": "consent", "client_id": self.client_id });
        command.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        demo.control(&command.to_string())
    }

    fn code(&self, demo: &Demo, more: &Value) -> String {
        self.consent(demo, more)["code"].as_str().expect("a code").to_owned()
    }

    fn ask(&self, demo: &Demo, path: &str, form: &str) -> Response {
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        match &self.client_secret {
            Some(secret) => {
                let header = basic(&self.client_id, secret);
                demo.send("POST", path, &[("Authorization", header.as_str()), kind], form)
            }
            None => demo.send("POST", path, &[kind], &format!("{form}&client_id={}", self.client_id)),
        }
    }

    fn exchange(&self, demo: &Demo, code: &str, more: &str) -> Response {
        let form = format!("grant_type=authorization_code&code={code}&redirect_uri={BACK}{more}");
        self.ask(demo, "/connect/token", &form)
    }

    fn refresh(&self, demo: &Demo, token: &str) -> Response {
        self.ask(demo, "/connect/token", &format!("grant_type=refresh_token&refresh_token={token}"))
    }
}

fn text(response: &Response, name: &str) -> String {
    response.json()[name].as_str().unwrap_or_else(|| panic!("{name} in {}", response.text())).to_owned()
}

fn error(response: &Response) -> (u16, String) {
    (response.status, text(response, "error"))
}

fn invalid_grant() -> (u16, String) {
    (400, "invalid_grant".to_owned())
}

fn connections(demo: &Demo, token: &str, query: &str) -> Vec<Value> {
    let bearer = format!("Bearer {token}");
    let response = demo.send("GET", &format!("/connections{query}"), &[("Authorization", &bearer)], "");
    response.json().as_array().unwrap_or_else(|| panic!("{}", response.text())).clone()
}

#[test]
fn a_web_app_gets_its_tokens_for_a_code_that_serves_once() {
    let demo = Demo::fixed();
    let app = App::add(&demo, "web");
    let code = app.code(&demo, &json!({ "state": "s", "nonce": "n" }));
    assert_eq!(error(&app.exchange(&demo, "another", "")), invalid_grant());
    let tokens = app.exchange(&demo, &code, "");
    assert_eq!((tokens.status, tokens.json()["expires_in"].as_i64()), (200, Some(1_800)));
    let id_token = text(&tokens, "id_token");
    let claims = URL_SAFE_NO_PAD.decode(id_token.split('.').nth(1).expect("claims")).expect("base64url");
    let claims: Value = serde_json::from_slice(&claims).expect("JSON");
    assert_eq!((claims["nonce"].as_str(), claims["aud"].as_str()), (Some("n"), Some(app.client_id.as_str())));
    let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    let tenant = [("xero-tenant-id", demo.tenant_id.as_str())];
    assert_eq!(demo.get_with(&access, "/Organisation", &tenant).status, 200);

    // A second use may be a theft, so the tokens from the first use are revoked.
    assert_eq!(error(&app.exchange(&demo, &code, "")), invalid_grant());
    assert_eq!(demo.get_with(&access, "/Organisation", &tenant).status, 401);
    assert_eq!(error(&app.refresh(&demo, &refresh)), invalid_grant());
}

#[test]
fn a_code_lapses_after_five_minutes_and_fits_its_redirect_uri_only() {
    let demo = Demo::fixed();
    let app = App::add(&demo, "web");
    let code = app.code(&demo, &json!({}));
    let form = format!("grant_type=authorization_code&code={code}&redirect_uri=http://localhost:1/");
    assert_eq!(error(&app.ask(&demo, "/connect/token", &form)), invalid_grant());
    let code = app.code(&demo, &json!({}));
    demo.control(r#"{"do": "clock", "advance": 300}"#);
    assert_eq!(error(&app.exchange(&demo, &code, "")), invalid_grant());
}

#[test]
fn a_pkce_app_has_no_secret_and_must_know_the_verifier() {
    let demo = Demo::fixed();
    let app = App::add(&demo, "pkce");
    assert!(app.client_secret.is_none());
    let challenge = URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, VERIFIER.as_bytes()));
    assert_eq!(app.consent(&demo, &json!({}))["refused"], "invalid_request");
    let parameters = json!({ "code_challenge": challenge });
    let wrong = format!("&code_verifier={}", VERIFIER.to_uppercase());
    for verifier in ["", "&code_verifier=short", wrong.as_str()] {
        let code = app.code(&demo, &parameters);
        assert_eq!(error(&app.exchange(&demo, &code, verifier)), invalid_grant(), "{verifier}");
    }
    let code = app.code(&demo, &parameters);
    let tokens = app.exchange(&demo, &code, &format!("&code_verifier={VERIFIER}"));
    assert_eq!(app.refresh(&demo, &text(&tokens, "refresh_token")).status, 200);
}

#[test]
fn refresh_tokens_rotate_and_the_last_one_serves_again_for_half_an_hour() {
    let demo = Demo::fixed();
    let app = App::add(&demo, "web");
    let first = text(&app.exchange(&demo, &app.code(&demo, &json!({})), ""), "refresh_token");
    let second = text(&app.refresh(&demo, &first), "refresh_token");
    assert_ne!(first, second);
    // The response was lost, so the same token is sent again.
    demo.control(r#"{"do": "clock", "advance": 1799}"#);
    let third = text(&app.refresh(&demo, &first), "refresh_token");
    demo.control(r#"{"do": "clock", "advance": 1}"#);
    assert_eq!(error(&app.refresh(&demo, &first)), invalid_grant());
    assert_eq!(app.refresh(&demo, &third).status, 200);
    let others = App::add(&demo, "web");
    assert_eq!(error(&others.refresh(&demo, &third)), invalid_grant());
}

#[test]
fn an_unused_refresh_token_lapses_after_sixty_days() {
    let demo = Demo::fixed();
    let app = App::add(&demo, "web");
    let token = text(&app.exchange(&demo, &app.code(&demo, &json!({})), ""), "refresh_token");
    demo.control(r#"{"do": "clock", "advance": 5184000}"#);
    assert_eq!(error(&app.refresh(&demo, &token)), invalid_grant());
}

#[test]
fn without_offline_access_there_is_no_refresh_token() {
    let demo = Demo::fixed();
    let app = App::add(&demo, "web");
    let code = app.code(&demo, &json!({ "scopes": ["openid", "email", "accounting.settings"] }));
    let tokens = app.exchange(&demo, &code, "").json();
    assert_eq!(tokens["scope"], "openid email accounting.settings");
    assert!(tokens.get("refresh_token").is_none());
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().expect("a token"));
    let user = demo.send("GET", "/connect/userinfo", &[("Authorization", &bearer)], "").json();
    assert!(user["email"].is_string() && user.get("given_name").is_none());
    assert_eq!(demo.send("GET", "/connect/userinfo", &[], "").status, 401);
}

#[test]
fn connections_are_listed_by_consent_and_end_one_by_one() {
    let demo = Demo::fixed();
    demo.control(r#"{"do": "add_organisation", "name": "Second", "region": "AU"}"#);
    let app = App::add(&demo, "web");
    let code = app.code(&demo, &json!({ "organisations": [demo.tenant_id] }));
    let first = text(&app.exchange(&demo, &code, ""), "access_token");
    let code = app.code(&demo, &json!({ "organisation": "Second" }));
    let second = text(&app.exchange(&demo, &code, ""), "access_token");
    let rows = connections(&demo, &second, "");
    let names: Vec<&str> = rows.iter().map(|row| row["tenantName"].as_str().expect("a name")).collect();
    assert_eq!(names, ["Demo Company (NZ)", "Second"]);
    assert_eq!(rows[0]["tenantType"], "ORGANISATION");
    let created = rows[0]["createdDateUtc"].as_str().expect("a time");
    assert!(created.starts_with("2026-11-23T00:00:0") && created.len() == 27, "{created}");
    let event = rows[1]["authEventId"].as_str().expect("an id");
    let of_event = connections(&demo, &first, &format!("?authEventId={event}"));
    assert_eq!(of_event, rows[1..]);

    // One token reaches all organisations of its user, by their header.
    let tenant = rows[1]["tenantId"].as_str().expect("an id");
    let name = |token: &str, tenant: &str| {
        let response = demo.get_with(token, "/Organisation", &[("xero-tenant-id", tenant)]);
        response.json()["Organisations"][0]["Name"].as_str().map(str::to_owned)
    };
    assert_eq!(name(&first, tenant).as_deref(), Some("Second"));
    assert_eq!(name(&first, &demo.tenant_id).as_deref(), Some("Demo Company (NZ)"));
    assert_eq!(demo.get_with(&first, "/Organisation", &[]).status, 403);

    let bearer = format!("Bearer {first}");
    let path = format!("/connections/{}", rows[1]["id"].as_str().expect("an id"));
    let delete = || demo.send("DELETE", &path, &[("Authorization", &bearer)], "").status;
    assert_eq!([delete(), delete()], [204, 404]);
    assert_eq!(demo.get_with(&second, "/Organisation", &[("xero-tenant-id", tenant)]).status, 403);
    assert_eq!(connections(&demo, &second, "").len(), 1);
}

#[test]
fn a_revoked_refresh_token_takes_all_connections_of_the_app_along() {
    let demo = Demo::fixed();
    let app = App::add(&demo, "web");
    let tokens = app.exchange(&demo, &app.code(&demo, &json!({})), "");
    let (access, refresh) = (text(&tokens, "access_token"), text(&tokens, "refresh_token"));
    let revoke = |app: &App, token: &str| app.ask(&demo, "/connect/revocation", &format!("token={token}"));
    let others = App::add(&demo, "web");
    assert_eq!(revoke(&others, &refresh).status, 200);
    assert_eq!(connections(&demo, &access, "").len(), 1);
    let response = revoke(&app, &refresh);
    assert_eq!((response.status, response.text().as_str()), (200, ""));
    assert_eq!(error(&app.refresh(&demo, &refresh)), invalid_grant());
    assert_eq!(demo.get_with(&access, "/Organisation", &[("xero-tenant-id", &demo.tenant_id)]).status, 403);
}

#[test]
fn each_kind_of_app_is_refused_the_grants_of_the_others() {
    let demo = Demo::fixed();
    let web = App::add(&demo, "web");
    let unauthorized = (400, "unauthorized_client".to_owned());
    let own = web.ask(&demo, "/connect/token", "grant_type=client_credentials");
    assert_eq!(error(&own), unauthorized);
    let custom = |form: &str| error(&demo.token_request(&demo.basic(), form));
    assert_eq!(custom("grant_type=refresh_token&refresh_token=x"), unauthorized);
    assert_eq!(custom(&format!("grant_type=authorization_code&code=x&redirect_uri={BACK}")), unauthorized);
    // An operation without an organisation needs no user.
    let form = "grant_type=client_credentials&scope=app.connections";
    let token = text(&web.ask(&demo, "/connect/token", form), "access_token");
    assert!(connections(&demo, &token, "").is_empty());
    let tenant = [("xero-tenant-id", demo.tenant_id.as_str())];
    assert_eq!(demo.get_with(&token, "/Organisation", &tenant).status, 403);
}

#[test]
fn a_custom_connections_row_is_listed_or_refused_as_there_are_reports_of_both() {
    let demo = Demo::fixed();
    let token = demo.token();
    let rows = connections(&demo, &token, "");
    assert_eq!(rows[0]["tenantId"].as_str(), Some(demo.tenant_id.as_str()));
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1).expect("claims")).expect("base64url");
    let claims: Value = serde_json::from_slice(&claims).expect("JSON");
    assert_eq!(claims["authentication_event_id"], rows[0]["authEventId"]);
    demo.control(r#"{"do": "connection", "connections_endpoint": "refused"}"#);
    let bearer = format!("Bearer {token}");
    assert_eq!(demo.send("GET", "/connections", &[("Authorization", &bearer)], "").status, 400);
}

#[test]
fn the_consent_page_redirects_with_a_code_or_an_error() {
    let demo = Demo::fixed();
    let app = App::add(&demo, "web");
    let query = |scope: &str, back: &str| {
        format!("response_type=code&client_id={}&redirect_uri={back}&scope={scope}&state=%3Cs%3E", app.client_id)
    };
    let page = |query: &str| demo.send("GET", &format!("/identity/connect/authorize?{query}"), &[], "");
    let parameters = query("openid%20accounting.contacts", BACK);
    let shown = page(&parameters);
    assert_eq!((shown.status, shown.header("content-type")), (200, Some("text/html; charset=utf-8")));
    assert!(shown.text().contains("accounting.contacts") && shown.text().contains("value=\"&lt;s&gt;\""));
    assert!(shown.text().contains("Demo Company (NZ)"));

    let response = |more: &str| {
        let kind = ("Content-Type", "application/x-www-form-urlencoded");
        let response = demo.send("POST", "/identity/connect/authorize", &[kind], &format!("{parameters}{more}"));
        let location = Url::parse(response.header("location").expect("a way back")).expect("an address");
        let of = |name: &str| location.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned());
        assert_eq!((response.status, of("state").as_deref()), (302, Some("<s>")));
        (of("code"), of("error"))
    };
    assert_eq!(response("&decision=deny"), (None, Some("access_denied".to_owned())));
    let (code, _) = response(&format!("&decision=allow&organisation={}", demo.tenant_id));
    assert_eq!(app.exchange(&demo, &code.expect("a code"), "").status, 200);

    // There is no redirect to an address that is not the app's.
    assert_eq!(page(&query("openid", "https://elsewhere.example/")).status, 400);
    let refused = page(&query("openid+accounting.contacts", BACK));
    assert!(refused.header("location").expect("a way back").contains("error=invalid_scope"));
    assert_eq!(page("client_id=nobody").status, 400);
}

#[test]
fn discovery_names_the_companys_own_addresses() {
    let demo = Demo::fixed();
    let document = demo.send("GET", "/.well-known/openid-configuration", &[], "").json();
    let root = format!("http://{}", demo.address);
    assert_eq!(document["issuer"], "https://identity.xero.com");
    assert_eq!(document["token_endpoint"], format!("{root}/connect/token"));
    let keys = document["jwks_uri"].as_str().expect("an address").trim_start_matches(&root).to_owned();
    assert!(demo.send("GET", &keys, &[], "").json()["keys"].is_array());
    assert_eq!(demo.send("GET", "/connect/revocation", &[], "").status, 405);
}
