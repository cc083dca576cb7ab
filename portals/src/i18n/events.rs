//! What happened, in a few words: the links of a chain and the lines of an audit trail.
#![allow(missing_docs, reason = "the phrases below say what each field is")]

#[derive(Debug)]
pub struct Phrases {
    /// The words for an event's name as code writes it.
    pub title: fn(event: &str) -> &'static str,
}

pub(super) const ID: Phrases = Phrases { title: id };

pub(super) const EN: Phrases = Phrases { title: en };

fn id(event: &str) -> &'static str {
    match event {
        "BusinessOpened" => "Usaha dibuka",
        "TermsSet" => "Syarat ditetapkan",
        "ProfileChanged" => "Profil usaha diubah",
        "WholesaleSet" => "Yang melihat harga grosir ditetapkan",
        "BuyerApproved" => "Pelanggan disetujui",
        "ApprovalWithdrawn" => "Persetujuan pelanggan dicabut",
        "ProductAdded" => "Produk ditambahkan",
        "ProductChanged" => "Keterangan produk diubah",
        "PriceSet" => "Harga ditetapkan",
        "RecipeSet" => "Kebutuhan bahan ditetapkan",
        "ProductWithdrawn" => "Produk tidak dijual lagi",
        "ProductOffered" => "Produk dijual lagi",
        "MaterialAdded" => "Bahan ditambahkan",
        "StockCounted" => "Stok dihitung",
        "GoodsReserved" => "Barang disisihkan dari stok",
        "ReservationReleased" => "Barang dikembalikan ke stok",
        "OrderPlaced" => "Pesanan dibuat",
        "OrderAccepted" => "Pesanan diterima",
        "OrderDeclined" => "Pesanan ditolak",
        "OrderWithdrawn" => "Pesanan ditarik kembali",
        "OrderCancelled" => "Pesanan dibatalkan",
        "OrderClosed" => "Lunas, selesai",
        "PaymentClaimed" => "Pembayaran dikirim",
        "PaymentVerified" => "Pembayaran diterima",
        "PaymentRefused" => "Pembayaran ditolak",
        "MaterialsPlanned" => "Kebutuhan bahan dihitung",
        "PlanImpossible" => "Kebutuhan bahan belum bisa dihitung",
        "MaterialsRequested" => "Bahan dipesan",
        "MaterialsConfirmed" => "Bahan disanggupi",
        "MaterialsRefused" => "Bahan ditolak pemasok",
        "MaterialsWithdrawn" => "Pesanan bahan ditarik",
        "MaterialsShipped" => "Bahan dikirim",
        "MaterialsReceived" => "Bahan diterima dan dihitung",
        "ProductionStarted" => "Mulai dikerjakan",
        "ProductionFinished" => "Selesai dikerjakan",
        "OrderPacked" => "Dikemas",
        "DeliveryOrdered" => "Surat jalan dibuat",
        "DeliveryDeclined" => "Kurir tidak bisa",
        "DeliveryWithdrawn" => "Surat jalan ditarik",
        "DeliveryPickedUp" => "Barang diambil kurir",
        "DeliveryCompleted" => "Tiba di tujuan",
        "DeliveryFailed" => "Gagal diantar",
        "MessageSent" => "Pesan ditulis",
        "SaleMade" => "Terjual di tempat",
        "SaleVoided" => "Penjualan dibatalkan",
        "GoodsKept" => "Barang disimpan untuk pembeli",
        "KeptGoodsFreed" => "Barang simpanan dilepas",
        "MessagesRead" => "Pesan dibaca",
        "PersonAdded" => "Orang didaftarkan",
        "PartyFounded" => "Pihak didaftarkan",
        "MemberJoined" => "Anggota masuk",
        "MemberLeft" => "Anggota keluar",
        "PartyIntroduced" => "Pihak dikenalkan",
        "PersonErased" => "Data orang dihapus",
        "DeliveryAccepted" => "Kurir sanggup mengantar",
        "DeliveryReassigned" => "Kurir diganti",
        "FailureReopened" => "Pengantaran dilanjutkan",
        "GoodsReturned" => "Barang dikirim kembali",
        "ReturnReceived" => "Barang kembali dihitung",
        "ShortfallSettled" => "Kekurangan diputuskan",
        "ReturnPolicySet" => "Batas pengembalian ditetapkan",
        "LateDeedKept" => "Laporan terlambat dicatat",
        "TripPlanned" => "Perjalanan direncanakan",
        "TripReordered" => "Urutan perjalanan diubah",
        _ => "Kejadian",
    }
}

