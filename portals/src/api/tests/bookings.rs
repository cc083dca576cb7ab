//! Places booked through the API.

use super::*;

#[tokio::test]
async fn places_are_listed_booked_and_called_off_through_the_api_and_never_too_many() {
    let desa = desa().await;
    let [buyer, business, ..] = cast(&desa);
    let day = desa.today();
    let path = format!("/api/v1/bookables?business={}&day={day}", business.slug);
    let offered = desa.get(&buyer.token, &path).await.body;
    let class = &offered["items"][0];
    let slot = &class["slots"][0];
    let left = slot["left"].as_i64().unwrap();
    let price = class["price"].as_i64().unwrap();
    let wish = |places: i64| {
        json!({
            "business": business.slug, "bookable": class["id"], "slot": slot["from"], "places": places,
            "total": price * places, "note": "dua anak",
        })
    };
    let told = desa.post(&buyer.token, "/api/v1/bookings", "too-many", &wish(left + 1)).await;
    assert_eq!((told.status.as_u16(), &told.body["name"]), (422, &json!("SlotFull")));
    let booked = desa.must(&buyer, "/bookings", wish(left)).await;
    let id = text(&booked, "id");
    assert_eq!(booked["booking"]["places"], json!(left));
    let full = desa.get(&buyer.token, &path).await.body;
    assert_eq!(full["items"][0]["slots"][0]["left"], 0);
    let mine = desa.get(&buyer.token, "/api/v1/bookings").await.body;
    assert!(mine["items"].as_array().unwrap().iter().any(|item| item["id"] == json!(id)));
    let agenda = desa.get(&business.token, &format!("/api/v1/bookings?day={day}")).await.body;
    assert!(agenda["items"].as_array().unwrap().iter().any(|item| item["id"] == json!(id)));
    let why = json!({ "reason": "CannotCome" });
    let off = desa.must(&buyer, &format!("/bookings/{id}/cancel"), why).await;
    assert_eq!(off["booking"]["cancelled"], "CannotCome");
    let free = desa.get(&buyer.token, &path).await.body;
    assert_eq!(free["items"][0]["slots"][0]["left"], json!(left));
}
