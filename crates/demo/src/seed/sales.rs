//! The sales invoices. The open ones add up to 9,194.51, which is account 610.

use super::row::State::{Credited, Deleted, Draft, Open, Paid, PartCredited, Submitted, Voided};
use super::row::{Row, sale, sale_net};

const SUPPORT: &str = "Desktop/network support via email & phone, per month fixed fee";
const GUIDES: &str = "Fish out of Water: Finding Your Brand";
const RETAINER: &str = "Retainer for consulting work";
const WORKSHOP: &str = "Half day training - Microsoft Office";
const SURVEY: &str = "Website design and traffic survey";

pub(crate) const ROWS: &[Row] = &[
    sale_net("INV-0001", "Ridgeway University", "Training", RETAINER, 250_000, 88, 10, Paid(9)),
    sale_net("INV-0002", "Hamilton Smith Ltd", "Monthly support", SUPPORT, 50_000, 87, 14, Paid(12)),
    sale_net("INV-0003", "Young Bros Transport", "Monthly support", SUPPORT, 50_000, 87, 14, Paid(10)),
    sale_net("INV-0004", "Port & Philip Freight", "Monthly support", SUPPORT, 50_000, 87, 14, Paid(13)),
    sale_net("INV-0005", "Rex Media Group", "Monthly support", SUPPORT, 50_000, 87, 14, Credited(20)),
    sale("INV-0006", "City Limousines", "Yr Ref W08-143", WORKSHOP, 25_000, 75, 14, Open),
    sale("INV-0007", "City Agency", "MK7", GUIDES, 21_650, 70, 10, Paid(8)),
    sale("INV-0008", "Bank West", "", SURVEY, 108_250, 66, 20, Paid(18)),
    sale("INV-0009", "Boom FM", "BF-2201", SURVEY, 54_125, 64, 20, Paid(15)),
    sale("INV-0010", "Petrie McLoud Watson & Associates", "", GUIDES, 14_070, 62, 14, Credited(11)),
    sale_net("INV-0011", "Hamilton Smith Ltd", "Monthly support", SUPPORT, 50_000, 57, 14, Paid(14)),
    sale("INV-0012", "City Limousines", "Yr Ref W08-143", GUIDES, 21_650, 55, 14, Open),
    sale_net("INV-0013", "Young Bros Transport", "Monthly support", SUPPORT, 50_000, 57, 14, Paid(12)),
    sale("INV-0016", "DIISR - Small Business Services", "GB3-White", WORKSHOP, 27_063, 48, 10, Open),
    sale("INV-0017", "City Limousines", "Yr Ref W08-143", "Taxi fares recovered", 2_170, 45, 14, Open),
    sale_net("INV-0018", "Port & Philip Freight", "Monthly support", SUPPORT, 50_000, 57, 14, Paid(9)),
    sale_net("INV-0019", "Rex Media Group", "Monthly support", SUPPORT, 50_000, 57, 14, Paid(16)),
    sale("INV-0020", "Boom FM", "BF-2214", WORKSHOP, 28_145, 42, 14, Paid(7)),
    sale("INV-0021", "Basket Case", "Portal Proj", SURVEY, 180_000, 40, 10, Paid(6)),
    sale("INV-0022", "Petrie McLoud Watson & Associates", "", RETAINER, 118_125, 38, 14, PartCredited(13, 18_125)),
    sale("INV-0024", "City Limousines", "Yr Ref W08-143", WORKSHOP, 70_363, 30, 14, Open),
    sale("INV-0025", "Ridgeway University", "P/O CRM08-12", RETAINER, 618_750, 21, 10, Open),
    sale("INV-0026", "Basket Case", "Portal Proj", SURVEY, 91_455, 12, 10, Open),
    sale("INV-0027", "Marine Systems", "Ref MK815", GUIDES, 39_600, 10, 10, Open),
    sale("INV-0028", "Bayside Club", "GB1-White", GUIDES, 23_400, 7, 20, Open),
    sale("INV-0029", "Hamilton Smith Ltd", "Monthly support", SUPPORT, 55_000, 2, 14, Draft),
    sale("INV-0030", "Young Bros Transport", "Monthly support", SUPPORT, 55_000, 2, 14, Draft),
    sale("INV-0031", "Port & Philip Freight", "Monthly support", SUPPORT, 55_000, 2, 14, Voided),
    sale("INV-0032", "Rex Media Group", "Monthly support", SUPPORT, 55_000, 1, 14, Submitted),
    sale("INV-0033", "Bank West", "", GUIDES, 6_495, 25, 7, Paid(5)),
    sale("INV-0034", "City Agency", "MK8", GUIDES, 43_300, 20, 7, Paid(4)),
    sale("INV-0036", "Ridgeway Bank", "", SURVEY, 86_600, 1, 14, Deleted),
];
