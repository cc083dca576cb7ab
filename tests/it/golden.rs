//! Golden bytes: every event as it stands on disk (`fixtures/events/<Name>.v<version>.hex`), for good.
//!
//! A stored form never changes. A test that fails here says that old logs could not be read any more: give
//! the event a new version with an upgrade beside it, and leave its old file where it is.

mod agree;
mod books;
mod guests;
mod supply;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use expect_test::expect;
use rantai_core::book::catalogue::{
    Making, MaterialAdded, PriceSet, ProductAdded, ProductChanged, ProductOffered, ProductWithdrawn,
    RecipeLine, RecipeSet, UnitFactor, Variant,
};
use rantai_core::book::conversation::{About, MessageSent, MessagesRead};
use rantai_core::book::delivery::{
    Carrier, Deed, DeliveryAccepted, DeliveryCompleted, DeliveryCompletedV1, DeliveryDeclined,
    DeliveryFailed, DeliveryOrdered, DeliveryOrderedV1, DeliveryPickedUp, DeliveryPickedUpV1,
    DeliveryProblem, DeliveryReassigned, DeliveryRefusal, DeliveryWithdrawn, FailureReopened, GoodsReturned,
    LateDeedKept, LineOutcome, LineQuantity, ReturnLine, ReturnPolicySet, ReturnReason, ReturnReceived,
    ReturnedLine, SettledLine, ShortfallSettled, TransportMode, TripPlanned, TripReordered,
};
use rantai_core::book::material::{
    ConfirmedLine, CountedLine, MaterialNeed, MaterialsConfirmed, MaterialsPlanned, MaterialsRefused,
    MaterialsRequested, MaterialsShipped, MaterialsWithdrawn, PlanImpossible, RequestLine, SupplyRefusal,
};
use rantai_core::book::order::{
    DeclineReason, DeliveryWish, FreightPayer, LineSource, OrderAccepted, OrderCancelled, OrderCancelledV1,
    OrderClosed, OrderDeclined, OrderLine, OrderPlaced, OrderWithdrawn, PriceKind,
};
use rantai_core::book::payment::{
    PaymentClaimed, PaymentMethod, PaymentRefusal, PaymentRefused, PaymentVerified, PaymentVerifiedV1, SentTo,
};
use rantai_core::book::production::{
    OrderPacked, OrderPackedV1, PackageContents, ProductionFinished, ProductionStarted,
};
use rantai_core::book::profile::{
    ApprovalWithdrawn, BusinessOpened, BuyerApproved, PaymentAccount, ProfileChanged, SettlementRule,
    TermsSet, Wholesale, WholesaleSet,
};
use rantai_core::book::sale::{
    FreeReason, GoodsKept, KeptGoodsFreed, SaleLine, SaleMade, SaleVoided, VoidReason,
};
use rantai_core::book::stock::{
    CountReason, GoodsReserved, ReservationReleased, StockCounted, StockItem, StockLine,
};
use rantai_core::book::{Book, Event};
use rantai_core::codec::{self, CodecError};
use rantai_core::ids::{
    BlobHash, BookId, CommandId, MaterialId, OrderId, PartyId, PaymentId, PersonId, ProductId, RequestId,
    ReservationId, SaleId, SlipId, TripId,
};
use rantai_core::log::RawFact;
use rantai_core::money::Rupiah;
use rantai_core::party::{Capacity, Role};
use rantai_core::quantity::{Quantity, Unit};
use rantai_core::registry::{
    self, MemberJoined, MemberLeft, PartyFounded, PartyIntroduced, PartyRenamed, PersonAdded, PersonErased,
    PersonRenamed, Registry, Renaming,
};
use rantai_core::sealed::{
    AccountNumber, Address, Note, PersonKey, PersonName, Personal, PhoneNumber, ReceivedBy, Sealed,
};
use rantai_core::time::{Day, Moment};

