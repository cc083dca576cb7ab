//! What programs do about what was written down wrongly, and about months.

use super::*;

#[tokio::test]
async fn a_payment_is_corrected_and_a_month_that_goes_on_is_read_and_not_closed() {
    let desa = desa().await;
    let [buyer, business, ..] = cast(&desa);
    let order = desa.accepted(&buyer, &business).await;
    let (id, total) = (text(&order, "id").to_owned(), order["total"].as_i64().unwrap());
    let today = desa.app.calendar(crate::i18n::Lang::Id, business.party).today();
    let month = rantai_core::time::Month::of(today);
    let books = format!("/api/v1/books/{month}");
    let cash = |book: &Value| {
        let figures = book["figures"].as_array().unwrap();
        let line = figures.iter().find(|line| line["figure"] == "Cash");
        line.map_or(0, |line| line["amount"].as_i64().unwrap())
    };
    // The village has sold for cash this month already.
    let before = cash(&desa.get(&business.token, &books).await.body);
    let paid = json!({ "amount": total, "method": "Cash" });
    let paid = desa.must(&business, &format!("/orders/{id}/payments/record"), paid).await;
    let path = format!("/orders/{id}/payments/{}/correct", text(&paid, "id"));
    let correct = json!({ "amount": total - 1000, "why": "Mistyped" });
    let corrected = desa.must(&business, &path, correct).await;
    assert_eq!(corrected["order"]["held"], json!(total - 1000), "{corrected}");

    let book = desa.get(&business.token, &books).await;
    assert_eq!(book.status, 200, "{book:?}");
    assert_eq!(cash(&book.body), before + total - 1000, "{book:?}");
    let close = json!({ "facts": book.body["facts"] });
    let path = format!("{books}/close");
    let told = desa.post(&business.token, &path, "close-month", &close).await;
    assert_eq!(told.status, 422, "a month is closed once it is over: {told:?}");
}
