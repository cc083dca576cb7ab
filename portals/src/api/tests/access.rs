//! Every operation, asked for by those who must not have it and by those who may.

use super::*;

/// Things in addresses that are a business's own.
const OWN: [&str; 5] = ["{product}", "{material}", "{template}", "{post}", "{bookable}"];

#[tokio::test]
async fn every_operation_refuses_whoever_must_not_have_it_and_tells_nothing() {
    let desa = desa().await;
    let (sides, address) = affair(&desa).await;
    let [buyer, business, supplier, courier] = &sides;
    let known: Vec<&Side> = sides.iter().collect();
    let strangers = [
        Capacity::Business,
        Capacity::Distributor,
        Capacity::Supplier,
        Capacity::Courier,
        Capacity::Operator,
    ]
    .map(|capacity| desa.stranger(capacity, &known));
    let session = desa.app.vault.sessions.create(business.person, desa.app.now()).unwrap();
    let before = desa.app.log.watermark();
    for (method, path, name, scope, roles) in operations() {
        let own = address(path);
        let owner = match path {
            path if path.contains("{delivery}") => courier,
            path if path.contains("{request}") => supplier,
            _ => business,
        };
        // Nobody; no token that holds; a session's cookie; a session's token.
        let mut refused = Vec::new();
        for token in ["", "x", &"0".repeat(64), &owner.token[..63], &owner.token.to_uppercase(), &session.0] {
            refused.push(desa.ask(method, &own, &name, token, "nobody").await);
        }
        let how = if method == Method::Get { Request::get(&own) } else { Request::post(&own) };
        let cookie = how.header("cookie", format!("__Host-rantai={}", session.0));
        refused.push(desa.send(cookie.body(Body::empty()).unwrap()).await);
        for told in &refused {
            assert_eq!(told.status, 401, "{name}: {told:?}");
            assert!(is_problem(told), "{name}: {told:?}");
            assert!(told.headers["www-authenticate"].to_str().unwrap().starts_with("Bearer"));
        }
        // A token of every other scope.
        let token = desa.token(owner.party, owner.person, !scope.bit());
        let told = desa.ask(method, &own, &name, &token, "scope").await;
        assert_eq!((told.status.as_u16(), &told.body["name"]), (403, &json!("ScopeMissing")), "{name}");
        assert!(is_problem(&told), "{name}");
        if !path.contains('{') {
            continue;
        }
        // Absent, and another's: the same document but for the address.
        let mut nothing = desa.ask(method, &absent(path), &name, &owner.token, "absent").await;
        assert_eq!(nothing.status, 404, "{name}");
        assert!(is_problem(&nothing), "{name}");
        nothing.body["instance"] = json!("");
        for stranger in &strangers {
            let mut told = desa.ask(method, &own, &name, &stranger.token, "stranger").await;
            told.body["instance"] = json!("");
            // Buyers and couriers are known to several businesses: each has an account of its own with them.
            // Every business has months of its own.
            let have_theirs = ["{buyer}", "{courier}", "{month}"].iter().any(|name| path.contains(name));
            if have_theirs && told.status != 404 {
                assert!(!told.body.to_string().contains(&address("{order}")), "{name} {stranger:?}");
                continue;
            }
            assert_eq!((told.status, &told.body), (nothing.status, &nothing.body), "{name} {stranger:?}");
        }
        for side in [buyer, supplier, courier] {
            let theirs = match path {
                path if path.contains("{order}") => side.party == buyer.party,
                path if path.contains("{request}") => side.party == supplier.party,
                path if OWN.iter().any(|thing| path.contains(thing)) => false,
                _ => side.party == courier.party || side.party == buyer.party,
            };
            if !theirs {
                // Who may not do it anywhere hears that, whatever the thing is.
                let role = desa.app.registry().role(side.party, side.person).unwrap();
                let status = desa.ask(method, &own, &name, &side.token, "side").await.status;
                assert!(status == 404 || (status == 403 && !roles.contains(&role)), "{name}: {status}");
            }
        }
    }
    assert_eq!(desa.app.log.watermark(), before);
}

#[tokio::test]
async fn each_role_does_what_the_table_says_and_whoever_left_does_nothing() {
    let desa = desa().await;
    let (sides, address) = affair(&desa).await;
    let [_, business, ..] = &sides;
    let known: Vec<&Side> = sides.iter().collect();
    let person = desa.stranger(Capacity::Courier, &known).person;
    let party = business.party;
    let token = desa.token(party, person, u32::MAX);
    for (at, role) in Role::ALL.iter().rev().enumerate() {
        desa.register(RegistryCommand::AddMember(AddMember { party, person, role: *role })).await;
        for (method, path, name, _, roles) in operations() {
            // What would change the affair is asked with a body that the rules refuse.
            let told = desa.ask(method, &address(path), &name, &token, &format!("{name}-{at}")).await;
            let refused = told.status == 403 && told.body["name"] == "NotYourRole";
            assert_eq!(refused, !roles.contains(role), "{name} as {role:?}: {told:?}");
            assert!(!told.status.is_server_error(), "{name}: {told:?}");
        }
    }
    desa.app.vault.accounts.disable(person, true).unwrap();
    assert_eq!(desa.get(&token, "/api/v1/orders").await.status, 401, "shut out");
    desa.app.vault.accounts.disable(person, false).unwrap();
    assert_eq!(desa.get(&token, "/api/v1/orders").await.status, 200);
    let remove = RemoveMember { party, person };
    desa.register(RegistryCommand::RemoveMember(remove)).await;
    let before = desa.app.log.watermark();
    for (method, path, name, ..) in operations() {
        let told = desa.ask(method, &address(path), &name, &token, &format!("{name}-left")).await;
        assert_eq!(told.status, 401, "{name}");
    }
    assert_eq!(desa.app.log.watermark(), before);
}

#[tokio::test]
async fn a_step_of_another_party_is_refused_with_its_name() {
    let desa = desa().await;
    let ([buyer, business, ..], address) = affair(&desa).await;
    for (side, path, body) in [
        (&buyer, "/orders/{order}/accept", json!({ "promised": desa.today() })),
        (&buyer, "/orders/{order}/pack", json!({ "packages": 1 })),
        (&business, "/orders/{order}/payments", json!({ "amount": 1000, "method": "Cash" })),
        (&business, "/deliveries/{delivery}/pickup", json!({})),
    ] {
        let told = desa.post(&side.token, &address(&format!("/api/v1{path}")), path, &body).await;
        assert_eq!((told.status.as_u16(), &told.body["name"]), (403, &json!("NotYourStep")), "{path}");
    }
    // Unless they phoned and the business writes it down.
    let phoned = json!({ "onBehalfOf": { "party": "ojek-slamet", "channel": "Phone" } });
    let path = address("/api/v1/deliveries/{delivery}/pickup");
    let told = desa.post(&business.token, &path, "phoned", &phoned).await;
    assert_eq!((told.status.as_u16(), &told.body["delivery"]["state"]), (200, &json!("PickedUp")));
}
