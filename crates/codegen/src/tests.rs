//! Facts and overlay of small specifications, and what is committed.

use std::collections::BTreeSet;

use crate::facts::{AllFacts, SPECIFICATIONS};
use crate::model::{Api, Body, Envelope, Kind, Operation, Paging, Place, Reply, Spelling, Value};
use crate::problems::{Problems, Result};
use crate::{difference, distil, facts, output, overlay, quirks, resolve, resolved, root};

const SPECIFICATION: &str = r##"
info: { version: 1.0.0 }
servers: [{ url: "https://api.xero.com/api.xro/2.0/" }]
paths:
  /Invoices:
    parameters: [{ $ref: "#/components/parameters/tenant" }]
    get:
      operationId: getInvoices
      security: [{ OAuth2: [accounting.transactions] }]
      parameters:
        - { in: header, name: If-Modified-Since, schema: { type: string, format: date-time } }
        - { in: query, name: where, schema: { type: string } }
        - { in: query, name: IDs, explode: false, schema: { type: string } }
        - { in: query, name: fromDate, schema: { type: string } }
        - { in: query, name: page, schema: { type: integer } }
        - { in: query, name: pagesize, schema: { type: integer } }
      responses: { 200: { content: { application/json: { schema: { $ref: "#/components/schemas/Invoices" } } } } }
    put:
      operationId: createInvoices
      parameters: [{ in: header, name: Idempotency-Key, schema: { type: string } }]
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Invoices" } } } }
      responses: { 200: { content: { application/json: { schema: { $ref: "#/components/schemas/Invoices" } } } } }
  /Invoices/{InvoiceID}:
    post:
      operationId: updateInvoice
      parameters: [{ in: path, name: InvoiceID, required: true, schema: { type: string, format: uuid } }]
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Invoices" } } } }
      responses: { 200: { content: { application/json: { schema: { $ref: "#/components/schemas/Invoices" } } } } }
  /Invoices/{InvoiceID}/pdf:
    get:
      operationId: getInvoiceAsPdf
      x-path: /Invoices/{InvoiceID}
      parameters:
        - { in: path, name: InvoiceID, required: true, schema: { type: string, format: uuid } }
        - { in: header, name: contentType, required: true, schema: { type: string } }
      responses: { 200: { content: { application/pdf: { schema: { type: string, format: binary } } } } }
  /Invoices/{InvoiceID}/Attachments/{FileName}:
    get:
      operationId: getInvoiceAttachmentByFileName
      parameters:
        - { in: path, name: InvoiceID, required: true, schema: { type: string, format: uuid } }
        - { in: path, name: FileName, required: true, schema: { type: string } }
      responses: { 200: { content: { application/octet-stream: { schema: { type: string, format: binary } } } } }
  /Invoices/{InvoiceID}/Attachments/{AttachmentID}:
    get:
      operationId: getInvoiceAttachmentById
      parameters:
        - { in: path, name: InvoiceID, required: true, schema: { type: string, format: uuid } }
        - { in: path, name: AttachmentID, required: true, schema: { type: string, format: uuid } }
      responses: { 200: { content: { application/octet-stream: { schema: { type: string, format: binary } } } } }
  /Invoices/{InvoiceID}/Email:
    post:
      operationId: emailInvoice
      parameters: [{ in: path, name: InvoiceID, required: true, schema: { type: string, format: uuid } }]
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/RequestEmpty" } } } }
      responses: { 204: { description: done } }
components:
  parameters:
    tenant: { in: header, name: Xero-Tenant-Id, required: true, schema: { type: string } }
  schemas:
    RequestEmpty: { type: object }
    Invoices:
      properties:
        pagination: { $ref: "#/components/schemas/Pagination" }
        Invoices: { type: array, items: { $ref: "#/components/schemas/Invoice" } }
    Pagination: { properties: { page: { type: integer } } }
    Invoice:
      required: [Type, neverThere]
      properties:
        Type: { type: string, enum: [ACCPAY, ACCREC] }
        InvoiceID: { type: string, format: guid, readOnly: true }
        Country: { $ref: "#/components/schemas/CountryCode" }
        Date: { type: string, x-is-msdate: true }
        UpdatedDateUTC: { type: string, x-is-msdate-time: true }
        Sent: { type: string, format: date, x-is-datetime: true }
        Total: { type: number, format: integer }
        Lines: { $ref: "#/components/schemas/Lines" }
        Class: { type: string }
    CountryCode: { type: string, enum: [NL, NO, NZ] }
    Lines: { type: array, items: { type: object, properties: { Code: { type: string } } } }