pub(crate) const ORDER: OrderId = OrderId([0x01; 16]);
const PRODUCT: ProductId = ProductId([0x02; 16]);
const MATERIAL: MaterialId = MaterialId([0x03; 16]);
pub(crate) const PAYMENT: PaymentId = PaymentId([0x04; 16]);
const REQUEST: RequestId = RequestId([0x05; 16]);
pub(crate) const SLIP: SlipId = SlipId([0x06; 16]);
pub(crate) const BUYER: PartyId = PartyId([0x0A; 16]);
const SUPPLIER: PartyId = PartyId([0x0B; 16]);
pub(crate) const COURIER: PartyId = PartyId([0x0C; 16]);
const PERSON: PersonId = PersonId([0x0D; 16]);
const SALE: SaleId = SaleId([0x10; 16]);
const RESERVATION: ReservationId = ReservationId([0x11; 16]);
const PHOTO: BlobHash = BlobHash([0x0E; 32]);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/events")
}

pub(crate) fn sealed<T: Personal>(text: Option<T>) -> Sealed<T> {
    let key = PersonKey::from_bytes([7; 32]);
    Sealed::seal(&text.unwrap(), &key, PERSON, BookId([8; 16]), CommandId([9; 16]))
}

pub(crate) fn note(text: &str) -> Option<Sealed<Note>> {
    Some(sealed(Note::new(text).unwrap()))
}

pub(crate) fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn quantity(text: &str) -> Quantity {
    Quantity::parse(text).unwrap()
}

fn some() -> LineQuantity {
    LineQuantity { line: 1, quantity: quantity("4") }
}

fn goods() -> StockLine {
    StockLine { item: StockItem::Goods { product: PRODUCT, variant: 2 }, quantity: quantity("12") }
}

fn materials() -> StockLine {
    StockLine { item: StockItem::Material { material: MATERIAL }, quantity: quantity("0,15") }
}

fn counted() -> Vec<CountedLine> {
    vec![CountedLine { number: 1, material: MATERIAL, quantity: quantity("0,1") }]
}

fn address() -> DeliveryWish {
    DeliveryWish::Deliver {
        village: "33.74.01.1010".to_owned(),
        address: sealed(Address::new("Jl. Wahid Hasyim No. 71").unwrap()),
    }
}

/// One of every event of a business's book, filled so that every field and every optional part is there.
fn of_a_book() -> Vec<Event> {
    let mut facts = first_facts();
    facts.extend(agree::samples());
    facts.extend(books::of_books());
    facts.extend(crate::golden_money::facts());
    facts
}

