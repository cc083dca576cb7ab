//! Rubbish in every field of every form and in every address: nothing answers with an error of its own, leads away, or
//! says what was put into it.

use super::*;

/// What every form can hold beside [`FIELDS`].
const MORE: &str = "address bank business buyer cancel_note carrier carries_kg cash claim_note days decline_note \
    delivery deposit description expedition fail_note holder item kind making minimum_order mode name \
    next_attempt note number packages pay person phone price quantity refusal_note refuse_note refuse_reason \
    seen settlement stock street tagline unit units usual_fee variant variants village wanted weight \
    weight_grams withdraw_note part_promised part_note record_note reckon place who slot places happened happened_at";

const NASTY: &[&str] = &[
    "",
    "-1",
    "0",
    "1",
    "99999999999999999999",
    "999999999999999",
    "99999999999,9999",
    "+262142-12-31",
    "9999-12-31",
    "1000-01-01",
    "\"><script>alert(1)</script>{{7*7}}",
    "=cmd|' /C calc'!A0",
    "\u{0}\u{202e}\u{1f}\u{feff}\u{1d173}",
    "\r\nset-cookie: a=b",
    "//evil.example/",
    "../../../etc/passwd",
    "Deliver",
    "Collect",
];

/// What a form is sent with, and of which kind it says it is.
fn bodies(order: OrderId) -> Vec<(String, Vec<u8>)> {
    let mut bodies = Vec::new();
    let long = "x".repeat(30_000);
    for nasty in NASTY.iter().copied().chain([long.as_str()]) {
        let all: Vec<(String, String)> =
            fields(order)
                .into_iter()
                .map(|(name, value)| {
                    if matches!(&*name, "deed" | "order") { (name, value) } else { (name, nasty.to_owned()) }
                })
                .chain(MORE.split_whitespace().map(|name| (name.to_owned(), nasty.to_owned())))
                .collect();
        bodies.push(if bodies.len().is_multiple_of(2) { urlencoded(&all) } else { multipart(&all) });
    }
    let kind = "application/x-www-form-urlencoded".to_owned();
    bodies.push((kind.clone(), b"deed=%ff%fe&%=&\xff\xfe".to_vec()));
    bodies.push((kind.clone(), b"a=1&".repeat(40_000)));
    bodies.push((kind.clone(), b"deed=1&deed=2&version=1&version=2&amount=1&amount=2".to_vec()));
    bodies.push((kind, Vec::new()));
    bodies.push(("multipart/form-data; boundary=XX".to_owned(), b"--XX\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a\"\r\n\r\n\xff\xd8\xff\xe0broken".to_vec()));
    bodies.push(("multipart/form-data".to_owned(), b"x".to_vec()));
    bodies.push(("application/json".to_owned(), b"{}".to_vec()));
    bodies
}

