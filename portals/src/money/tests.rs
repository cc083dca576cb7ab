//! The pages about money, as those who have to do with it open them.

use axum::http::StatusCode;
use rantai_core::book::payment::{TakeBankLine, TakenAs};
use rantai_core::desk::{Command, Wish};
use rantai_core::ids::{BookId, PartyId, PersonId};
use rantai_core::log::Log;
use rantai_core::party::{Actor, Channel};
use rantai_core::statement::read;
use rantai_projections::order_payments::OwedRow;

use crate::routes::tests::{Stage, multipart, stage, urlencoded};

const VECTORS: &str = include_str!("../../../fixtures/qris/vectors.txt");
const BNI: &str = include_str!("../../../fixtures/statements/bni.csv");

fn contact(stage: &Stage, party: PartyId) -> PersonId {
    stage.app.registry().party(party).unwrap().contact
}

fn form(fields: &[(&str, &str)]) -> Vec<(String, String)> {
    fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

async fn get(stage: &Stage, path: &str, party: PartyId) -> (StatusCode, String) {
    let (status, _, body) =
        stage.ask("GET", &stage.address(path, party), Some(contact(stage, party)), None).await;
    (status, body)
}

#[tokio::test]
async fn each_page_about_money_shows_itself_to_whom_it_is_for() {
    let stage = stage().await;
    let a = &stage.affair;
    for (path, party) in [
        ("/business/{party}/payments", a.business),
        ("/business/{party}/payments/buyers/{buyer}", a.business),
        ("/business/{party}/payments/couriers", a.business),
        ("/business/{party}/payments/policy", a.business),
        ("/business/{party}/payments/statement", a.business),
        ("/business/{party}/orders/{order}/money", a.business),
        ("/distributor/{party}/owed", a.buyer),
        ("/distributor/{party}/owed/{business}", a.buyer),
        ("/distributor/{party}/orders/{order}/pay", a.buyer),
        ("/courier/{party}/cash", a.courier),
    ] {
        let (status, body) = get(&stage, path, party).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        assert!(body.contains("</html>"), "{path}");
    }
}

#[tokio::test]
async fn the_owner_hangs_a_qris_code_up_and_a_damaged_one_is_refused_with_the_reason() {
    let stage = stage().await;
    let business = stage.affair.business;
    let owner = contact(&stage, business);
    let path = stage.address("/business/{party}/payments/policy/qris", business);
    let code = VECTORS.lines().next().unwrap().strip_prefix("STATIC ").unwrap();
    let damaged = code.replace("TOKO CONTOH", "TOKO CONTOK");
    for (text, expected, said) in
        [(damaged.as_str(), StatusCode::UNPROCESSABLE_ENTITY, "6935"), (code, StatusCode::SEE_OTHER, "")]
    {
        let deed = crate::deeds::new_id(&stage.app).to_string();
        let sent = urlencoded(&form(&[("deed", &deed), ("qris_text", text)]));
        let (status, _, body) = stage.ask("POST", &path, Some(owner), Some(sent)).await;
        assert_eq!(status, expected, "{body}");
        assert!(body.contains(said));
    }
    stage.app.shows(rantai_core::log::Log::watermark(stage.app.log.as_ref())).await;
    let (_, body) = get(&stage, "/business/{party}/payments/policy", business).await;
    assert!(body.contains("TOKO CONTOH") && body.contains("<svg"));
}

#[tokio::test]
async fn a_statement_is_compared_and_a_wrong_one_says_which_line() {
    let stage = stage().await;
    let business = stage.affair.business;
    let owner = contact(&stage, business);
    let path = stage.address("/business/{party}/payments/statement", business);
    let wrong = BNI.replace("3,150,000.00", "banyak");
    for (text, expected, said) in [
        (BNI, StatusCode::OK, "TRF/PAY/TOP-UP ECHANNEL EKO PRASETYO"),
        (wrong.as_str(), StatusCode::UNPROCESSABLE_ENTITY, "Baris 5"),
        ("nama,alamat", StatusCode::UNPROCESSABLE_ENTITY, "BCA, Mandiri, BRI"),
    ] {
        let sent = multipart(&form(&[("pasted", text)]));
        let (status, _, body) = stage.ask("POST", &path, Some(owner), Some(sent)).await;
        assert_eq!(status, expected, "{text}");
        assert!(body.contains(said), "{said}: {body}");
    }
}

#[tokio::test]
async fn a_line_that_a_program_took_is_shown_as_perhaps_the_same_and_taken_only_when_that_is_denied() {
    let stage = stage().await;
    let business = stage.affair.business;
    let owner = contact(&stage, business);
    // What the file says came in on that day was taken by a program, for an order that owes something.
    let owed = stage.app.views.payments.owed_to(business);
    let claims = |row: &OwedRow| {
        let sheet = stage.app.views.orders.of_buyer(row.buyer, row.order);
        sheet.is_some_and(|sheet| sheet.order.claim_waiting().is_some())
    };
    let asked = owed.iter().find(|row| row.due.is_positive() && !claims(row));
    let owed = asked.expect("somebody owes something");
    let amount = owed.due;
    let file = BNI.replace("3,150,000.00", &format!("{}.00", amount.0));
    let day = read(&file).unwrap().lines.iter().find(|line| line.amount == amount).unwrap().day;
    let order = owed.order;
    let taken = TakeBankLine { print: [9; 16], taken_as: TakenAs::For(order), amount, day, another: false };
    let member = Actor { person: owner, party: business };
    let wish = |command: TakeBankLine| Wish {
        id: crate::deeds::new_id(&stage.app),
        actor: member,
        book: BookId::of(business),
        on_behalf_of: None,
        channel: Channel::Api,
        happened: None,
        evidence: Vec::new(),
        seen: None,
        played: false,
        command: Command::Book(command.into()),
    };
    stage.app.desk.submit(wish(taken.clone())).await.unwrap();
    stage.app.shows(stage.app.log.watermark()).await;

    let path = stage.address("/business/{party}/payments/statement", business);
    let sent = multipart(&form(&[("pasted", &file)]));
    let (_, _, body) = stage.ask("POST", &path, Some(owner), Some(sent)).await;
    let said = format!("mungkin sudah dicatat untuk {}", owed.number);
    assert!(body.contains(&said), "{said}: {body}");
    // The desk does not take it either, until somebody says that it is other money.
    let of_file = TakeBankLine { print: [8; 16], ..taken };
    let refused = stage.app.desk.submit(wish(of_file)).await.unwrap_err();
    assert!(refused.to_string().contains("say so if this is another"), "{refused}");
}