fn first_facts() -> Vec<Event> {
    vec![
        BusinessOpened {
            name: "Mebel Jati Barokah".to_owned(),
            trade: "furniture".to_owned(),
            village: "33.20.11.2012".to_owned(),
            street: "Jl. Soekarno-Hatta No. 45".to_owned(),
            tagline: "Mebel jati ukir Jepara".to_owned(),
            about: "Berdiri 1998.".to_owned(),
            photo: Some(PHOTO),
        }
        .into(),
        TermsSet {
            deposit_percent: 50,
            minimum: Rupiah(1_000_000),
            settlement: SettlementRule::AfterDelivery,
            accounts: vec![PaymentAccount {
                bank: "BRI".to_owned(),
                number: sealed(AccountNumber::new("0000-01-000101-50-1").unwrap()),
                holder: sealed(PersonName::new("Siti Aminah").unwrap()),
            }],
        }
        .into(),
        ProfileChanged {
            name: "Mebel Jati Barokah".to_owned(),
            trade: "furniture".to_owned(),
            village: "33.20.11.2012".to_owned(),
            street: "Jl. Soekarno-Hatta No. 45".to_owned(),
            tagline: "Mebel jati ukir Jepara".to_owned(),
            about: "Berdiri 1998.".to_owned(),
            photo: Some(PHOTO),
        }
        .into(),
        WholesaleSet { wholesale: Wholesale::AfterApproval }.into(),
        BuyerApproved { buyer: BUYER }.into(),
        ApprovalWithdrawn { buyer: BUYER }.into(),
        ProductChanged {
            product: PRODUCT,
            name: "Kursi makan jati".to_owned(),
            description: "Sandaran jari-jari, kaki bubut.".to_owned(),
            days: 21,
            weight_grams: 7_500,
            photo: Some(PHOTO),
        }
        .into(),
        ProductAdded {
            product: PRODUCT,
            name: "Kursi makan jati".to_owned(),
            description: "Sandaran jari-jari, kaki bubut.".to_owned(),
            making: Making::ToOrder,
            unit: Unit::Pcs,
            units: vec![UnitFactor { unit: Unit::Lusin, factor: quantity("12") }],
            variants: vec![
                Variant { number: 1, name: "natural".to_owned() },
                Variant { number: 2, name: "hitam doff".to_owned() },
            ],
            days: 10,
            weight_grams: 7_500,
            photo: Some(PHOTO),
        }
        .into(),
        PriceSet {
            product: PRODUCT,
            variant: Some(2),
            retail: Rupiah(625_000),
            wholesale: Rupiah(525_000),
            wholesale_from: quantity("12"),
        }
        .into(),
        RecipeSet {
            product: PRODUCT,
            lines: vec![RecipeLine { material: MATERIAL, quantity: quantity("0,0125") }],
        }
        .into(),
        ProductWithdrawn { product: PRODUCT }.into(),
        ProductOffered { product: PRODUCT }.into(),
        MaterialAdded {
            material: MATERIAL,
            name: "Papan jati oven".to_owned(),
            unit: Unit::M3,
            suppliers: vec![SUPPLIER],
            price: Rupiah(14_500_000),
        }
        .into(),
        StockCounted {
            item: StockItem::Material { material: MATERIAL },
            quantity: quantity("0,05"),
            before: quantity("1,25"),
            reason: CountReason::Count,
        }
        .into(),
        GoodsReserved { order: ORDER, lines: vec![goods()] }.into(),
        ReservationReleased { order: ORDER, lines: vec![goods()] }.into(),
        OrderPlaced {
            order: ORDER,
            number: "P-0001".to_owned(),
            buyer: BUYER,
            lines: vec![OrderLine {
                number: 1,
                product: PRODUCT,
                variant: 2,
                name: "Kursi makan jati".to_owned(),
                variant_name: "hitam doff".to_owned(),
                unit: Unit::Lusin,
                quantity: quantity("1"),
                base_unit: Unit::Pcs,
                base: quantity("12"),
                price: Rupiah(525_000),
                price_kind: PriceKind::Wholesale,
                amount: Rupiah(6_300_000),
                specification: note("kaki lurus, seperti di foto"),
                photo: Some(PHOTO),
            }],
            wanted: Some(day("2026-12-20")),
            delivery: address(),
            goods_total: Rupiah(6_300_000),
            note: note("tolong dikemas rapi"),
        }
        .into(),
        OrderAccepted {
            order: ORDER,
            promised: day("2026-12-12"),
            deposit_due: Rupiah(3_300_000),
            freight: Rupiah(300_000),
            freight_payer: FreightPayer::Buyer,
            total: Rupiah(6_600_000),
            settlement: SettlementRule::AfterDelivery,
            sources: vec![LineSource::Make],
        }
        .into(),
        OrderDeclined { order: ORDER, reason: DeclineReason::Busy, note: note("penuh sampai Lebaran") }
            .into(),
        OrderWithdrawn { order: ORDER, note: note("salah pesan") }.into(),
        OrderCancelled {
            order: ORDER,
            by: BUYER,
            kept: Rupiah(300_000),
            to_credit: Rupiah(200_000),
            to_refund: Rupiah(1_000_000),
            note: note("uangnya belum ada"),
        }
        .into(),
        OrderClosed { order: ORDER }.into(),
        PaymentClaimed {
            payment: PAYMENT,
            order: ORDER,
            amount: Rupiah(3_300_000),
            method: PaymentMethod::BankTransfer,
            note: note("dari rekening istri"),
            sent: Some(SentTo { day: Some(day("2026-11-22")), bank: "BRI".to_owned() }),
            transfer: Some(PaymentId([0x0F; 16])),
        }
        .into(),
        PaymentVerified {
            payment: PAYMENT,
            order: ORDER,
            amount: Rupiah(3_500_000),
            to_order: Rupiah(3_300_000),
            to_credit: Rupiah(200_000),
            fee: Rupiah(24_500),
            receipt: "KW-0001".to_owned(),
        }
        .into(),
        PaymentRefused {
            payment: PAYMENT,
            order: ORDER,
            reason: PaymentRefusal::NotArrived,
            note: note("belum masuk sampai sore"),
        }
        .into(),
        MaterialsPlanned {
            order: ORDER,
            needs: vec![MaterialNeed {
                material: MATERIAL,
                name: "Papan jati oven".to_owned(),
                unit: Unit::M3,
                needed: quantity("0,15"),
                short: quantity("0,1"),
            }],
        }
        .into(),
        PlanImpossible { order: ORDER, products: vec![PRODUCT] }.into(),
        MaterialsRequested {
            request: REQUEST,
            number: "B-0001".to_owned(),
            order: Some(ORDER),
            supplier: SUPPLIER,
            lines: vec![RequestLine {
                number: 1,
                material: MATERIAL,
                name: "Papan jati oven".to_owned(),
                unit: Unit::M3,
                quantity: quantity("0,1"),
                price: Rupiah(14_500_000),
            }],
            wanted: Some(day("2026-11-25")),
            note: note("yang sudah oven"),
            answer_by: Some(supply::BY),
        }
        .into(),
        MaterialsConfirmed {
            request: REQUEST,
            order: Some(ORDER),
            lines: vec![ConfirmedLine { number: 1, quantity: quantity("0,06"), price: Rupiah(14_750_000) }],
            promised: day("2026-11-24"),
            note: note("sisanya minggu depan"),
        }
        .into(),
        MaterialsRefused {
            request: REQUEST,
            order: Some(ORDER),
            reason: SupplyRefusal::OutOfStock,
            note: note("kosong"),
        }
        .into(),
        MaterialsWithdrawn { request: REQUEST, order: Some(ORDER), note: note("sudah dapat") }.into(),
        MaterialsShipped {
            request: REQUEST,
            order: Some(ORDER),
            lines: counted(),
            waybill: Some("SJ-7781".to_owned()),
        }
        .into(),
        supply::received().into(),
        ProductionStarted { order: ORDER, consumed: vec![materials()] }.into(),
        ProductionFinished { order: ORDER, made: vec![goods()] }.into(),
        OrderPacked {
            order: ORDER,
            packages: 4,
            goods: vec![goods()],
            contents: vec![PackageContents { package: 1, lines: vec![some()] }],
        }
        .into(),
        DeliveryOrdered {
            slip: SLIP,
            number: "SJ-0001".to_owned(),
            order: ORDER,
            attempt: 1,
            carrier: Carrier::Courier { party: COURIER },
            mode: TransportMode::Pickup,
            vehicle: "K 1234 AB".to_owned(),
            destination: address(),
            packages: 4,
            boxes: vec![1, 2, 3, 4],
            load: vec![some()],
            cash_to_collect: Rupiah(3_300_000),
            courier_fee: Rupiah(300_000),
            code: Some([7; 32]),
            note: note("telepon dulu"),
        }
        .into(),
        DeliveryDeclined {
            slip: SLIP,
            order: ORDER,
            reason: DeliveryRefusal::TooLarge,
            note: note("tidak muat"),
        }
        .into(),
        DeliveryWithdrawn { slip: SLIP, order: ORDER }.into(),
        DeliveryPickedUp { slip: SLIP, order: ORDER, packages: 4, missing: vec![2], left: vec![some()] }
            .into(),
        DeliveryCompleted {
            slip: SLIP,
            order: ORDER,
            received_by: Some(sealed(ReceivedBy::new("Pak Eko").unwrap())),
            cash_collected: Rupiah(3_300_000),
            outcomes: vec![LineOutcome {
                line: 1,
                accepted: quantity("2"),
                damaged: quantity("1"),
                refused: quantity("0,5"),
                missing: quantity("0,5"),
            }],
            signature: Some(BlobHash([8; 32])),
            code: true,
            returns_until: Some(day("2026-11-28")),
        }
        .into(),
        DeliveryAccepted { slip: SLIP, order: ORDER }.into(),
        DeliveryReassigned {
            slip: SLIP,
            order: ORDER,
            carrier: Carrier::Courier { party: COURIER },
            mode: TransportMode::Truck,
            vehicle: "K 1234 AB".to_owned(),
            courier_fee: Rupiah(250_000),
            note: note("lewat pasar"),
        }
        .into(),
        FailureReopened { slip: SLIP, order: ORDER }.into(),
        GoodsReturned {
            order: ORDER,
            number: 1,
            slip: Some(SLIP),
            lines: vec![ReturnLine { line: 1, quantity: quantity("1"), reason: ReturnReason::Wrong }],
            note: note("warnanya lain"),
        }
        .into(),
        ReturnReceived {
            order: ORDER,
            number: 1,
            lines: vec![ReturnedLine {
                line: 1,
                again: quantity("1"),
                to_stock: quantity("2"),
                scrapped: quantity("3"),
                lost: quantity("4"),
                kept: quantity("5"),
            }],
            stocked: vec![goods()],
        }
        .into(),
        ShortfallSettled {
            order: ORDER,
            lines: vec![SettledLine { line: 1, replaced: quantity("1"), forgone: quantity("2") }],
            taken: vec![goods()],
            amount: Rupiah(500_000),
            to_credit: Rupiah(200_000),
            to_refund: Rupiah(100_000),
            note: note("maaf"),
        }
        .into(),
        ReturnPolicySet { days: 5 }.into(),
        LateDeedKept {
            slip: SLIP,
            order: ORDER,
            by: COURIER,
            deed: Deed::Delivered,
            received_by: Some(sealed(ReceivedBy::new("Pak Eko").unwrap())),
            cash_collected: Rupiah(3_300_000),
        }
        .into(),
        TripPlanned {
            trip: TripId([21; 16]),
            number: "T-0001".to_owned(),
            carrier: Carrier::Courier { party: COURIER },
            mode: TransportMode::Pickup,
            vehicle: "K 1234 AB".to_owned(),
            slips: vec![SLIP],
        }
        .into(),
        TripReordered { trip: TripId([21; 16]), slips: vec![SLIP] }.into(),
        DeliveryFailed {
            slip: SLIP,
            order: ORDER,
            reason: DeliveryProblem::NobodyHome,
            next_attempt: Some(day("2026-12-13")),
            note: note("tutup"),
        }
        .into(),
        MessageSent {
            about: About::Order(ORDER),
            number: 7,
            from: BUYER,
            with: BUYER,
            text: note("Warna cokelat tua, ya."),
        }
        .into(),
        MessagesRead { about: About::Request(REQUEST), by: SUPPLIER, with: SUPPLIER, up_to: 6 }.into(),
    ]
    .into_iter()
    .chain(of_the_counter())
    .chain(supply::of_supply())
    .chain(guests::of_guests())
    .collect()
}