"##;

const OVERLAY: &str = r#"
[family]
namespace = ""
title = "Accounting API"
doc = "Invoices."
reachable = "yes"
dates = "iso"

[resources.invoices]
doc = "Sales invoices and bills."
one = "invoice"
many = "invoices"
scopes = "accounting.invoices"
broad = "accounting.transactions"

[operations]
getInvoices = { name = "invoices.list", page_size = 1000, parameters = ["page"] }
createInvoices = "invoices.create"
updateInvoice = "invoices.update"
getInvoiceAsPdf = "invoices.pdf"
getInvoiceAttachmentByFileName = "invoices.attachment"
getInvoiceAttachmentById = "invoices.attachment"
emailInvoice = { name = "invoices.email", after = "Drafts cannot be sent." }

[derived]
"invoices.void" = { from = "updateInvoice", body = '{"Invoices":[{"Status":"VOIDED"}]}' }

[parameters]
fromDate = "The first day."
"#;

fn resolve_texts(specification: &str, overlay: &str) -> Result<Api> {
    let mut problems = Problems::default();
    let facts = AllFacts::from([("accounting".to_owned(), distil::distil_text(specification)?)]);
    let decisions = overlay::parse(overlay, "overlay/accounting.toml", &mut problems)?;
    let overlay = overlay::Overlay {
        order: vec!["accounting".to_owned()],
        families: [("accounting".to_owned(), decisions)].into(),
    };
    resolve::resolve(&facts, &overlay, problems)
}

fn problems_of(specification: &str, overlay: &str) -> Vec<String> {
    resolve_texts(specification, overlay).unwrap_err().lines().to_vec()
}

fn operation<'a>(api: &'a Api, name: &str) -> &'a Operation {
    let mut all = api.families.iter().flat_map(|family| &family.resources).flat_map(|resource| &resource.operations);
    all.find(|operation| operation.name == name).unwrap()
}

#[test]
fn verbs_stand_in_the_order_in_which_they_read_best() {
    let api = resolve_texts(SPECIFICATION, OVERLAY).unwrap();
    let verbs: Vec<&str> = api.families[0].resources[0].operations.iter().map(|it| it.verb.as_str()).collect();
    assert_eq!(verbs, ["list", "create", "update", "void", "attachment", "email", "pdf"]);
}

#[test]
fn a_list_has_pages_scopes_and_parameters_in_order() {
    let api = resolve_texts(SPECIFICATION, OVERLAY).unwrap();
    let list = operation(&api, "invoices.list");
    let parameters: Vec<_> = list.parameters.iter().map(|it| (it.name.as_str(), it.value.clone())).collect();
    let expected = [
        ("page", Value::Integer),
        ("modified_since", Value::Instant),
        ("where", Value::Filter),
        ("ids", Value::Ids { cut: true }),
        ("from_date", Value::Date),
        ("page_size", Value::Integer),
    ];
    assert_eq!(parameters, expected);
    assert_eq!(list.paging, Paging::PageSize { largest: 1000 });
    assert!(matches!(&list.reply, Reply::Pages { envelope: Envelope::List(member), .. } if member == "Invoices"));
    assert_eq!(list.scopes.granular, ["accounting.invoices.read", "accounting.invoices"]);
    assert_eq!(list.scopes.broad, ["accounting.transactions.read", "accounting.transactions"]);
    assert_eq!(list.doc, "Lists invoices.");
    assert!(!list.takes_idempotency_key);
}

#[test]
fn writes_have_bodies_by_their_verbs() {
    let api = resolve_texts(SPECIFICATION, OVERLAY).unwrap();
    let create = operation(&api, "invoices.create");
    assert!(matches!(&create.body, Body::Records { batch: 50, name, .. } if name == "invoices"));
    assert!(matches!(create.reply, Reply::Saved { .. }));
    assert!(create.takes_idempotency_key);
    assert_eq!(create.scopes.granular, ["accounting.invoices"]);
    let update = operation(&api, "invoices.update");
    assert!(matches!(update.body, Body::Changes { .. }));
    assert!(matches!(update.reply, Reply::One { .. }));
    let email = operation(&api, "invoices.email");
    assert!(matches!(email.body, Body::None));
    assert!(matches!(email.reply, Reply::Nothing));
    assert_eq!(email.doc, "Emails an invoice to its contact. Drafts cannot be sent.");
}

