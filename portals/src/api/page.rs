//! Lists in parts: `?limit=` at most, and `?after=` the mark that the part before ended with.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use rantai_core::ids::PartyId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;

use super::problem::Problem;
use crate::web::list_key;

/// Most items of one part.
const MOST: u32 = 100;
/// Items of a part when nobody says.
const USUAL: u32 = 50;

/// A part of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct List<T> {
    /// The items. A part may hold fewer than were asked for: the list goes on while there is `next`.
    pub items: Vec<T>,
    /// What to send as `after` for the next part; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub next: Option<String>,
}

/// An address's query. What is not known in it is refused.
#[derive(Debug)]
pub struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        let query = Query::try_from_uri(&parts.uri).map_err(|error| Problem::Query(error.body_text()))?;
        Ok(Self(query.0))
    }
}

/// How many items a part has.
///
/// # Errors
/// [`Problem::Query`].
pub fn limit(asked: Option<u32>) -> Result<usize, Problem> {
    match asked.unwrap_or(USUAL) {
        most @ 1..=MOST => usize::try_from(most).map_err(Problem::broken),
        _ => Err(Problem::Query(format!("limit: 1 to {MOST} is expected"))),
    }
}

/// One list of one party, under one filter: a mark of another leads nowhere.
#[derive(Debug)]
pub struct Place(String);

impl Place {
    /// The list of that name.
    pub fn new(party: PartyId, list: &str) -> Self {
        let tag = blake3::hash(format!("{party} {list}").as_bytes());
        Self(tag.to_hex().chars().take(8).collect())
    }

    /// The mark that leads to that key.
    pub fn mark(&self, key: &[u8]) -> String {
        format!("{}{}", self.0, list_key::written(key))
    }

    /// The key that a mark leads to.
    ///
    /// # Errors
    /// [`Problem::Query`] for a mark of another list.
    pub fn key(&self, mark: Option<&str>) -> Result<Option<Vec<u8>>, Problem> {
        let Some(mark) = mark else { return Ok(None) };
        let key = mark.strip_prefix(self.0.as_str()).and_then(|key| list_key::read(Some(key)));
        key.map(Some).ok_or_else(|| Problem::Query("after: no mark of this list".to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_leads_on_in_its_own_list_alone() {
        let (toko, other) = (PartyId([1; 16]), PartyId([2; 16]));
        let mark = Place::new(toko, "orders open").mark(&[1, 2, 3]);
        assert_eq!(Place::new(toko, "orders open").key(Some(&mark)).unwrap(), Some(vec![1, 2, 3]));
        for place in [Place::new(other, "orders open"), Place::new(toko, "orders past")] {
            assert!(place.key(Some(&mark)).is_err());
        }
        assert!(Place::new(toko, "orders open").key(Some("x")).is_err());
    }
}