/// One of every event of the counter.
fn of_the_counter() -> Vec<Event> {
    let line = SaleLine {
        product: PRODUCT,
        variant: 2,
        name: "Kursi makan".to_owned(),
        variant_name: "natural".to_owned(),
        unit: Unit::Pcs,
        quantity: quantity("2"),
        price: Rupiah(525_000),
        price_kind: PriceKind::Retail,
        amount: Rupiah(1_050_000),
    };
    let kept = StockLine { item: StockItem::Goods { product: PRODUCT, variant: 2 }, quantity: quantity("2") };
    vec![
        SaleMade {
            sale: SALE,
            number: "N-2026-0042".to_owned(),
            buyer: Some(BUYER),
            lines: vec![line.clone()],
            discount: Rupiah(50_000),
            total: Rupiah(1_000_000),
            method: PaymentMethod::Cash,
            tendered: Rupiah(1_000_000),
            reservation: Some(RESERVATION),
            freed: vec![kept],
        }
        .into(),
        SaleVoided { sale: SALE, goods: vec![kept], reason: VoidReason::Returned, note: note("retak") }
            .into(),
        GoodsKept {
            reservation: RESERVATION,
            number: "R-0007".to_owned(),
            buyer: Some(BUYER),
            name: Some(sealed(PersonName::new("Bu Ratna").unwrap())),
            phone: Some(sealed(PhoneNumber::parse("0840 0000 0102"))),
            lines: vec![line],
            total: Rupiah(1_050_000),
            until: Moment::from_micros(1_795_878_000_000_000),
            note: note("diambil anaknya"),
        }
        .into(),
        KeptGoodsFreed { reservation: RESERVATION, goods: vec![kept], reason: FreeReason::NotWanted }.into(),
    ]
}