fn en(event: &str) -> &'static str {
    match event {
        "BusinessOpened" => "Business opened",
        "TermsSet" => "Terms set",
        "ProfileChanged" => "Business profile changed",
        "WholesaleSet" => "Who sees wholesale prices decided",
        "BuyerApproved" => "Customer approved",
        "ApprovalWithdrawn" => "Customer's approval taken back",
        "ProductAdded" => "Product added",
        "ProductChanged" => "Product description changed",
        "PriceSet" => "Price set",
        "RecipeSet" => "Bill of materials set",
        "ProductWithdrawn" => "Product withdrawn",
        "ProductOffered" => "Product offered again",
        "MaterialAdded" => "Material added",
        "StockCounted" => "Stock counted",
        "GoodsReserved" => "Goods set aside from stock",
        "ReservationReleased" => "Goods back in stock",
        "OrderPlaced" => "Order placed",
        "OrderAccepted" => "Order accepted",
        "OrderDeclined" => "Order declined",
        "OrderWithdrawn" => "Order withdrawn",
        "OrderCancelled" => "Order cancelled",
        "OrderClosed" => "Paid in full, closed",
        "PaymentClaimed" => "Payment sent",
        "PaymentVerified" => "Payment received",
        "PaymentRefused" => "Payment refused",
        "MaterialsPlanned" => "Materials reckoned",
        "PlanImpossible" => "Materials cannot be reckoned yet",
        "MaterialsRequested" => "Materials ordered",
        "MaterialsConfirmed" => "Materials confirmed",
        "MaterialsRefused" => "Supplier refused",
        "MaterialsWithdrawn" => "Material order withdrawn",
        "MaterialsShipped" => "Materials shipped",
        "MaterialsReceived" => "Materials received and counted",
        "ProductionStarted" => "Production started",
        "ProductionFinished" => "Production finished",
        "OrderPacked" => "Packed",
        "DeliveryOrdered" => "Delivery slip issued",
        "DeliveryDeclined" => "Courier declined",
        "DeliveryWithdrawn" => "Slip taken back",
        "DeliveryPickedUp" => "Picked up",
        "DeliveryCompleted" => "Delivered",
        "DeliveryFailed" => "Delivery failed",
        "MessageSent" => "Message written",
        "SaleMade" => "Sold over the counter",
        "SaleVoided" => "Sale taken back",
        "GoodsKept" => "Goods kept for a buyer",
        "KeptGoodsFreed" => "Kept goods freed",
        "MessagesRead" => "Messages read",
        "PersonAdded" => "Person registered",
        "PartyFounded" => "Party registered",
        "MemberJoined" => "Member joined",
        "MemberLeft" => "Member left",
        "PartyIntroduced" => "Party made known",
        "PersonErased" => "Person erased",
        "DeliveryAccepted" => "Courier takes the slip",
        "DeliveryReassigned" => "Given to another carrier",
        "FailureReopened" => "Delivery goes on after all",
        "GoodsReturned" => "Goods sent back",
        "ReturnReceived" => "Return counted",
        "ShortfallSettled" => "Decided about what was missing",
        "ReturnPolicySet" => "Days for returns set",
        "LateDeedKept" => "Late report kept",
        "TripPlanned" => "Trip planned",
        "TripReordered" => "Stops put into another order",
        _ => "Event",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_words_in_every_language() {
        let book = rantai_core::book::Event::LIST.iter();
        for (_, _, name) in book.chain(rantai_core::registry::Event::LIST) {
            assert_ne!((ID.title)(name), (ID.title)("?"), "{name}");
            assert_ne!((EN.title)(name), (EN.title)("?"), "{name}");
        }
    }
}
