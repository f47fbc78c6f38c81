//! The bills. The open ones add up to 8,386.76, which is account 800.

use super::row::State::{Deleted, Open, Paid, PartPaid, Voided};
use super::row::{Row, bill, bill_of};

const POWER: &str = "Monthly electricity";
const RENT: &str = "Monthly rent of the office";
const NET: &str = "Monthly broadband and phone";
const BOOKS: &str = "Monthly subscription";
const CLEAN: &str = "Monthly cleaning";

pub(crate) const ROWS: &[Row] = &[
    bill("RPT445-1", "PowerDirect", "445", POWER, 9_000, 150, 11, Paid(10)),
    bill("RPT445-1", "PowerDirect", "445", POWER, 9_550, 120, 11, Paid(10)),
    bill("RPT445-1", "PowerDirect", "445", POWER, 9_700, 90, 11, Paid(8)),
    bill("RPT445-1", "PowerDirect", "445", POWER, 9_200, 60, 11, Paid(9)),
    bill("RPT445-1", "PowerDirect", "445", POWER, 8_900, 35, 11, Paid(10)),
    bill("RPT445-1", "PowerDirect", "445", POWER, 10_860, 8, 11, Open),
    bill("Elec.", "PowerDirect", "445", POWER, 8_900, 5, 10, Voided),
    bill("RPT445-1", "PowerDirect", "445", POWER, 9_100, -20, 11, Deleted),
    bill("RPT445-1", "PowerDirect", "445", POWER, 9_300, -50, 11, Deleted),
    bill("RENT", "Truxton Property Management", "469", RENT, 118_125, 125, 7, Paid(7)),
    bill("RENT", "Truxton Property Management", "469", RENT, 118_125, 95, 7, Paid(7)),
    bill("RENT", "Truxton Property Management", "469", RENT, 118_125, 65, 7, Paid(6)),
    bill("RENT", "Truxton Property Management", "469", RENT, 118_125, 36, 7, Paid(7)),
    bill("RENT", "Truxton Property Management", "469", RENT, 118_125, 5, 7, Voided),
    bill("RENT", "Truxton Property Management", "469", RENT, 118_125, -25, 7, Deleted),
    bill("Rpt", "Xero", "412", BOOKS, 3_139, 130, 14, Paid(12)),
    bill("Rpt", "Xero", "412", BOOKS, 3_139, 100, 14, Paid(12)),
    bill("Rpt", "Xero", "412", BOOKS, 3_139, 70, 14, Paid(13)),
    bill("Rpt", "Xero", "412", BOOKS, 3_139, 40, 14, Paid(12)),
    bill("Rpt", "Xero", "412", BOOKS, 3_139, 9, 14, Open),
    bill("Rpt", "Xero", "412", BOOKS, 3_139, -21, 14, Deleted),
    bill("Rpt", "Xero", "412", BOOKS, 3_139, -51, 14, Deleted),
    bill("Rpt", "Net Connect", "489", NET, 5_413, 128, 10, Paid(9)),
    bill("Rpt", "Net Connect", "489", NET, 5_413, 98, 10, Paid(9)),
    bill("Rpt", "Net Connect", "489", NET, 5_413, 68, 10, Paid(10)),
    bill("Rpt", "Net Connect", "489", NET, 5_413, 38, 10, Paid(9)),
    bill("Rpt", "Net Connect", "489", NET, 5_413, 6, 10, Open),
    bill("Rpt", "Net Connect", "489", NET, 5_413, -24, 10, Deleted),
    bill("Rpt", "Net Connect", "489", NET, 5_413, -54, 10, Deleted),
    bill("AP", "MCO Cleaning Services", "408", CLEAN, 11_900, 62, 14, Paid(12)),
    bill("AP", "MCO Cleaning Services", "408", CLEAN, 11_900, 32, 14, Paid(11)),
    bill("AP", "MCO Cleaning Services", "408", CLEAN, 11_900, 2, 14, Voided),
    bill("AP", "Central Copiers", "473", "Copier repair after flood", 106_356, 46, 10, PartPaid(8, 90_000)),
    bill("SM0195", "SMART Agency", "400", "Campaign, first half", 200_000, 41, 20, Open),
    bill("", "Swanston Security", "453", "Alarm check", 5_954, 33, 14, Open),
    bill("SM0210", "SMART Agency", "400", "Campaign, second half", 250_000, 26, 20, Open),
    bill("", "Bayside Club", "429", "Membership", 13_000, 24, 20, Open),
    bill("PC-4471", "PC Complete", "720", "Laptop and docking station", 213_251, 20, 20, Open),
    bill("", "Young Bros Transport", "425", "Courier to the trade fair", 12_503, 18, 14, Open),
    bill_of("GB1-00071", "Bayside Wholesale", "300", "Canvas bags", (200, 420), 15, 20, Open),
    bill("CS815", "Capital Cab Co", "493", "Taxi fares", 24_200, 11, 10, Open),
    bill("AB-0302", "ABC Furniture", "710", "Four office chairs", 119_000, 80, 20, Paid(20)),
    bill("GM2231", "Gateway Motors", "449", "Service and new tyres", 41_135, 77, 14, Paid(14)),
    bill("HP-110", "Hoyt Productions", "400", "Radio spot", 595_375, 58, 20, Paid(20)),
    bill("", "Carlton Functions", "420", "Launch evening", 150_000, 52, 14, Paid(9)),
    bill("PC-4390", "PC Complete", "485", "Virus protection, one year", 32_475, 49, 14, Paid(11)),
];