/// One of every event of the registry.
fn of_the_registry() -> Vec<registry::Event> {
    vec![
        PersonAdded {
            person: PERSON,
            name: sealed(PersonName::new("Siti Aminah").unwrap()),
            phone: Some(sealed(PhoneNumber::parse("0840 0000 0101"))),
            phone_hash: Some([0x0F; 32]),
        }
        .into(),
        PartyFounded {
            party: BUYER,
            slug: "mebel-sentosa-semarang".to_owned(),
            name: "Toko Mebel Sentosa".to_owned(),
            capacities: vec![Capacity::Distributor, Capacity::Supplier],
            village: "33.74.01.1010".to_owned(),
            address: Some(sealed(Address::new("Jl. Wahid Hasyim No. 71").unwrap())),
            contact: PERSON,
        }
        .into(),
        MemberJoined { party: BUYER, person: PERSON, role: Role::Member }.into(),
        MemberLeft { party: BUYER, person: PERSON }.into(),
        PartyIntroduced { party: BUYER, by: SUPPLIER }.into(),
        PersonErased { person: PERSON }.into(),
        PersonRenamed {
            person: PERSON,
            name: sealed(PersonName::new("Siti Aminah Lestari").unwrap()),
            why: Renaming::Mistyped,
        }
        .into(),
        PartyRenamed {
            party: BUYER,
            name: "Toko Mebel Sentosa Jaya".to_owned(),
            village: "33.74.01.1011".to_owned(),
            address: Some(sealed(Address::new("Jl. Wahid Hasyim No. 73").unwrap())),
            why: Renaming::Changed,
            by: SUPPLIER,
        }
        .into(),
    ]
}