#[tokio::test]
async fn no_form_breaks_anything() {
    let stage = stage().await;
    let registry = stage.app.registry();
    let contact = |party| Some(registry.party(party).unwrap().contact);
    let mut wrong = Vec::new();
    let bodies = bodies(stage.affair.order);
    let mine = |route: &&Route| !route.is_for_programs() && route.path != "/logout";
    for route in walked().iter().filter(mine).filter(|route| route.post.is_some()) {
        let owner = stage.owner(route.path);
        let address = stage.address(route.path, owner);
        for (number, (kind, body)) in bodies.iter().enumerate() {
            // Every wish has an id of its own.
            let fresh = crate::deeds::new_id(&stage.app).to_string();
            let text = FIELDS[0].1;
            let escaped: String = text.bytes().map(|byte| format!("%{byte:02x}")).collect();
            let body = match String::from_utf8(body.clone()) {
                Ok(body) => body.replace(text, &fresh).replace(&escaped, &fresh).into_bytes(),
                Err(body) => body.into_bytes(),
            };
            let (status, to, page) =
                stage.ask("POST", &address, contact(owner), Some((kind.clone(), body))).await;
            let leads_away = !to.is_empty() && (!to.starts_with('/') || to.starts_with("//"));
            if status.is_server_error() || leads_away || page.contains("<script>alert") {
                wrong.push(format!("POST {address} body {number}: {status} {to}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A form as a page shows it.
struct Form {
    /// The page it stands on.
    page: String,
    action: String,
    posts: bool,
    photos: bool,
    fields: Vec<Asked>,
}

/// A field of a form, what stands in it, and whether people write in it.
struct Asked {
    name: String,
    value: String,
    written: bool,
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(
        value
            .replace("&#34;", "\"")
            .replace("&#39;", "'")
            .replace("&#60;", "<")
            .replace("&#62;", ">")
            .replace("&#38;", "&")
            .replace("&amp;", "&"),
    )
}

fn forms(page: &str) -> Vec<Form> {
    let form = |text: &str| {
        let (text, _) = text.split_once("</form>")?;
        let (head, text) = text.split_once('>')?;
        let head = format!(" {head}");
        let mut fields = Vec::new();
        let mut options = 0;
        for tag in text.split('<') {
            let name = attribute(tag, "name");
            if tag.starts_with("select ") {
                options = 1;
                fields.push(Asked { name: name?, value: String::new(), written: false });
            } else if tag.starts_with("option") && (options == 1 || tag.contains(" selected")) {
                options = 2;
                fields.last_mut()?.value = attribute(tag, "value").unwrap_or_default();
            } else if tag.starts_with("textarea") {
                let value = tag.split_once('>')?.1.to_owned();
                fields.push(Asked { name: name?, value, written: true });
            } else if let Some(name) = name.filter(|_| tag.starts_with("input") || tag.starts_with("button"))
            {
                let kind = attribute(tag, "type").unwrap_or_default();
                let value = attribute(tag, "value").unwrap_or_default();
                let unticked = matches!(&*kind, "radio" | "checkbox") && !tag.contains(" checked");
                // What is secret is typed again.
                let secret = name.starts_with("pin") || kind == "password";
                let chosen = matches!(&*kind, "submit" | "hidden" | "radio" | "checkbox");
                let written = tag.starts_with("input") && !chosen && !secret;
                if kind != "file" && !unticked {
                    fields.push(Asked { name, value, written });
                }
            }
        }
        Some(Form {
            page: String::new(),
            action: attribute(&head, "action")?,
            posts: attribute(&head, "method").as_deref() == Some("post"),
            photos: head.contains("multipart"),
            fields,
        })
    };
    page.split("<form").skip(1).filter_map(form).collect()
}

/// Every form that somebody is shown, with who is shown it; a form that stands on many pages once.
async fn shown_forms(stage: &Stage) -> Vec<(PersonId, Form)> {
    let registry = stage.app.registry();
    let mut shown = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for route in walked().iter().filter(|route| route.get.is_some() && !route.is_for_programs()) {
        if route.path.contains("/events") || route.path.starts_with("/demo") {
            continue;
        }
        let owner = stage.owner(route.path);
        let who = registry.party(owner).unwrap().contact;
        let address = stage.address(route.path, owner);
        let (_, _, page) = stage.ask("GET", &address, Some(who), None).await;
        for form in forms(&page).into_iter().filter(|form| form.posts && form.action != "/logout") {
            let form = Form { page: address.clone(), ..form };
            let names: Vec<&str> = form.fields.iter().map(|field| field.name.as_str()).collect();
            if seen.insert(format!("{} {names:?}", form.action)) {
                shown.push((who, form));
            }
        }
    }
    shown
}

/// Words that are right in few fields.
const TYPED: &str = "=cmd|' /C calc'!A0";

#[tokio::test]
async fn a_form_with_rubbish_in_one_field_answers_and_keeps_what_was_typed() {
    let stage = stage().await;
    let forms = shown_forms(&stage).await;
    let mut wrong = Vec::new();
    let mut send = async |who: PersonId, form: &Form, struck: Option<&str>, nasty: &str| {
        let fill = |field: &Asked| match &*field.name {
            "deed" => crate::deeds::new_id(&stage.app).to_string(),
            name if Some(name) == struck => nasty.to_owned(),
            _ => field.value.clone(),
        };
        let fields: Vec<_> = form.fields.iter().map(|field| (field.name.clone(), fill(field))).collect();
        let body = if form.photos { multipart(&fields) } else { urlencoded(&fields) };
        let (status, to, answer) = stage.ask("POST", &form.action, Some(who), Some(body)).await;
        let leads_away = !to.is_empty() && (!to.starts_with('/') || to.starts_with("//"));
        if status.is_server_error() || leads_away || answer.contains("<script>alert") {
            wrong.push(format!("{} {fields:?}: {status} {to}", form.action));
        }
        let forgotten = status == StatusCode::UNPROCESSABLE_ENTITY
            && nasty == TYPED
            && !answer.contains(&TYPED.replace('\'', "&#39;"));
        // What others were sent before may have left nothing to ask.
        let field = format!("name=\"{}\"", struck.unwrap_or_default());
        if forgotten && stage.ask("GET", &form.page, Some(who), None).await.2.contains(&field) {
            wrong.push(format!("{} forgets what was typed in {struck:?}: {fields:?}", form.action));
        }
        status
    };
    let mut refused = 0;
    for (who, form) in &forms {
        for field in form.fields.iter().filter(|field| field.written) {
            let status = send(*who, form, Some(&field.name), TYPED).await;
            refused += usize::from(status == StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
    for (who, form) in &forms {
        let written: Vec<&Asked> = form.fields.iter().filter(|field| field.written).collect();
        for (number, nasty) in NASTY.iter().enumerate().filter(|(_, nasty)| **nasty != TYPED) {
            let struck = written.get(number % written.len().max(1)).map(|field| field.name.as_str());
            send(*who, form, struck, nasty).await;
        }
    }
    assert!(refused > 100, "{refused} of {} forms' fields were refused", forms.len());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn no_address_breaks_anything() {
    let stage = stage().await;
    let registry = stage.app.registry();
    let contact = |party| Some(registry.party(party).unwrap().contact);
    let mut wrong = Vec::new();
    for route in walked().iter().filter(|route| {
        let streams = route.path.contains("/events") || route.path.starts_with("/demo");
        route.get.is_some() && !streams && !route.is_for_programs()
    }) {
        let owner = stage.owner(route.path);
        let address = stage.address(route.path, owner);
        let joint = if address.contains('?') { '&' } else { '?' };
        let long = "ff".repeat(500);
        for query in [
            "",
            "lang=%22%3Cscript%3Ealert",
            "after=zz&from=zz",
            "after=99999999999999999999",
            "lang=en&find=%ff",
            &format!("from={long}&product=%00&again=x"),
        ] {
            let asked = format!("{address}{joint}{query}");
            let (status, to, page) = stage.ask("GET", &asked, contact(owner), None).await;
            if status.is_server_error() || status == StatusCode::BAD_REQUEST || page.contains("<script>alert")
            {
                wrong.push(format!("GET {asked}: {status} {to}"));
            }
        }
        for id in ["x", "..%2f..%2fetc%2fpasswd", "%ff", "%00", "0193a5b0000070008000000000000001"] {
            let mut broken = String::new();
            for part in route.path.split('/').skip(1) {
                let keep = !part.starts_with('{') || part == "{party}";
                broken.push('/');
                broken.push_str(if keep { part } else { id });
            }
            if broken == route.path {
                continue;
            }
            let asked = broken.replace("{party}", &stage.app.slug(owner));
            let (status, to, _) = stage.ask("GET", &asked, contact(owner), None).await;
            let harmless = status == StatusCode::NOT_FOUND || status.is_success() || status.is_redirection();
            if !harmless {
                wrong.push(format!("GET {asked}: {status} {to}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
