//! The demo's own page: everybody, and a story to click through. It exists only in the demo.

use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::{HOST, SET_COOKIE};
use axum::response::{IntoResponse, Redirect};
use serde::Deserialize;

use super::cast::{Player, Players};
use crate::i18n::{Lang, Phrases};
use crate::site;
use crate::web::{Page, PageResult, PortalError, Row, show};
use crate::who::AppState;

#[derive(Template)]
#[template(path = "demo/page.html")]
struct DemoPage {
    page: Page,
    played: String,
    returns: String,
    story: Vec<StoryStep>,
    groups: Vec<(&'static str, Vec<Row>)>,
    find: String,
}

struct StoryStep {
    who: String,
    href: String,
    deed: &'static str,
}

/// What is searched for.
#[derive(Debug, Deserialize)]
pub struct Find {
    #[serde(default)]
    find: String,
}

/// Everybody who can be played, by what their party comes for.
///
/// # Errors
/// [`PortalError::NotFound`] outside the demo.
pub async fn people(
    State(app): State<AppState>,
    lang: Lang,
    headers: HeaderMap,
    Query(Find { find }): Query<Find>,
) -> PageResult {
    let players = app.demo.as_ref().ok_or(PortalError::NotFound)?;
    let t = lang.phrases();
    let host = Host::of(&headers);
    let find = find.trim().to_owned();
    let report = &players.report;
    let story = t.demo.story.iter().filter_map(|(slug, deed)| {
        let player = players.find(slug)?;
        Some(StoryStep { who: player.spoken.clone(), href: host.enter(slug), deed })
    });
    show(&DemoPage {
        page: Page::new(lang, t.demo.title).wide(),
        played: (t.demo.played)(report.invoices, report.closed, report.open),
        returns: (t.demo.returns)(report.withdrawn, report.declined, report.partial_returns),
        story: story.collect(),
        groups: groups(players, t, &host, &find.to_lowercase()),
        find,
    })
}

fn groups(players: &Players, t: &'static Phrases, host: &Host, find: &str) -> Vec<(&'static str, Vec<Row>)> {
    let d = &t.demo;
    let titles = [
        ("Business", d.businesses),
        ("Distributor", d.distributors),
        ("Supplier", d.suppliers),
        ("Courier", d.couriers),
        ("Operator", d.operators),
    ];
    let mut groups: Vec<(&'static str, Vec<Row>)> =
        titles.iter().map(|(_, title)| (*title, Vec::new())).collect();
    for player in &players.people {
        if !find.is_empty() && !matches(player, find) {
            continue;
        }
        let group = player.parties.first().and_then(|seat| {
            titles.iter().position(|(capacity, _)| seat.capacities.iter().any(|it| it == capacity))
        });
        if let Some((_, rows)) = group.and_then(|group| groups.get_mut(group)) {
            let seats = player.parties.iter().map(|seat| format!("{} {}", (d.role)(&seat.role), seat.name));
            let seats = seats.collect::<Vec<_>>().join(" · ");
            rows.push(Row::new(host.enter(&player.slug), (d.sign_in_as)(&player.spoken)).second(seats));
        }
    }
    groups.retain(|(_, rows)| !rows.is_empty());
    groups
}

fn matches(player: &Player, find: &str) -> bool {
    player.spoken.to_lowercase().contains(find)
        || player.parties.iter().any(|seat| seat.name.to_lowercase().contains(find))
}

/// The host the page was asked of, and whether its names can be people's.
struct Host(Option<String>);

impl Host {
    fn of(headers: &HeaderMap) -> Self {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
        let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
        let local = name == "127.0.0.1" || name == "localhost" || name.ends_with(".localhost");
        let port = if port.is_empty() { String::new() } else { format!(":{port}") };
        Self(local.then(|| format!("localhost{port}")))
    }

    /// Each person has an address of their own where the browser finds it; elsewhere one at a time.
    fn enter(&self, slug: &str) -> String {
        match &self.0 {
            Some(host) => format!("http://{slug}.{host}/demo/enter/{slug}"),
            None => format!("/demo/enter/{slug}"),
        }
    }
}

/// Signs the device in as a person of the village, and shows their portal.
///
/// # Errors
/// [`PortalError::NotFound`] for strangers and outside the demo.
pub async fn enter(State(app): State<AppState>, Path(slug): Path<String>) -> PageResult {
    let players = app.demo.as_ref().ok_or(PortalError::NotFound)?;
    let player = players.find(&slug).ok_or(PortalError::NotFound)?;
    if app.registry().is_erased(player.person) {
        return Err(PortalError::NotFound);
    }
    let token = app.vault.sessions.create(player.person, app.now()).map_err(PortalError::broken)?;
    let cookie = app.site.cookie(site::SESSION, &token.0, rantai_core::vault::ABSOLUTE_LIMIT);
    Ok(([(SET_COOKIE, cookie)], Redirect::to("/")).into_response())
}

#[cfg(test)]
mod tests {
    use crate::demo::village::Village;
    use crate::i18n::Lang;

    #[test]
    fn everybody_in_the_story_lives_in_the_village() {
        let village = Village::embedded().unwrap();
        for lang in Lang::ALL {
            let story = lang.phrases().demo.story;
            assert!(story.len() >= 9);
            for (slug, _) in story {
                assert!(village.person(slug).is_some(), "{slug}");
            }
        }
    }
}