/// Every form that was written once and is not any more: its bytes, and the event they are read as.
fn of_before() -> Vec<(RawFact, Event)> {
    let (claimed, claimed_now) = crate::golden_money::claimed_before();
    let verified = PaymentVerifiedV1 {
        payment: PAYMENT,
        order: ORDER,
        amount: Rupiah(3_500_000),
        to_order: Rupiah(3_300_000),
        to_credit: Rupiah(200_000),
        receipt: "KW-0001".to_owned(),
    };
    let lifted = PaymentVerified {
        payment: PAYMENT,
        order: ORDER,
        amount: Rupiah(3_500_000),
        to_order: Rupiah(3_300_000),
        to_credit: Rupiah(200_000),
        fee: Rupiah::ZERO,
        receipt: "KW-0001".to_owned(),
    };
    let cancelled = OrderCancelledV1 { order: ORDER, by: BUYER, note: note("uangnya belum ada") };
    let no_money = OrderCancelled {
        order: ORDER,
        by: BUYER,
        kept: Rupiah::ZERO,
        to_credit: Rupiah::ZERO,
        to_refund: Rupiah::ZERO,
        note: note("uangnya belum ada"),
    };
    let mut before = vec![
        (RawFact { kind: 0x0405, version: 1, bytes: codec::encode(&cancelled) }, no_money.into()),
        (RawFact { kind: 0x0501, version: 1, bytes: codec::encode(&claimed) }, claimed_now.into()),
        (RawFact { kind: 0x0502, version: 1, bytes: codec::encode(&verified) }, lifted.into()),
    ];
    before.extend(supply::of_before());
    before.extend(of_the_road_before());
    before
}

