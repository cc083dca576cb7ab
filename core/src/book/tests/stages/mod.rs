//! Every command tried at every stage, and in every state of a payment, a request and a slip: what follows is
//! written down in tables, so that nothing is left to chance.

mod orders;
mod states;
mod steps;
mod unopened;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::agree::*;
use super::booking::{book, call_off, came, move_on, offer, pay};
use super::books::{close_month, reopen_month};
use super::corrections::*;
use super::guest_book::{answer, hide, keep_template, remove_template, show, write_in_guest_book};
use super::money_words::*;
use super::road::*;
use super::sale::{free, keep, sell, void};
use super::supply::*;
use super::village::Who::*;
use super::village::*;
use crate::book::catalogue::Making;
use crate::book::delivery::MoneyBack;
use crate::book::order::{Gate, StageName};
use crate::book::profile::DepositRule;
use crate::book::profile::{Keep, SettlementRule, Wholesale};
use crate::book::{Command, Event, Rejection};
use crate::money::Rupiah;

/// A name and the steps that lead there.
type Place = (&'static str, Vec<Step>);

/// The life of one order, and the steps from one stage to the next.
fn stages() -> Vec<Place> {
    let path = |length: usize| {
        let life = [
            place(&[("chair", 4)]),
            accept(),
            record(500_000),
            count("teak", 20),
            start(),
            finish(),
            pack(2),
            dispatch_to(Courier),
            pick_up(),
            deliver(0),
            record(500_000),
        ];
        life.into_iter().take(length).collect::<Vec<_>>()
    };
    let with = |mut steps: Vec<Step>, last: Step| {
        steps.push(last);
        steps
    };
    vec![
        ("Placed", path(1)),
        ("AwaitingDeposit", path(2)),
        ("AwaitingMaterials", path(3)),
        ("Ready", path(4)),
        ("InProduction", path(5)),
        ("Made", path(6)),
        ("Packed", path(7)),
        ("Dispatched", path(8)),
        ("OnTheRoad", path(9)),
        ("AwaitingSettlement", path(10)),
        ("Closed", path(11)),
        ("Declined", with(path(1), decline())),
        ("Withdrawn", with(path(1), withdraw())),
        ("Cancelled", with(path(2), cancel())),
    ]
}

/// One wish of each kind, by the party whose step it is.
fn every_wish() -> Vec<Step> {
    vec![
        open_business(),
        terms(30, 0, SettlementRule::AnyTime),
        change_profile("Mebel Jati Baru"),
        wholesale(Wholesale::AfterApproval),
        order_policy(|policy| policy.keep = Keep::Materials),
        money_policy(|policy| policy.tolerance = crate::money::Rupiah(500)),
        deposit_of_all(Some(DepositRule::Amount(Rupiah(300_000)))),
        buyer_terms(Some(0), Some(14), Some(10_000_000)),
        no_qris(),
        approve(Buyer),
        withdraw_approval(Buyer),
        add_product("bench", Making::ToOrder),
        change_product("chair", "armchair"),
        price("chair", 300_000, 250_000),
        recipe("chair", &[("teak", 3)]),
        withdraw_product("chair"),
        offer_product("chair"),
        add_material("varnish"),
        count("teak", 50),
        take_stock(&[("teak", 50)]),
        stock_rule("teak", 5),
        supplier_price(Supplier, 75_000, 3),
        waste(10),
        place(&[("vase", 2)]),
        accept(),
        decline(),
        withdraw(),
        cancel(),
        close(),
        counter(),
        take(1),
        ask_fewer(3),
        ask_cancellation(),
        agree_to(1),
        take_back(1),
        waive(Gate::Production),
        pass_time(),
        claim(500_000),
        record(500_000),
        verify(500_000),
        refuse_payment(),
        use_credit(100_000),
        refund(100_000),
        write_off(100_000),
        transfer(1_000_000),
        grant_tempo(14),
        waive_limit(),
        give_code(),
        hand_over_cash(100_000),
        pay_courier(),
        invoice(),
        take_line(7, 500_000),
        plan(),
        request(4),
        confirm(4),
        refuse_request(),
        withdraw_request(),
        ship(),
        receive(4),
        ask_both(4),
        accept_counter(),
        refuse_counter(),
        expire(),
        close_request(),
        give_back(1, 0),
        bill(320_000),
        pay_supplier(320_000),
        buy("teak", 2, 150_000),
        workshop_steps(&["potong", "rakit"]),
        work_done(1, 1),
        used("teak", 9),
        make("table", 1, 0),
        start(),
        finish(),
        pack(2),
        dispatch_to(Courier),
        decline_slip(),
        withdraw_slip(),
        pick_up(),
        deliver(0),
        fail(),
        accept_slip(),
        reassign_to(OtherCourier),
        reopen(),
        deliver_all(),
        send_back(1, 1),
        count_back(1, [0, 1, 0, 0, 0]),
        settle(0, 1, MoneyBack::Credit),
        returns_within(5),
        plan_trip(),
        reorder_trip(),
        write(),
        read(1),
        sell("vase", 1, 60_000),
        void(),
        keep("vase", 1),
        free(),
        correct_payment(400_000),
        correct_receipt(3, 1),
        correct_count("teak", 4, 3),
        correct_bill(1),
        correct_supplier_payment(1),
        correct_purchase(1, 1),
        correct_material("teak", "jati"),
        close_month(),
        reopen_month(),
        write_in_guest_book(),
        show(),
        hide(),
        answer(),
        keep_template(),
        remove_template(),
        offer(),
        book(2),
        call_off(),
        came(),
        pay(),
        move_on(),
    ]
}

/// The facts' names, or the refusal's.
fn in_short(outcome: &Result<Vec<Event>, Rejection>) -> String {
    match outcome {
        Ok(facts) if facts.is_empty() => "nothing new".to_owned(),
        Ok(facts) => facts.iter().map(name).collect::<Vec<_>>().join(" + "),
        Err(Rejection::Unknown { kind }) => format!("refused: Unknown {}", kind.name()),
        Err(Rejection::WrongStage { .. }) => "refused: WrongStage".to_owned(),
        Err(refusal) => format!("refused: {}", refusal.name()),
    }
}

/// What each wish leads to in each place, the places of one outcome together.
fn table(places: Vec<Place>, wishes: Vec<Step>) -> String {
    let villages: Vec<_> = places.into_iter().map(|(name, steps)| (name, given(steps).village)).collect();
    let mut told = String::new();
    for wish in wishes {
        let mut outcomes: Vec<(String, Vec<&str>)> = Vec::new();
        let mut command = String::new();
        for (place, village) in &villages {
            let (name, outcome) = village.clone().take(&wish);
            command = name;
            let outcome = in_short(&outcome);
            match outcomes.iter_mut().find(|(known, _)| *known == outcome) {
                Some((_, places)) => places.push(place),
                None => outcomes.push((outcome, vec![place])),
            }
        }
        writeln!(told, "{command}").unwrap();
        for (outcome, places) in outcomes {
            let all = places.len() == villages.len();
            let places = if all { "always".to_owned() } else { places.join(", ") };
            writeln!(told, "    {places}: {outcome}").unwrap();
        }
    }
    told
}