#[test]
fn what_is_derived_sends_a_fixed_body_to_the_same_place() {
    let api = resolve_texts(SPECIFICATION, OVERLAY).unwrap();
    let void = operation(&api, "invoices.void");
    assert!(matches!(&void.body, Body::Fixed(json) if json.contains("VOIDED")));
    assert_eq!(void.path, operation(&api, "invoices.update").path);
    assert_eq!(void.parameters.len(), 1);
    assert_eq!(void.doc, "Voids an invoice.");
}

#[test]
fn attachments_by_id_and_by_name_are_one_method() {
    let api = resolve_texts(SPECIFICATION, OVERLAY).unwrap();
    let attachment = operation(&api, "invoices.attachment");
    assert_eq!(attachment.path, "/Invoices/{InvoiceID}/Attachments/{AttachmentID}");
    assert_eq!(attachment.operation_ids.len(), 2);
    let key = &attachment.parameters[1];
    assert_eq!((key.name.as_str(), key.wire.as_str(), key.place), ("key", "AttachmentID", Place::Path));
    assert_eq!(key.value, Value::Text);
    assert_eq!(attachment.scopes.granular, ["accounting.attachments.read", "accounting.attachments"]);
}

#[test]
fn pdfs_come_from_the_path_of_the_record() {
    let api = resolve_texts(SPECIFICATION, OVERLAY).unwrap();
    let pdf = operation(&api, "invoices.pdf");
    assert_eq!(pdf.path, "/Invoices/{InvoiceID}");
    assert!(matches!(&pdf.reply, Reply::Bytes { accept } if accept == "application/pdf"));
    assert_eq!(pdf.parameters.len(), 1, "the header is Accept's affair");
}

#[test]
fn records_have_kinds_by_mark_before_format() {
    let api = resolve_texts(SPECIFICATION, OVERLAY).unwrap();
    let schemas = &api.families[0].schemas;
    let names: Vec<&str> = schemas.iter().map(|schema| schema.name.as_str()).collect();
    assert_eq!(names, ["Invoice", "InvoiceLines"], "envelopes and pagination are no records");
    let members: Vec<_> = schemas[0].members.iter().map(|it| (it.name.as_str(), it.kind.clone())).collect();
    let expected = [
        ("type", Kind::Enumeration("InvoiceType".to_owned())),
        ("invoice_id", Kind::Id),
        ("country", Kind::Enumeration("CountryCode".to_owned())),
        ("date", Kind::Date(Spelling::Microsoft)),
        ("updated_date_utc", Kind::Instant(Spelling::Microsoft)),
        ("sent", Kind::Instant(Spelling::Iso)),
        ("total", Kind::Decimal),
        ("lines", Kind::List(Box::new(Kind::Record("InvoiceLines".to_owned())))),
        ("class", Kind::Text),
    ];
    assert_eq!(members, expected);
    let flags: Vec<_> =
        schemas[0].members.iter().map(|it| (it.required, it.read_only, it.identifies)).take(2).collect();
    assert_eq!(flags, [(true, false, false), (false, true, true)]);
    // YAML of old reads NO as a flag.
    let countries = api.families[0].enumerations.iter().find(|it| it.name == "CountryCode").unwrap();
    assert_eq!(countries.values, ["NL", "NO", "NZ"]);
}

#[test]
fn everything_that_is_missing_is_told_at_once() {
    let overlay = OVERLAY
        .replace("createInvoices = \"invoices.create\"", "")
        .replace("invoices.pdf", "documents.pdf")
        .replace(", page_size = 1000", "")
        .replace("fromDate = \"The first day.\"", "");
    let problems = problems_of(SPECIFICATION, &overlay);
    for expected in [
        "overlay/accounting.toml: operations: createInvoices (PUT /Invoices) has no decision",
        "overlay/accounting.toml: resources: documents has no decision; getInvoiceAsPdf is in it",
        "overlay/accounting.toml: operations: getInvoices: page_size, the largest page, is missing",
        "overlay/accounting.toml: parameters: fromDate has no doc; getInvoices has it",
    ] {
        assert!(problems.iter().any(|problem| problem == expected), "{expected}\nnot in\n{problems:#?}");
    }
}

