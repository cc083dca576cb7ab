//! Where an order, a payment, a request or a slip stands, in the words customers know.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

use rantai_core::book::order::StageName;
use rantai_core::book::payment::PaymentMethod;

#[derive(Debug)]
pub struct Phrases {
    // Orders.
    pub placed: &'static str,
    pub countered: &'static str,
    pub accepted: &'static str,
    pub declined: &'static str,
    pub withdrawn: &'static str,
    pub cancelled: &'static str,
    pub awaiting_deposit: &'static str,
    pub awaiting_materials: &'static str,
    pub in_production: &'static str,
    pub packed: &'static str,
    pub on_the_road: &'static str,
    pub delivered: &'static str,
    pub awaiting_settlement: &'static str,
    pub settled: &'static str,
    pub ready: &'static str,
    pub made: &'static str,
    pub dispatched: &'static str,
    /// What is done next, for the open link of a chain.
    pub next: fn(StageName) -> &'static str,
    // Payments.
    pub unpaid: &'static str,
    pub claimed: &'static str,
    pub with_courier: &'static str,
    pub verified: &'static str,
    pub verified_cash: &'static str,
    pub refused: &'static str,
    // Material requests.
    pub requested: &'static str,
    pub confirmed: &'static str,
    pub confirmed_in_part: &'static str,
    pub shipped: &'static str,
    pub received: &'static str,
    // Slips.
    pub issued: &'static str,
    pub picked_up: &'static str,
    pub attempt_failed: &'static str,
}

impl Phrases {
    /// That a payment arrived: cash never was in an account.
    pub const fn verified_as(&self, method: PaymentMethod) -> &'static str {
        match method {
            PaymentMethod::Cash | PaymentMethod::CourierCash => self.verified_cash,
            PaymentMethod::BankTransfer | PaymentMethod::Qris | PaymentMethod::EWallet => self.verified,
        }
    }
}

pub(super) const ID: Phrases = Phrases {
    placed: "Menunggu konfirmasi",
    countered: "Ditawar balik",
    accepted: "Diterima",
    declined: "Ditolak",
    withdrawn: "Ditarik kembali",
    cancelled: "Dibatalkan",
    awaiting_deposit: "Menunggu uang muka",
    awaiting_materials: "Menunggu bahan",
    in_production: "Dikerjakan",
    packed: "Siap dikirim",
    on_the_road: "Dikirim",
    delivered: "Tiba di tujuan",
    awaiting_settlement: "Menunggu pelunasan",
    settled: "Lunas, selesai",
    ready: "Siap dikerjakan",
    made: "Siap dikemas",
    dispatched: "Menunggu diambil kurir",
    next: next_id,
    unpaid: "Belum bayar",
    with_courier: "Dibawa kurir, belum disetor",
    claimed: "Menunggu diperiksa",
    verified_cash: "Tunai sudah diterima",
    verified: "Diterima di rekening",
    refused: "Ditolak",
    requested: "Diminta",
    confirmed: "Disanggupi",
    confirmed_in_part: "Disanggupi sebagian",
    shipped: "Dikirim",
    received: "Diterima",
    issued: "Siap diambil",
    picked_up: "Di jalan",
    attempt_failed: "Gagal diantar",
};

pub(super) const EN: Phrases = Phrases {
    placed: "Awaiting confirmation",
    countered: "Counter-offer",
    accepted: "Accepted",
    declined: "Declined",
    withdrawn: "Withdrawn",
    cancelled: "Cancelled",
    awaiting_deposit: "Awaiting deposit",
    awaiting_materials: "Awaiting materials",
    in_production: "In production",
    packed: "Ready to send",
    on_the_road: "On the road",
    delivered: "Delivered",
    awaiting_settlement: "Awaiting settlement",
    settled: "Paid in full, done",
    ready: "Ready to make",
    made: "Ready to pack",
    dispatched: "Awaiting pick-up",
    next: next_en,
    unpaid: "Unpaid",
    with_courier: "With the courier, not handed over",
    claimed: "To be verified",
    verified_cash: "Cash received",
    verified: "Arrived in the account",
    refused: "Refused",
    requested: "Requested",
    confirmed: "Confirmed",
    confirmed_in_part: "Confirmed in part",
    shipped: "Shipped",
    received: "Received",
    issued: "Ready for pick-up",
    picked_up: "On the road",
    attempt_failed: "Delivery failed",
};

impl Phrases {
    /// The word for an order's place on the board.
    pub const fn of(&self, stage: StageName) -> &'static str {
        match stage {
            StageName::Placed => self.placed,
            StageName::AwaitingDeposit => self.awaiting_deposit,
            StageName::AwaitingMaterials => self.awaiting_materials,
            StageName::Ready => self.ready,
            StageName::InProduction => self.in_production,
            StageName::Made => self.made,
            StageName::Packed => self.packed,
            StageName::Dispatched => self.dispatched,
            StageName::OnTheRoad => self.on_the_road,
            StageName::AwaitingSettlement => self.awaiting_settlement,
            StageName::Closed => self.settled,
            StageName::Declined => self.declined,
            StageName::Withdrawn => self.withdrawn,
            StageName::Cancelled => self.cancelled,
        }
    }
}

const fn next_id(stage: StageName) -> &'static str {
    match stage {
        StageName::Placed => "Jawaban atas pesanan",
        StageName::AwaitingDeposit => "Uang muka",
        StageName::AwaitingMaterials => "Bahan",
        StageName::Ready => "Pengerjaan",
        StageName::InProduction => "Selesai dikerjakan",
        StageName::Made => "Pengemasan",
        StageName::Packed => "Pengiriman",
        StageName::Dispatched => "Diambil kurir",
        StageName::OnTheRoad => "Tiba di tujuan",
        StageName::AwaitingSettlement => "Pelunasan",
        StageName::Closed | StageName::Declined | StageName::Withdrawn | StageName::Cancelled => "",
    }
}

const fn next_en(stage: StageName) -> &'static str {
    match stage {
        StageName::Placed => "Answer to the order",
        StageName::AwaitingDeposit => "Deposit",
        StageName::AwaitingMaterials => "Materials",
        StageName::Ready => "Production",
        StageName::InProduction => "End of production",
        StageName::Made => "Packing",
        StageName::Packed => "Dispatch",
        StageName::Dispatched => "Pick-up",
        StageName::OnTheRoad => "Arrival",
        StageName::AwaitingSettlement => "Settlement",
        StageName::Closed | StageName::Declined | StageName::Withdrawn | StageName::Cancelled => "",
    }
}
