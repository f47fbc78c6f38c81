/// A demo company, and a client of it.
fn demo_client() -> (xero_m2m_demo::DemoCompany, xero_m2m::Client) {
    let demo = xero_m2m_demo::DemoCompany::start(b"{}").expect("a demo company");
    let facts: serde_json::Value = serde_json::from_slice(&demo.describe()).expect("JSON");
    let text = |name: &str| facts[name].as_str().expect("a text").to_owned();
    let builder = xero_m2m::Client::builder().client_id(text("client_id")).client_secret(text("client_secret"));
    let builder = builder.base_url(text("base_url")).token_url(text("token_url"));
    let xero = builder.environment(xero_m2m::Environment::new()).build().expect("a client");
    (demo, xero)
}
