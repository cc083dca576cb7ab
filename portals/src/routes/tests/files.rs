//! Photographs and messages: who comes to them, and what is kept of them.

use axum::body::to_bytes;
use axum::http::StatusCode;
use rantai_core::book::Event;
use rantai_core::facts::Facts;
use rantai_core::ids::{BlobHash, PartyId, PersonId};
use rantai_core::log::Cursor;

use super::*;
use crate::uploads;
use crate::web::PortalError;

#[tokio::test]
async fn a_payments_proof_is_for_those_who_pay_and_are_paid() {
    let stage = stage().await;
    let registry = stage.app.registry();
    let contact = |party| Some(registry.party(party).unwrap().contact);
    let a = &stage.affair;
    for (path, party, expected) in [
        ("/business/{party}/orders/{order}/files/{hash}", a.business, 200),
        ("/distributor/{party}/orders/{order}/files/{hash}", a.buyer, 200),
        ("/audit/{party}/orders/{order}/files/{hash}", a.business, 200),
        ("/courier/{party}/slips/{slip}/files/{hash}", a.courier, 404),
        ("/shops/{party}/photos/{hash}", a.business, 404),
        ("/business/{party}/slips/{slip}/files/{hash}", a.business, 404),
    ] {
        let (status, ..) = stage.ask("GET", &stage.address(path, party), contact(party), None).await;
        assert_eq!(status.as_u16(), expected, "{path}");
    }
}