/// The same of the road: a whole order on one slip.
fn of_the_road_before() -> Vec<(RawFact, Event)> {
    let packed = OrderPackedV1 { order: ORDER, packages: 4, goods: vec![goods()] };
    let ordered = DeliveryOrderedV1 {
        slip: SLIP,
        number: "SJ-0001".to_owned(),
        order: ORDER,
        attempt: 1,
        carrier: Carrier::Courier { party: COURIER },
        mode: TransportMode::Pickup,
        destination: address(),
        packages: 4,
        cash_to_collect: Rupiah(3_300_000),
        courier_fee: Rupiah(300_000),
        note: note("telepon dulu"),
    };
    let picked_up = DeliveryPickedUpV1 { slip: SLIP, order: ORDER, packages: 4 };
    let completed = DeliveryCompletedV1 {
        slip: SLIP,
        order: ORDER,
        received_by: Some(sealed(ReceivedBy::new("Pak Eko").unwrap())),
        cash_collected: Rupiah(3_300_000),
    };
    let raw = |kind, bytes| RawFact { kind, version: 1, bytes };
    vec![
        (raw(0x0703, codec::encode(&packed)), OrderPacked::from(packed).into()),
        (raw(0x0801, codec::encode(&ordered)), DeliveryOrdered::from(ordered).into()),
        (raw(0x0804, codec::encode(&picked_up)), DeliveryPickedUp::from(picked_up).into()),
        (raw(0x0805, codec::encode(&completed)), DeliveryCompleted::from(completed).into()),
    ]
}

/// Every event with the name and form it is stored under, those of before too.
fn samples() -> Vec<(String, RawFact)> {
    let book = of_a_book().into_iter().map(|event| (event.name().to_owned(), event.to_raw()));
    let registry = of_the_registry().into_iter().map(|event| (event.name().to_owned(), event.to_raw()));
    let before = of_before().into_iter().map(|(raw, event)| (event.name().to_owned(), raw));
    book.chain(registry).chain(before).collect()
}

#[test]
fn every_event_has_one_sample() {
    for (list, samples) in [
        (Event::LIST, of_a_book().iter().map(Event::to_raw).collect::<Vec<_>>()),
        (registry::Event::LIST, of_the_registry().iter().map(registry::Event::to_raw).collect()),
    ] {
        let mut found: BTreeMap<(u16, u16), usize> = BTreeMap::new();
        for raw in samples {
            *found.entry((raw.kind, raw.version)).or_default() += 1;
        }
        for (kind, version, name) in list {
            assert_eq!(found.get(&(*kind, *version)), Some(&1), "{name} version {version} has no one sample");
        }
        assert_eq!(found.len(), list.len());
    }
}

#[test]
fn every_form_of_before_has_one_sample_and_is_lifted_to_the_form_of_now() {
    let listed: Vec<(u16, u16)> = Event::OLD.iter().map(|(kind, version, _)| (*kind, *version)).collect();
    let sampled: Vec<(u16, u16)> = of_before().iter().map(|(raw, _)| (raw.kind, raw.version)).collect();
    assert_eq!((sampled, registry::Event::OLD.len()), (listed, 0));
    for (raw, lifted) in of_before() {
        let file = folder().join(format!("{}.v{}.hex", lifted.name(), raw.version));
        let stored = RawFact { bytes: bytes_of(&std::fs::read_to_string(file).unwrap()), ..raw };
        assert_eq!(Event::from_raw(&stored).unwrap(), lifted);
        assert!(lifted.to_raw().version > stored.version, "what is written now has the newer form");
    }
}

#[test]
fn type_ids_are_given_once() {
    let mut ids: Vec<u16> = Event::LIST.iter().chain(registry::Event::LIST).map(|(kind, ..)| *kind).collect();
    ids.sort_unstable();
    assert!(ids.windows(2).all(|pair| pair[0] != pair[1]), "{ids:04x?}");
}