#[test]
fn what_does_not_exist_cannot_be_decided() {
    let overlay = format!(
        "{}\n{}",
        OVERLAY.replace("[operations]", "[operations]\nvoidInvoice = \"invoices.undo\""),
        "toDate = \"The last day.\"\n[schemas]\nBill = \"A bill.\"\nInvoice = { identifies = \"Number\" }\n\
         [members]\n\"Invoice.Colour\" = \"Red.\"\n",
    );
    let problems = problems_of(SPECIFICATION, &overlay);
    for expected in [
        "operations: there is no operation voidInvoice",
        "parameters: there is no parameter toDate",
        "schemas: there is no schema Bill",
        "schemas: Invoice has no member Number",
        "members: Invoice has no member Colour",
    ] {
        assert!(problems.iter().any(|problem| problem.ends_with(expected)), "{expected}\nnot in\n{problems:#?}");
    }
}

#[test]
fn a_kind_that_the_specification_has_by_now_is_a_stale_decision() {
    let with = |kinds: &str| format!("{OVERLAY}\n[schemas]\nInvoice = {{ kinds = {{ {kinds} }} }}\n");
    let problems = problems_of(SPECIFICATION, &with(r#"Class = "text", Total = "decimal""#));
    for member in ["Class", "Total"] {
        let expected = format!("overlay/accounting.toml: schemas: Invoice: {member} is of that kind already");
        assert!(problems.contains(&expected), "{expected}\nnot in\n{problems:#?}");
    }
    // The specification's integer, which the service writes with a fraction.
    let specification = SPECIFICATION.replace("Class: { type: string }", "Class: { type: integer }");
    let api = resolve_texts(&specification, &with(r#"Class = "decimal""#)).unwrap();
    let class = api.families[0].schemas[0].members.iter().find(|member| member.wire == "Class").unwrap();
    assert_eq!(class.kind, Kind::Decimal);
}

#[test]
fn a_read_only_member_may_be_written_with_another() {
    let with = |members: &str| {
        format!("{OVERLAY}\n[schemas]\nInvoice = {{ read_only = [\"Total\"], only_with = {{ {members} }} }}\n")
    };
    let api = resolve_texts(SPECIFICATION, &with(r#"Total = "Class""#)).unwrap();
    let files = crate::emit::files(&api);
    let text =
        |ending: &str| files.iter().find(|(path, _)| path.ends_with(ending)).map(|(_, text)| text.as_str()).unwrap();
    assert!(text("accounting_schemas.rs").contains(r#"only_with(8, "total total Total", FieldType::Decimal)"#));
    assert!(text("models/accounting.py").contains("Sent only with `class_`"));
    for nonsense in [r#"Class = "Total""#, r#"Total = "InvoiceID""#, r#"Total = "Colour""#] {
        let problems = problems_of(SPECIFICATION, &with(nonsense));
        assert!(problems.iter().any(|problem| problem.contains("is no read-only member beside")), "{problems:#?}");
    }
}

#[test]
fn uncommon_verbs_need_words_and_single_bodies_are_sent_singly() {
    let overlay = OVERLAY.replace("\"invoices.update\"", "{ name = \"invoices.amend\", body = \"nonsense\" }");
    let problems = problems_of(SPECIFICATION, &overlay);
    assert!(problems.iter().any(|problem| problem.ends_with("updateInvoice: amend is no common verb; give doc")));
    assert!(problems.iter().any(|problem| problem.ends_with("body is of no known sort \"nonsense\"")));
    let overlay = OVERLAY.replace("emailInvoice = { name =", "emailInvoice = { colour = \"red\", name =");
    assert!(problems_of(SPECIFICATION, &overlay).iter().any(|problem| problem.contains("unknown field `colour`")));
}

#[test]
fn two_specifications_differ_in_operations_members_and_values() {
    let newer = SPECIFICATION
        .replace("version: 1.0.0", "version: 2.0.0")
        .replace("operationId: emailInvoice", "operationId: mailInvoice")
        .replace("Class: { type: string }", "Colour: { type: string }")
        .replace("Total: { type: number, format: integer }", "Total: { type: integer }")
        .replace("[ACCPAY, ACCREC]", "[ACCPAY, ACCSAY]");
    let facts = |text| AllFacts::from([("accounting".to_owned(), distil::distil_text(text).unwrap())]);
    let told = difference::between(&facts(SPECIFICATION), &facts(&newer));
    let expected = "\
accounting: 1.0.0 to 2.0.0
  - operation emailInvoice (POST /Invoices/{InvoiceID}/Email)
  + operation mailInvoice (POST /Invoices/{InvoiceID}/Email)
  - member Invoice.Class
  ~ Invoice.Total: number integer to integer
  + value ACCSAY of Invoice.Type
  - value ACCREC of Invoice.Type
  + member Invoice.Colour: string
";
    assert_eq!(told, expected);
    assert_eq!(difference::between(&facts(SPECIFICATION), &facts(SPECIFICATION)), "Nothing differs.\n");
}

#[test]
fn facts_survive_their_file() {
    let facts = distil::distil_text(SPECIFICATION).unwrap();
    let text = facts.to_json().unwrap();
    assert_eq!(serde_json::from_str::<facts::Facts>(&text).unwrap(), facts);
    assert_eq!(facts.base, "/api.xro/2.0");
}

#[test]
fn bad_specifications_are_errors() {
    for text in ["", "paths: 3", "info: { version: 1 }", "info: { version: 1.0.0 }\nservers: []\npaths: {}"] {
        assert!(distil::distil_text(text).is_err(), "{text}");
    }
    let twice = SPECIFICATION.replace("operationId: emailInvoice", "operationId: updateInvoice");
    assert!(distil::distil_text(&twice).unwrap_err().lines()[0].contains("two operations are called updateInvoice"));
}

#[test]
fn every_published_operation_has_a_decision() {
    let facts = facts::load(&root()).unwrap();
    let api = resolved(&root()).unwrap_or_else(|problems| panic!("{problems}"));
    let published: usize = facts.values().map(|facts| facts.operations.len()).sum();
    let mut covered = BTreeSet::new();
    let mut names = BTreeSet::new();
    for family in &api.families {
        for operation in family.resources.iter().flat_map(|resource| &resource.operations) {
            covered.extend(operation.operation_ids.iter().map(|id| (&family.key, id)));
            assert!(names.insert(&operation.name), "{} is there twice", operation.name);
            assert!(operation.doc.ends_with('.'), "{}: {}", operation.name, operation.doc);
        }
    }
    assert_eq!(covered.len(), published);
    assert_eq!(api.families.len(), SPECIFICATIONS.len());
}

#[test]
fn no_quirk_is_stale() {
    let facts = facts::load(&root()).unwrap();
    let operations: Vec<_> = facts.values().flat_map(|facts| facts.operations.values()).collect();
    let parameters: Vec<_> = operations.iter().flat_map(|operation| &operation.parameters).collect();
    assert!(parameters.iter().any(|it| quirks::is_tenant_header(it)));
    assert!(parameters.iter().any(|it| quirks::is_idempotency_key(it)));
    assert!(parameters.iter().any(|it| quirks::is_content_type_header(it)));
    assert!(parameters.iter().any(|it| quirks::is_date_by_name(it)));
    assert!(parameters.iter().any(|it| quirks::is_ids_by_name(it)));
    assert_eq!(operations.iter().filter(|operation| operation.real_path.is_some()).count(), 4);
    let members =
        facts.iter().flat_map(|(family, facts)| facts.schemas.iter().map(move |(name, it)| (family, name, it)));
    let renamed = members.flat_map(|(family, name, it)| {
        it.properties.iter().filter_map(move |property| quirks::member_name(family, name, &property.name))
    });
    assert_eq!(renamed.count(), 5);
}

#[test]
fn what_is_no_longer_made_is_removed_and_nothing_else() {
    let folder = std::env::temp_dir().join(format!("xero-m2m-codegen-{}", std::process::id()));
    let table = folder.join("crates/spec/src/table");
    std::fs::create_dir_all(&table).unwrap();
    let mark = crate::emit::MARK;
    std::fs::write(table.join("old.rs"), format!("// {mark}\n")).unwrap();
    std::fs::write(table.join("mod.rs"), "//! By hand.\n").unwrap();
    let files = [("crates/spec/src/table/new.rs".into(), format!("// {mark}\n"))];
    assert!(output::compare(&folder, &files, &root()).is_err());
    output::write(&folder, &files, &root()).unwrap();
    output::compare(&folder, &files, &root()).unwrap();
    assert!(table.join("new.rs").exists() && table.join("mod.rs").exists() && !table.join("old.rs").exists());
    std::fs::remove_dir_all(&folder).unwrap();
}