#[tokio::test]
async fn a_message_is_seen_by_its_two_parties_and_by_nobody_else() {
    let stage = stage().await;
    let registry = stage.app.registry();
    let contact = |party| Some(registry.party(party).unwrap().contact);
    let a = &stage.affair;
    let thread =
        |portal, party| stage.address(&format!("/{portal}/{{party}}/orders/{{order}}/messages"), party);
    let (ours, theirs) = (thread("business", a.business), thread("distributor", a.buyer));
    let version = stage.app.views.orders.sheet(a.order).unwrap().version;

    let deed = crate::deeds::new_id(&stage.app).to_string();
    let form = with_photo(&[("deed", &deed), ("text", "Warna tua <b>ya</b>")], &png());
    let (status, to, _) = stage.ask("POST", &theirs, contact(a.buyer), Some(form)).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert!(to.starts_with(&theirs), "{to}");
    shown(&stage.app).await;

    let before = stage.app.log.watermark();
    let (_, _, page) = stage.ask("GET", &ours, contact(a.business), None).await;
    assert!(page.contains("Warna tua &#60;b&#62;ya&#60;/b&#62;"), "{page}");
    assert_eq!(stage.app.log.watermark(), before, "looking is not reading");
    let photo = page.split('"').find(|word| word.starts_with(&format!("{ours}/1/"))).unwrap();
    let hash = photo.rsplit('/').next().unwrap();
    assert_eq!(stage.ask("GET", photo, contact(a.business), None).await.0, StatusCode::OK);
    assert_eq!(
        stage.ask("GET", &format!("{theirs}/1/{hash}"), contact(a.buyer), None).await.0,
        StatusCode::OK
    );
    let audit = stage.address("/audit/{party}/orders/{order}/messages", a.business);
    let (_, _, trail) = stage.ask("GET", &audit, contact(a.business), None).await;
    assert!(trail.contains("Warna tua"), "{trail}");
    for (address, party) in [
        (photo.to_owned(), a.supplier),
        (format!("{theirs}/1/{hash}"), a.courier),
        (format!("{theirs}/2/{hash}"), a.buyer),
        (format!("{theirs}/1/{}", a.proof), a.buyer),
        (stage.address(&format!("/distributor/{{party}}/orders/{{order}}/files/{hash}"), a.buyer), a.buyer),
        (stage.address(&format!("/courier/{{party}}/slips/{{slip}}/files/{hash}"), a.courier), a.courier),
    ] {
        assert_eq!(
            stage.ask("GET", &address, contact(party), None).await.0,
            StatusCode::NOT_FOUND,
            "{address}"
        );
    }

    let read = |deed: String| urlencoded(&[("deed".to_owned(), deed), ("up_to".to_owned(), "1".to_owned())]);
    let address = format!("{ours}/read");
    for expected in [1, 0] {
        let before = stage.app.log.watermark();
        let deed = crate::deeds::new_id(&stage.app).to_string();
        let (status, ..) = stage.ask("POST", &address, contact(a.business), Some(read(deed))).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(stage.app.log.watermark().position(), before.position() + expected);
    }
    shown(&stage.app).await;
    let (_, _, page) = stage.ask("GET", &theirs, contact(a.buyer), None).await;
    assert!(page.contains("dibaca"), "{page}");
    assert_eq!(stage.app.views.orders.sheet(a.order).unwrap().version, version, "no open form is stale");

    let deed = crate::deeds::new_id(&stage.app).to_string();
    let empty = multipart(&[("deed".to_owned(), deed), ("text".to_owned(), "  ".to_owned())]);
    let (status, _, page) = stage.ask("POST", &theirs, contact(a.buyer), Some(empty)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Pesannya masih kosong"), "{page}");
}

#[tokio::test]
async fn a_photo_in_a_list_is_small() {
    let stage = stage().await;
    let mut big = std::io::Cursor::new(Vec::new());
    image::DynamicImage::new_rgb8(1_600, 1_000).write_to(&mut big, image::ImageFormat::Png).unwrap();
    let picture = uploads::picture(&big.into_inner()).unwrap();
    let full = stage.app.keep_photo(picture).await.unwrap()[0];
    for _ in 0..2 {
        let answer = uploads::small_photo(&stage.app, full, uploads::FOR_ONE).await.unwrap();
        assert_eq!(answer.headers()["cache-control"], uploads::FOR_ONE);
        let bytes = to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        let small = image::load_from_memory(&bytes).unwrap();
        assert_eq!((small.width(), small.height()), (560, 350));
    }
    let none = uploads::small_photo(&stage.app, BlobHash([9; 32]), uploads::FOR_ONE).await;
    assert!(matches!(none, Err(PortalError::NotFound)));
}

#[tokio::test]
async fn a_photo_kept_between_two_steps_is_its_senders_alone() {
    let stage = stage().await;
    let registry = stage.app.registry();
    let a = &stage.affair;
    let buyer = registry.party(a.buyer).unwrap().contact;
    let other = stage.foreigner(Capacity::Distributor).person;
    let photo = [a.proof, a.proof];
    let field = uploads::kept_field(&stage.app, buyer.0, &photo);
    let kept = async |person: PersonId, field: &str| {
        uploads::kept_before(&stage.app, person.0, field).await.unwrap()
    };
    assert_eq!(kept(buyer, &field).await, photo);
    assert_eq!(kept(other, &field).await, []);
    // A hash known from elsewhere, with no mark or a mark of one's own making.
    for guess in
        [a.proof.to_string(), format!("{0} {0}", a.proof), format!("{0} {0} {0}", a.proof), "x".to_owned()]
    {
        assert_eq!(kept(buyer, &guess).await, [], "{guess}");
    }
    let altered = field.replacen(&a.proof.to_string(), &BlobHash([1; 32]).to_string(), 1);
    assert_eq!(kept(buyer, &altered).await, []);
}

#[tokio::test]
async fn a_photo_of_a_refused_form_need_not_be_sent_again_and_is_its_senders_alone() {
    let stage = stage().await;
    let registry = stage.app.registry();
    let business = stage.affair.business;
    let owner = registry.party(business).unwrap().contact;
    let new = |party| stage.address("/business/{party}/catalogue/new", party);
    let product = |name: &str, photo: Option<&str>| {
        let deed = crate::deeds::new_id(&stage.app).to_string();
        let mut fields = vec![
            ("deed", deed.as_str()),
            ("name", name),
            ("retail", "12.000"),
            ("making", "ToStock"),
            ("unit", "Pcs"),
        ];
        fields.extend(photo.map(|photo| ("photo", photo)));
        let fields: Vec<_> =
            fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        if photo.is_some() {
            return multipart(&fields);
        }
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        with_photo(&fields, &png())
    };
    let (status, _, page) = stage.ask("POST", &new(business), Some(owner), Some(product("", None))).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{page}");
    let (_, kept) = page.split_once("name=\"photo\" value=\"").expect("the photo is named in the form");
    let (kept, _) = kept.split_once('"').unwrap();
    let shows = async |party: PartyId, who: PersonId, name: &str| {
        let (status, _, page) =
            stage.ask("POST", &new(party), Some(who), Some(product(name, Some(kept)))).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
        shown(&stage.app).await;
        let products = stage.app.views.shops.products(party);
        products.iter().find(|row| row.product.sheet.name == name).unwrap().product.sheet.photo.is_some()
    };
    assert!(shows(business, owner, "Kursi berfoto").await);
    let other = stage.foreigner(Capacity::Business);
    assert!(!shows(other.party, other.person, "Kursi orang lain").await);
}

#[tokio::test]
async fn the_sweep_removes_what_nothing_refers_to_and_nothing_else() {
    use tokio_util::sync::CancellationToken;
    let stage = stage().await;
    let registry = stage.app.registry();
    let a = &stage.affair;
    let thread = stage.address("/distributor/{party}/orders/{order}/messages", a.buyer);
    let deed = crate::deeds::new_id(&stage.app).to_string();
    let form = with_photo(&[("deed", &deed)], &png());
    let buyer = Some(registry.party(a.buyer).unwrap().contact);
    assert_eq!(stage.ask("POST", &thread, buyer, Some(form)).await.0, StatusCode::SEE_OTHER);

    let sweep = |days: i64| {
        let later = rantai_core::time::SystemClock.now().plus_seconds(days * 24 * 60 * 60);
        crate::sweep::sweep(
            &stage.app.blobs,
            stage.app.log.as_ref(),
            &std::collections::BTreeSet::new(),
            later,
            &CancellationToken::new(),
        )
        .unwrap()
    };
    // Thumbs of goods are kept by nobody: they go in the first sweep.
    let _ = sweep(2);
    let forgotten = stage.app.blobs.put(b"a form that was never finished").unwrap();
    assert_eq!(sweep(0), 0, "younger than a day");
    assert_eq!(sweep(2), 1);
    assert!(stage.app.blobs.get(forgotten).unwrap().is_none());

    // Everything any fact refers to, read by other means than the sweep's: as the facts' own fields.
    let mut referred = Vec::new();
    for commit in stage.app.log.read(Cursor::START, usize::MAX).unwrap() {
        referred.extend(commit.draft.envelope.evidence.iter().copied());
        let Facts::Book(events) = Facts::of(&commit).unwrap() else { continue };
        for event in events {
            match event {
                Event::BusinessOpened(e) => referred.extend(e.photo),
                Event::ProductAdded(e) => referred.extend(e.photo),
                Event::OrderPlaced(e) => referred.extend(e.lines.iter().filter_map(|line| line.photo)),
                _ => {}
            }
        }
    }
    assert!(referred.len() > 10);
    for hash in referred {
        assert!(stage.app.blobs.get(hash).unwrap().is_some(), "{hash} is referred to");
    }
}