#[test]
fn every_event_is_written_as_its_file_says_and_read_from_it() {
    let mut of_file = BTreeMap::new();
    for (name, raw) in samples() {
        let path = folder().join(format!("{name}.v{}.hex", raw.version));
        let written = as_file(&name, &raw);
        if std::env::var_os("UPDATE_EXPECT").is_some() && !path.exists() {
            std::fs::write(&path, &written).unwrap();
        }
        let file = std::fs::read_to_string(&path)
            .unwrap_or_else(|_| panic!("{} is missing; UPDATE_EXPECT=1 makes it", path.display()));
        assert_eq!(written, file, "{name} is not written as it was: give it a new version");
        of_file.insert((name, raw.version), RawFact { bytes: bytes_of(&file), ..raw });
    }
    for event in of_a_book() {
        let stored = &of_file[&(event.name().to_owned(), event.to_raw().version)];
        assert_eq!(Event::from_raw(stored).unwrap(), event);
    }
    for event in of_the_registry() {
        let stored = &of_file[&(event.name().to_owned(), event.to_raw().version)];
        assert_eq!(registry::Event::from_raw(stored).unwrap(), event);
    }
}

/// Snapshots of books are read for as long as their version of the fold is ours.
#[test]
fn a_changed_fold_has_a_new_version() {
    let at = |number: usize| Moment::from_micros(1_790_000_000_000_000 + i64::try_from(number).unwrap());
    let mut book = Book::default();
    of_a_book().iter().enumerate().for_each(|(number, event)| book.evolve(event, at(number)));
    let mut known = Registry::default();
    of_the_registry().iter().for_each(|event| known.evolve(event));
    let state = |version: u32, bytes: Vec<u8>| format!("fold {version}: {}", blake3::hash(&bytes));
    // Another hash means that old snapshots would be misread: give `FOLD` the next number.
    expect!["fold 7: f95017d592cc1db851bf7d4d6b062a0670464dbb46959167193a344adc583dc9"]
        .assert_eq(&state(Book::FOLD, codec::encode(&book)));
    expect!["fold 3: 8e9096ca1973cc57325ecdfa5a2243cbf9030b755e538fcd2e2f3f19ddd5fee8"]
        .assert_eq(&state(Registry::FOLD, codec::encode(&known)));
}

#[test]
fn every_file_belongs_to_an_event() {
    let known: Vec<String> =
        samples().iter().map(|(name, raw)| format!("{name}.v{}.hex", raw.version)).collect();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(known.contains(&name), "{name} is no event's: an old version needs its upgrade and its test");
    }
}

#[test]
fn bytes_that_are_cut_or_run_over_are_refused() {
    let read = |raw: &RawFact| {
        if raw.kind >= 0xA000 {
            registry::Event::from_raw(raw).map(drop)
        } else {
            Event::from_raw(raw).map(drop)
        }
    };
    for (name, raw) in samples() {
        for length in 0..raw.bytes.len() {
            let cut = RawFact { bytes: raw.bytes[..length].to_vec(), ..raw };
            assert!(read(&cut).is_err(), "{name} was read from its first {length} bytes");
        }
        let mut longer = raw.clone();
        longer.bytes.push(0);
        assert!(matches!(read(&longer), Err(CodecError::Trailing(1))), "{name} with a byte too many");
        let newer = RawFact { version: 7, ..raw };
        assert!(matches!(read(&newer), Err(CodecError::UnknownEvent { .. })), "{name} of a version to come");
    }
}

/// The event as its file shows it: its name and type, then its bytes in hexadecimal, 32 a line.
fn as_file(name: &str, raw: &RawFact) -> String {
    let mut text = format!("# {name}, type {:#06x}, version {}\n", raw.kind, raw.version);
    for line in raw.bytes.chunks(32) {
        let digits: Vec<String> = line.iter().map(|byte| format!("{byte:02x}")).collect();
        text.push_str(&digits.join(" "));
        text.push('\n');
    }
    text
}

fn bytes_of(file: &str) -> Vec<u8> {
    let digits = file.lines().filter(|line| !line.starts_with('#')).flat_map(|line| line.split(' '));
    digits.map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}
