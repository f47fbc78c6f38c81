/** The records of the Accounting API. Every member is optional: Xero leaves out what does not apply. */

import { type Decimal, type PlainDate, schema, type XeroRecord } from "../values.js";

export type AccountBankAccountType =
  | "BANK"
  | "CREDITCARD"
  | "PAYPAL"
  | "NONE"
  | ""
  | (string & {});

export type AccountClass =
  | "ASSET"
  | "EQUITY"
  | "EXPENSE"
  | "LIABILITY"
  | "REVENUE"
  | (string & {});

export type AccountStatus =
  | "ACTIVE"
  | "ARCHIVED"
  | "DELETED"
  | (string & {});

export type AccountSystemAccount =
  | "DEBTORS"
  | "CREDITORS"
  | "BANKCURRENCYGAIN"
  | "GST"
  | "GSTONIMPORTS"
  | "HISTORICAL"
  | "REALISEDCURRENCYGAIN"
  | "RETAINEDEARNINGS"
  | "ROUNDING"
  | "TRACKINGTRANSFERS"
  | "UNPAIDEXPCLM"
  | "UNREALISEDCURRENCYGAIN"
  | "WAGEPAYABLES"
  | "CISASSETS"
  | "CISASSET"
  | "CISLABOUR"
  | "CISLABOUREXPENSE"
  | "CISLABOURINCOME"
  | "CISLIABILITY"
  | "CISMATERIALS"
  | ""
  | (string & {});

export type AccountType =
  | "BANK"
  | "CURRENT"
  | "CURRLIAB"
  | "DEPRECIATN"
  | "DIRECTCOSTS"
  | "EQUITY"
  | "EXPENSE"
  | "FIXED"
  | "INVENTORY"
  | "LIABILITY"
  | "NONCURRENT"
  | "OTHERINCOME"
  | "OVERHEADS"
  | "PREPAYMENT"
  | "REVENUE"
  | "SALES"
  | "TERMLIAB"
  | "PAYG"
  | (string & {});

export type AddressForOrganisationAddressType =
  | "POBOX"
  | "STREET"
  | "DELIVERY"
  | (string & {});

export type AddressType =
  | "POBOX"
  | "STREET"
  | (string & {});

export type BatchPaymentStatus =
  | "AUTHORISED"
  | "DELETED"
  | (string & {});

export type BatchPaymentType =
  | "PAYBATCH"
  | "RECBATCH"
  | (string & {});

export type BrandingThemeType =
  | "INVOICE"
  | (string & {});

export type ContactGroupStatus =
  | "ACTIVE"
  | "DELETED"
  | (string & {});

export type ContactPurchasesDefaultLineAmountType =
  | "INCLUSIVE"
  | "EXCLUSIVE"
  | "NONE"
  | (string & {});

export type ContactSalesDefaultLineAmountType =
  | "INCLUSIVE"
  | "EXCLUSIVE"
  | "NONE"
  | (string & {});

export type ContactStatus =
  | "ACTIVE"
  | "ARCHIVED"
  | "GDPRREQUEST"
  | (string & {});

export type ContactTaxNumberType =
  | "SSN"
  | "EIN"
  | "ITIN"
  | "ATIN"
  | (string & {});

export type CountryCode =
  | "AD"
  | "AE"
  | "AF"
  | "AG"
  | "AI"
  | "AL"
  | "AM"
  | "AN"
  | "AO"
  | "AQ"
  | "AR"
  | "AS"
  | "AT"
  | "AU"
  | "AW"
  | "AZ"
  | "BA"
  | "BB"
  | "BD"
  | "BE"
  | "BF"
  | "BG"
  | "BH"
  | "BI"
  | "BJ"
  | "BL"
  | "BM"
  | "BN"
  | "BO"
  | "BR"
  | "BS"
  | "BT"
  | "BW"
  | "BY"
  | "BZ"
  | "CA"
  | "CC"
  | "CD"
  | "CF"
  | "CG"
  | "CH"
  | "CI"
  | "CK"
  | "CL"
  | "CM"
  | "CN"
  | "CO"
  | "CR"
  | "CU"
  | "CV"
  | "CW"
  | "CX"
  | "CY"
  | "CZ"
  | "DE"
  | "DJ"
  | "DK"
  | "DM"
  | "DO"
  | "DZ"
  | "EC"
  | "EE"
  | "EG"
  | "EH"
  | "ER"
  | "ES"
  | "ET"
  | "FI"
  | "FJ"
  | "FK"
  | "FM"
  | "FO"
  | "FR"
  | "GA"
  | "GB"
  | "GD"
  | "GE"
  | "GG"
  | "GH"
  | "GI"
  | "GL"
  | "GM"
  | "GN"
  | "GQ"
  | "GR"
  | "GT"
  | "GU"
  | "GW"
  | "GY"
  | "HK"
  | "HN"
  | "HR"
  | "HT"
  | "HU"
  | "ID"
  | "IE"
  | "IL"
  | "IM"
  | "IN"
  | "IO"
  | "IQ"
  | "IR"
  | "IS"
  | "IT"
  | "JE"
  | "JM"
  | "JO"
  | "JP"
  | "KE"
  | "KG"
  | "KH"
  | "KI"
  | "KM"
  | "KN"
  | "KP"
  | "KR"
  | "KW"
  | "KY"
  | "KZ"
  | "LA"
  | "LB"
  | "LC"
  | "LI"
  | "LK"
  | "LR"
  | "LS"
  | "LT"
  | "LU"
  | "LV"
  | "LY"
  | "MA"
  | "MC"
  | "MD"
  | "ME"
  | "MF"
  | "MG"
  | "MH"
  | "MK"
  | "ML"
  | "MM"
  | "MN"
  | "MO"
  | "MP"
  | "MR"
  | "MS"
  | "MT"
  | "MU"
  | "MV"
  | "MW"
  | "MX"
  | "MY"
  | "MZ"
  | "NA"
  | "NC"
  | "NE"
  | "NG"
  | "NI"
  | "NL"
  | "NO"
  | "NP"
  | "NR"
  | "NU"
  | "NZ"
  | "OM"
  | "PA"
  | "PE"
  | "PF"
  | "PG"
  | "PH"
  | "PK"
  | "PL"
  | "PM"
  | "PN"
  | "PR"
  | "PS"
  | "PT"
  | "PW"
  | "PY"
  | "QA"
  | "RE"
  | "RO"
  | "RS"
  | "RU"
  | "RW"
  | "SA"
  | "SB"
  | "SC"
  | "SD"
  | "SE"
  | "SG"
  | "SH"
  | "SI"
  | "SJ"
  | "SK"
  | "SL"
  | "SM"
  | "SN"
  | "SO"
  | "SR"
  | "SS"
  | "ST"
  | "SV"
  | "SX"
  | "SY"
  | "SZ"
  | "TC"
  | "TD"
  | "TG"
  | "TH"
  | "TJ"
  | "TK"
  | "TL"
  | "TM"
  | "TN"
  | "TO"
  | "TR"
  | "TT"
  | "TV"
  | "TW"
  | "TZ"
  | "UA"
  | "UG"
  | "US"
  | "UY"
  | "UZ"
  | "VA"
  | "VC"
  | "VE"
  | "VG"
  | "VI"
  | "VN"
  | "VU"
  | "WF"
  | "WS"
  | "XK"
  | "YE"
  | "YT"
  | "ZA"
  | "ZM"
  | "ZW"
  | (string & {});

export type CreditNoteStatus =
  | "DRAFT"
  | "SUBMITTED"
  | "DELETED"
  | "AUTHORISED"
  | "PAID"
  | "VOIDED"
  | (string & {});

export type CreditNoteType =
  | "ACCPAYCREDIT"
  | "ACCRECCREDIT"
  | (string & {});

export type CurrencyCode =
  | "AED"
  | "AFN"
  | "ALL"
  | "AMD"
  | "ANG"
  | "AOA"
  | "ARS"
  | "AUD"
  | "AWG"
  | "AZN"
  | "BAM"
  | "BBD"
  | "BDT"
  | "BGN"
  | "BHD"
  | "BIF"
  | "BMD"
  | "BND"
  | "BOB"
  | "BRL"
  | "BSD"
  | "BTN"
  | "BWP"
  | "BYN"
  | "BYR"
  | "BZD"
  | "CAD"
  | "CDF"
  | "CHF"
  | "CLF"
  | "CLP"
  | "CNY"
  | "COP"
  | "CRC"
  | "CUC"
  | "CUP"
  | "CVE"
  | "CZK"
  | "DJF"
  | "DKK"
  | "DOP"
  | "DZD"
  | "EEK"
  | "EGP"
  | "ERN"
  | "ETB"
  | "EUR"
  | "FJD"
  | "FKP"
  | "GBP"
  | "GEL"
  | "GHS"
  | "GIP"
  | "GMD"
  | "GNF"
  | "GTQ"
  | "GYD"
  | "HKD"
  | "HNL"
  | "HRK"
  | "HTG"
  | "HUF"
  | "IDR"
  | "ILS"
  | "INR"
  | "IQD"
  | "IRR"
  | "ISK"
  | "JMD"
  | "JOD"
  | "JPY"
  | "KES"
  | "KGS"
  | "KHR"
  | "KMF"
  | "KPW"
  | "KRW"
  | "KWD"
  | "KYD"
  | "KZT"
  | "LAK"
  | "LBP"
  | "LKR"
  | "LRD"
  | "LSL"
  | "LTL"
  | "LVL"
  | "LYD"
  | "MAD"
  | "MDL"
  | "MGA"
  | "MKD"
  | "MMK"
  | "MNT"
  | "MOP"
  | "MRO"
  | "MRU"
  | "MUR"
  | "MVR"
  | "MWK"
  | "MXN"
  | "MXV"
  | "MYR"
  | "MZN"
  | "NAD"
  | "NGN"
  | "NIO"
  | "NOK"
  | "NPR"
  | "NZD"
  | "OMR"
  | "PAB"
  | "PEN"
  | "PGK"
  | "PHP"
  | "PKR"
  | "PLN"
  | "PYG"
  | "QAR"
  | "RON"
  | "RSD"
  | "RUB"
  | "RWF"
  | "SAR"
  | "SBD"
  | "SCR"
  | "SDG"
  | "SEK"
  | "SGD"
  | "SHP"
  | "SKK"
  | "SLE"
  | "SLL"
  | "SOS"
  | "SRD"
  | "STD"
  | "STN"
  | "SVC"
  | "SYP"
  | "SZL"
  | "THB"
  | "TJS"
  | "TMT"
  | "TND"
  | "TOP"
  | "TRY"
  | "TTD"
  | "TWD"
  | "TZS"
  | "UAH"
  | "UGX"
  | "USD"
  | "UYU"
  | "UZS"
  | "VEF"
  | "VES"
  | "VND"
  | "VUV"
  | "WST"
  | "XAF"
  | "XCD"
  | "XOF"
  | "XPF"
  | "YER"
  | "ZAR"
  | "ZMW"
  | "ZMK"
  | "ZWD"
  | (string & {});

export type ExternalLinkLinkType =
  | "Facebook"
  | "GooglePlus"
  | "LinkedIn"
  | "Twitter"
  | "Website"
  | (string & {});

export type InvoiceAddressType =
  | "FROM"
  | "TO"
  | (string & {});

export type InvoiceStatus =
  | "DRAFT"
  | "SUBMITTED"
  | "DELETED"
  | "AUTHORISED"
  | "PAID"
  | "VOIDED"
  | (string & {});

export type InvoiceType =
  | "ACCPAY"
  | "ACCPAYCREDIT"
  | "APOVERPAYMENT"
  | "APPREPAYMENT"
  | "ACCREC"
  | "ACCRECCREDIT"
  | "AROVERPAYMENT"
  | "ARPREPAYMENT"
  | (string & {});

export type LineAmountTypes =
  | "Exclusive"
  | "Inclusive"
  | "NoTax"
  | (string & {});

export type LineItemTaxability =
  | "TAXABLE"
  | "NON_TAXABLE"
  | "EXEMPT"
  | "PART_TAXABLE"
  | "NOT_APPLICABLE"
  | (string & {});

export type OrganisationClass =
  | "DEMO"
  | "TRIAL"
  | "STARTER"
  | "STANDARD"
  | "PREMIUM"
  | "PREMIUM_20"
  | "PREMIUM_50"
  | "PREMIUM_100"
  | "LEDGER"
  | "GST_CASHBOOK"
  | "NON_GST_CASHBOOK"
  | "ULTIMATE"
  | "LITE"
  | "ULTIMATE_10"
  | "ULTIMATE_20"
  | "ULTIMATE_50"
  | "ULTIMATE_100"
  | "IGNITE"
  | "GROW"
  | "COMPREHENSIVE"
  | "SIMPLE"
  | "BASICLITE"
  | "ULTRA"
  | (string & {});

export type OrganisationEdition =
  | "BUSINESS"
  | "PARTNER"
  | (string & {});

export type OrganisationEntityType =
  | "ACCOUNTING_PRACTICE"
  | "COMPANY"
  | "CHARITY"
  | "CLUB_OR_SOCIETY"
  | "INDIVIDUAL"
  | "LOOK_THROUGH_COMPANY"
  | "NOT_FOR_PROFIT"
  | "PARTNERSHIP"
  | "S_CORPORATION"
  | "SELF_MANAGED_SUPERANNUATION_FUND"
  | "SOLE_TRADER"
  | "SUPERANNUATION_FUND"
  | "TRUST"
  | "PERSONAL"
  | "SINGLEMEMBERLLC"
  | "CCORPORATIONLLC"
  | "PARTNERSHIPLLC"
  | "SCORPORATIONLLC"
  | "LLC"
  | "NOTLLC"
  | "UNSPECIFIED"
  | (string & {});

export type OrganisationSalesTaxBasis =
  | "PAYMENTS"
  | "INVOICE"
  | "NONE"
  | "CASH"
  | "ACCRUAL"
  | "FLATRATECASH"
  | "FLATRATEACCRUAL"
  | "ACCRUALS"
  | (string & {});

export type OrganisationSalesTaxPeriod =
  | "MONTHLY"
  | "QUARTERLY1"
  | "QUARTERLY2"
  | "QUARTERLY3"
  | "ANNUALLY"
  | "ONEMONTHS"
  | "TWOMONTHS"
  | "SIXMONTHS"
  | "1MONTHLY"
  | "2MONTHLY"
  | "3MONTHLY"
  | "6MONTHLY"
  | "QUARTERLY"
  | "YEARLY"
  | "NONE"
  | (string & {});

export type OrganisationType =
  | "ACCOUNTING_PRACTICE"
  | "COMPANY"
  | "CHARITY"
  | "CLUB_OR_SOCIETY"
  | "INDIVIDUAL"
  | "LOOK_THROUGH_COMPANY"
  | "NOT_FOR_PROFIT"
  | "PARTNERSHIP"
  | "S_CORPORATION"
  | "SELF_MANAGED_SUPERANNUATION_FUND"
  | "SOLE_TRADER"
  | "SUPERANNUATION_FUND"
  | "TRUST"
  | "PERSONAL"
  | "SINGLEMEMBERLLC"
  | "CCORPORATIONLLC"
  | "PARTNERSHIPLLC"
  | "SCORPORATIONLLC"
  | "LLC"
  | "NOTLLC"
  | "UNSPECIFIED"
  | (string & {});

export type OrganisationVersion =
  | "AU"
  | "NZ"
  | "GLOBAL"
  | "UK"
  | "US"
  | "AUONRAMP"
  | "NZONRAMP"
  | "GLOBALONRAMP"
  | "UKONRAMP"
  | "USONRAMP"
  | (string & {});

export type OverpaymentStatus =
  | "AUTHORISED"
  | "PAID"
  | "VOIDED"
  | (string & {});

export type OverpaymentType =
  | "RECEIVE-OVERPAYMENT"
  | "SPEND-OVERPAYMENT"
  | "AROVERPAYMENT"
  | (string & {});

export type PaymentStatus =
  | "AUTHORISED"
  | "DELETED"
  | (string & {});

export type PaymentTermType =
  | "DAYSAFTERBILLDATE"
  | "DAYSAFTERBILLMONTH"
  | "OFCURRENTMONTH"
  | "OFFOLLOWINGMONTH"
  | (string & {});

export type PaymentType =
  | "ACCRECPAYMENT"
  | "ACCPAYPAYMENT"
  | "ARCREDITPAYMENT"
  | "APCREDITPAYMENT"
  | "AROVERPAYMENTPAYMENT"
  | "ARPREPAYMENTPAYMENT"
  | "APPREPAYMENTPAYMENT"
  | "APOVERPAYMENTPAYMENT"
  | (string & {});

export type PhoneType =
  | "DEFAULT"
  | "DDI"
  | "MOBILE"
  | "FAX"
  | "OFFICE"
  | (string & {});

export type PrepaymentStatus =
  | "AUTHORISED"
  | "PAID"
  | "VOIDED"
  | (string & {});

export type PrepaymentType =
  | "RECEIVE-PREPAYMENT"
  | "SPEND-PREPAYMENT"
  | "ARPREPAYMENT"
  | "APPREPAYMENT"
  | (string & {});

export type TaxBreakdownComponentType =
  | "SYSGST/USCOUNTRY"
  | "SYSGST/USSTATE"
  | "SYSGST/USCOUNTY"
  | "SYSGST/USCITY"
  | "SYSGST/USSPECIAL"
  | (string & {});

export type TimeZone =
  | "AFGHANISTANSTANDARDTIME"
  | "ALASKANSTANDARDTIME"
  | "ALEUTIANSTANDARDTIME"
  | "ALTAISTANDARDTIME"
  | "ARABIANSTANDARDTIME"
  | "ARABICSTANDARDTIME"
  | "ARABSTANDARDTIME"
  | "ARGENTINASTANDARDTIME"
  | "ASTRAKHANSTANDARDTIME"
  | "ATLANTICSTANDARDTIME"
  | "AUSCENTRALSTANDARDTIME"
  | "AUSCENTRALWSTANDARDTIME"
  | "AUSEASTERNSTANDARDTIME"
  | "AZERBAIJANSTANDARDTIME"
  | "AZORESSTANDARDTIME"
  | "BAHIASTANDARDTIME"
  | "BANGLADESHSTANDARDTIME"
  | "BELARUSSTANDARDTIME"
  | "BOUGAINVILLESTANDARDTIME"
  | "CANADACENTRALSTANDARDTIME"
  | "CAPEVERDESTANDARDTIME"
  | "CAUCASUSSTANDARDTIME"
  | "CENAUSTRALIASTANDARDTIME"
  | "CENTRALAMERICASTANDARDTIME"
  | "CENTRALASIASTANDARDTIME"
  | "CENTRALBRAZILIANSTANDARDTIME"
  | "CENTRALEUROPEANSTANDARDTIME"
  | "CENTRALEUROPESTANDARDTIME"
  | "CENTRALPACIFICSTANDARDTIME"
  | "CENTRALSTANDARDTIME"
  | "CENTRALSTANDARDTIME(MEXICO)"
  | "CHATHAMISLANDSSTANDARDTIME"
  | "CHINASTANDARDTIME"
  | "CUBASTANDARDTIME"
  | "DATELINESTANDARDTIME"
  | "EAFRICASTANDARDTIME"
  | "EASTERISLANDSTANDARDTIME"
  | "EASTERNSTANDARDTIME"
  | "EASTERNSTANDARDTIME(MEXICO)"
  | "EAUSTRALIASTANDARDTIME"
  | "EEUROPESTANDARDTIME"
  | "EGYPTSTANDARDTIME"
  | "EKATERINBURGSTANDARDTIME"
  | "ESOUTHAMERICASTANDARDTIME"
  | "FIJISTANDARDTIME"
  | "FLESTANDARDTIME"
  | "GEORGIANSTANDARDTIME"
  | "GMTSTANDARDTIME"
  | "GREENLANDSTANDARDTIME"
  | "GREENWICHSTANDARDTIME"
  | "GTBSTANDARDTIME"
  | "HAITISTANDARDTIME"
  | "HAWAIIANSTANDARDTIME"
  | "INDIASTANDARDTIME"
  | "IRANSTANDARDTIME"
  | "ISRAELSTANDARDTIME"
  | "JORDANSTANDARDTIME"
  | "KALININGRADSTANDARDTIME"
  | "KAMCHATKASTANDARDTIME"
  | "KOREASTANDARDTIME"
  | "LIBYASTANDARDTIME"
  | "LINEISLANDSSTANDARDTIME"
  | "LORDHOWESTANDARDTIME"
  | "MAGADANSTANDARDTIME"
  | "MAGALLANESSTANDARDTIME"
  | "MARQUESASSTANDARDTIME"
  | "MAURITIUSSTANDARDTIME"
  | "MIDATLANTICSTANDARDTIME"
  | "MIDDLEEASTSTANDARDTIME"
  | "MONTEVIDEOSTANDARDTIME"
  | "MOROCCOSTANDARDTIME"
  | "MOUNTAINSTANDARDTIME"
  | "MOUNTAINSTANDARDTIME(MEXICO)"
  | "MYANMARSTANDARDTIME"
  | "NAMIBIASTANDARDTIME"
  | "NCENTRALASIASTANDARDTIME"
  | "NEPALSTANDARDTIME"
  | "NEWFOUNDLANDSTANDARDTIME"
  | "NEWZEALANDSTANDARDTIME"
  | "NORFOLKSTANDARDTIME"
  | "NORTHASIAEASTSTANDARDTIME"
  | "NORTHASIASTANDARDTIME"
  | "NORTHKOREASTANDARDTIME"
  | "OMSKSTANDARDTIME"
  | "PACIFICSASTANDARDTIME"
  | "PACIFICSTANDARDTIME"
  | "PACIFICSTANDARDTIME(MEXICO)"
  | "PAKISTANSTANDARDTIME"
  | "PARAGUAYSTANDARDTIME"
  | "QYZYLORDASTANDARDTIME"
  | "ROMANCESTANDARDTIME"
  | "RUSSIANSTANDARDTIME"
  | "RUSSIATIMEZONE10"
  | "RUSSIATIMEZONE11"
  | "RUSSIATIMEZONE3"
  | "SAEASTERNSTANDARDTIME"
  | "SAINTPIERRESTANDARDTIME"
  | "SAKHALINSTANDARDTIME"
  | "SAMOASTANDARDTIME"
  | "SAOTOMESTANDARDTIME"
  | "SAPACIFICSTANDARDTIME"
  | "SARATOVSTANDARDTIME"
  | "SAWESTERNSTANDARDTIME"
  | "SEASIASTANDARDTIME"
  | "SINGAPORESTANDARDTIME"
  | "SOUTHAFRICASTANDARDTIME"
  | "SOUTHSUDANSTANDARDTIME"
  | "SRILANKASTANDARDTIME"
  | "SUDANSTANDARDTIME"
  | "SYRIASTANDARDTIME"
  | "TAIPEISTANDARDTIME"
  | "TASMANIASTANDARDTIME"
  | "TOCANTINSSTANDARDTIME"
  | "TOKYOSTANDARDTIME"
  | "TOMSKSTANDARDTIME"
  | "TONGASTANDARDTIME"
  | "TRANSBAIKALSTANDARDTIME"
  | "TURKEYSTANDARDTIME"
  | "TURKSANDCAICOSSTANDARDTIME"
  | "ULAANBAATARSTANDARDTIME"
  | "USEASTERNSTANDARDTIME"
  | "USMOUNTAINSTANDARDTIME"
  | "UTC"
  | "UTC+12"
  | "UTC+13"
  | "UTC02"
  | "UTC08"
  | "UTC09"
  | "UTC11"
  | "VENEZUELASTANDARDTIME"
  | "VLADIVOSTOKSTANDARDTIME"
  | "VOLGOGRADSTANDARDTIME"
  | "WAUSTRALIASTANDARDTIME"
  | "WCENTRALAFRICASTANDARDTIME"
  | "WESTASIASTANDARDTIME"
  | "WESTBANKSTANDARDTIME"
  | "WESTPACIFICSTANDARDTIME"
  | "WEUROPESTANDARDTIME"
  | "WMONGOLIASTANDARDTIME"
  | "YAKUTSKSTANDARDTIME"
  | "YUKONSTANDARDTIME"
  | (string & {});

/** An account of the chart of accounts. */
export interface Account extends XeroRecord {
  code?: string | null;
  name?: string | null;
  accountId?: string | null;
  type?: AccountType | null;
  bankAccountNumber?: string | null;
  status?: AccountStatus | null;
  description?: string | null;
  bankAccountType?: AccountBankAccountType | null;
  currencyCode?: CurrencyCode | null;
  taxType?: string | null;
  enablePaymentsToAccount?: boolean | null;
  showInExpenseClaims?: boolean | null;
  class?: AccountClass | null;
  systemAccount?: AccountSystemAccount | null;
  reportingCode?: string | null;
  reportingCodeName?: string | null;
  hasAttachments?: boolean | null;
  updatedDateUtc?: Date | null;
  addToWatchlist?: boolean | null;
  validationErrors?: ValidationError[] | null;
}

/** An accounts payable. */
export interface AccountsPayable extends XeroRecord {
  outstanding?: Decimal | null;
  overdue?: Decimal | null;
}

/** An accounts receivable. */
export interface AccountsReceivable extends XeroRecord {
  outstanding?: Decimal | null;
  overdue?: Decimal | null;
}

/** The address. */
export interface Address extends XeroRecord {
  addressType?: AddressType | null;
  addressLine1?: string | null;
  addressLine2?: string | null;
  addressLine3?: string | null;
  addressLine4?: string | null;
  city?: string | null;
  region?: string | null;
  postalCode?: string | null;
  country?: string | null;
  attentionTo?: string | null;
}

/** An address for organisation. */
export interface AddressForOrganisation extends XeroRecord {
  addressType?: AddressForOrganisationAddressType | null;
  addressLine1?: string | null;
  addressLine2?: string | null;
  addressLine3?: string | null;
  addressLine4?: string | null;
  city?: string | null;
  region?: string | null;
  postalCode?: string | null;
  country?: string | null;
  attentionTo?: string | null;
}

/** An allocation. */
export interface Allocation extends XeroRecord {
  allocationId?: string | null;
  invoice?: Invoice | null;
  overpayment?: Overpayment | null;
  prepayment?: Prepayment | null;
  creditNote?: CreditNote | null;
  amount?: Decimal | null;
  date?: PlainDate | null;
  isDeleted?: boolean | null;
  statusAttributeString?: string | null;
  validationErrors?: ValidationError[] | null;
}

/** An attachment. */
export interface Attachment extends XeroRecord {
  attachmentId?: string | null;
  fileName?: string | null;
  url?: string | null;
  mimeType?: string | null;
  contentLength?: number | null;
  includeOnline?: boolean | null;
}

/** The balances. */
export interface Balances extends XeroRecord {
  accountsReceivable?: AccountsReceivable | null;
  accountsPayable?: AccountsPayable | null;
}

/** A batch payment. */
export interface BatchPayment extends XeroRecord {
  account?: Account | null;
  reference?: string | null;
  particulars?: string | null;
  code?: string | null;
  details?: string | null;
  narrative?: string | null;
  batchPaymentId?: string | null;
  dateString?: string | null;
  date?: PlainDate | null;
  amount?: Decimal | null;
  payments?: Payment[] | null;
  type?: BatchPaymentType | null;
  status?: BatchPaymentStatus | null;
  totalAmount?: Decimal | null;
  updatedDateUtc?: Date | null;
  isReconciled?: boolean | null;
  validationErrors?: ValidationError[] | null;
}

/** The batch payment details. */
export interface BatchPaymentDetails extends XeroRecord {
  bankAccountNumber?: string | null;
  bankAccountName?: string | null;
  details?: string | null;
  code?: string | null;
  reference?: string | null;
}

/** A bill. */
export interface Bill extends XeroRecord {
  day?: number | null;
  type?: PaymentTermType | null;
}

/** A branding theme. */
export interface BrandingTheme extends XeroRecord {
  brandingThemeId?: string | null;
  name?: string | null;
  logoUrl?: string | null;
  type?: BrandingThemeType | null;
  sortOrder?: number | null;
  createdDateUtc?: Date | null;
}

/** A customer or supplier. */
export interface Contact extends XeroRecord {
  contactId?: string | null;
  mergedToContactId?: string | null;
  contactNumber?: string | null;
  accountNumber?: string | null;
  contactStatus?: ContactStatus | null;
  name?: string | null;
  firstName?: string | null;
  lastName?: string | null;
  companyNumber?: string | null;
  emailAddress?: string | null;
  contactPersons?: ContactPerson[] | null;
  bankAccountDetails?: string | null;
  taxNumber?: string | null;
  taxNumberType?: ContactTaxNumberType | null;
  accountsReceivableTaxType?: string | null;
  accountsPayableTaxType?: string | null;
  addresses?: Address[] | null;
  phones?: Phone[] | null;
  isSupplier?: boolean | null;
  isCustomer?: boolean | null;
  salesDefaultLineAmountType?: ContactSalesDefaultLineAmountType | null;
  purchasesDefaultLineAmountType?: ContactPurchasesDefaultLineAmountType | null;
  defaultCurrency?: CurrencyCode | null;
  xeroNetworkKey?: string | null;
  salesDefaultAccountCode?: string | null;
  purchasesDefaultAccountCode?: string | null;
  salesTrackingCategories?: SalesTrackingCategory[] | null;
  purchasesTrackingCategories?: SalesTrackingCategory[] | null;
  trackingCategoryName?: string | null;
  trackingCategoryOption?: string | null;
  paymentTerms?: PaymentTerm | null;
  updatedDateUtc?: Date | null;
  contactGroups?: ContactGroup[] | null;
  website?: string | null;
  brandingTheme?: BrandingTheme | null;
  batchPayments?: BatchPaymentDetails | null;
  discount?: Decimal | null;
  balances?: Balances | null;
  attachments?: Attachment[] | null;
  hasAttachments?: boolean | null;
  validationErrors?: ValidationError[] | null;
  hasValidationErrors?: boolean | null;
  statusAttributeString?: string | null;
}

/** A contact group. */
export interface ContactGroup extends XeroRecord {
  name?: string | null;
  status?: ContactGroupStatus | null;
  contactGroupId?: string | null;
  contacts?: Contact[] | null;
}

/** A contact person. */
export interface ContactPerson extends XeroRecord {
  firstName?: string | null;
  lastName?: string | null;
  emailAddress?: string | null;
  includeInEmails?: boolean | null;
}

/** A credit note. */
export interface CreditNote extends XeroRecord {
  type?: CreditNoteType | null;
  contact?: Contact | null;
  date?: PlainDate | null;
  dueDate?: PlainDate | null;
  status?: CreditNoteStatus | null;
  lineAmountTypes?: LineAmountTypes | null;
  lineItems?: LineItem[] | null;
  subTotal?: Decimal | null;
  totalTax?: Decimal | null;
  total?: Decimal | null;
  cisDeduction?: Decimal | null;
  cisRate?: Decimal | null;
  updatedDateUtc?: Date | null;
  updatedDateUtcString?: string | null;
  currencyCode?: CurrencyCode | null;
  fullyPaidOnDate?: PlainDate | null;
  creditNoteId?: string | null;
  creditNoteNumber?: string | null;
  reference?: string | null;
  sentToContact?: boolean | null;
  currencyRate?: Decimal | null;
  remainingCredit?: Decimal | null;
  allocations?: Allocation[] | null;
  appliedAmount?: Decimal | null;
  payments?: Payment[] | null;
  brandingThemeId?: string | null;
  statusAttributeString?: string | null;
  hasAttachments?: boolean | null;
  hasErrors?: boolean | null;
  validationErrors?: ValidationError[] | null;
  warnings?: ValidationError[] | null;
  invoiceAddresses?: InvoiceAddress[] | null;
}

/** An external link. */
export interface ExternalLink extends XeroRecord {
  linkType?: ExternalLinkLinkType | null;
  url?: string | null;
  description?: string | null;
}

/** A sales invoice (ACCREC) or a bill (ACCPAY). */
export interface Invoice extends XeroRecord {
  type?: InvoiceType | null;
  contact?: Contact | null;
  lineItems?: LineItem[] | null;
  date?: PlainDate | null;
  dueDate?: PlainDate | null;
  lineAmountTypes?: LineAmountTypes | null;
  invoiceNumber?: string | null;
  reference?: string | null;
  brandingThemeId?: string | null;
  url?: string | null;
  currencyCode?: CurrencyCode | null;
  currencyRate?: Decimal | null;
  status?: InvoiceStatus | null;
  sentToContact?: boolean | null;
  expectedPaymentDate?: PlainDate | null;
  plannedPaymentDate?: PlainDate | null;
  cisDeduction?: Decimal | null;
  cisRate?: Decimal | null;
  subTotal?: Decimal | null;
  totalTax?: Decimal | null;
  total?: Decimal | null;
  totalDiscount?: Decimal | null;
  invoiceId?: string | null;
  repeatingInvoiceId?: string | null;
  hasAttachments?: boolean | null;
  isDiscounted?: boolean | null;
  payments?: Payment[] | null;
  prepayments?: Prepayment[] | null;
  overpayments?: Overpayment[] | null;
  amountDue?: Decimal | null;
  amountPaid?: Decimal | null;
  fullyPaidOnDate?: PlainDate | null;
  amountCredited?: Decimal | null;
  updatedDateUtc?: Date | null;
  updatedDateUtcString?: string | null;
  creditNotes?: CreditNote[] | null;
  attachments?: Attachment[] | null;
  hasErrors?: boolean | null;
  statusAttributeString?: string | null;
  validationErrors?: ValidationError[] | null;
  warnings?: ValidationError[] | null;
  invoiceAddresses?: InvoiceAddress[] | null;
}

/** The invoice address. */
export interface InvoiceAddress extends XeroRecord {
  invoiceAddressType?: InvoiceAddressType | null;
  addressLine1?: string | null;
  addressLine2?: string | null;
  addressLine3?: string | null;
  addressLine4?: string | null;
  city?: string | null;
  region?: string | null;
  postalCode?: string | null;
  country?: string | null;
}

/** A line of an invoice, credit note, prepayment or overpayment. */
export interface LineItem extends XeroRecord {
  lineItemId?: string | null;
  description?: string | null;
  quantity?: Decimal | null;
  unitAmount?: Decimal | null;
  itemCode?: string | null;
  accountCode?: string | null;
  accountId?: string | null;
  taxType?: string | null;
  taxAmount?: Decimal | null;
  item?: LineItemItem | null;
  lineAmount?: Decimal | null;
  tracking?: LineItemTracking[] | null;
  discountRate?: Decimal | null;
  discountAmount?: Decimal | null;
  repeatingInvoiceId?: string | null;
  taxability?: LineItemTaxability | null;
  salesTaxCodeId?: number | null;
  taxBreakdown?: TaxBreakdownComponent[] | null;
}

/** A line item item. */
export interface LineItemItem extends XeroRecord {
  code?: string | null;
  name?: string | null;
  itemId?: string | null;
}

/** A line item tracking. */
export interface LineItemTracking extends XeroRecord {
  trackingCategoryId?: string | null;
  trackingOptionId?: string | null;
  name?: string | null;
  option?: string | null;
}

/** The organisation that the connection serves. */
export interface Organisation extends XeroRecord {
  organisationId?: string | null;
  apiKey?: string | null;
  name?: string | null;
  legalName?: string | null;
  paysTax?: boolean | null;
  version?: OrganisationVersion | null;
  organisationType?: OrganisationType | null;
  baseCurrency?: CurrencyCode | null;
  countryCode?: CountryCode | null;
  isDemoCompany?: boolean | null;
  organisationStatus?: string | null;
  registrationNumber?: string | null;
  employerIdentificationNumber?: string | null;
  taxNumber?: string | null;
  financialYearEndDay?: number | null;
  financialYearEndMonth?: number | null;
  salesTaxBasis?: OrganisationSalesTaxBasis | null;
  salesTaxPeriod?: OrganisationSalesTaxPeriod | null;
  defaultSalesTax?: string | null;
  defaultPurchasesTax?: string | null;
  periodLockDate?: PlainDate | null;
  endOfYearLockDate?: PlainDate | null;
  createdDateUtc?: Date | null;
  timezone?: TimeZone | null;
  organisationEntityType?: OrganisationEntityType | null;
  shortCode?: string | null;
  class?: OrganisationClass | null;
  edition?: OrganisationEdition | null;
  lineOfBusiness?: string | null;
  addresses?: AddressForOrganisation[] | null;
  phones?: Phone[] | null;
  externalLinks?: ExternalLink[] | null;
  paymentTerms?: PaymentTerm | null;
}

/** An overpayment. */
export interface Overpayment extends XeroRecord {
  type?: OverpaymentType | null;
  contact?: Contact | null;
  date?: PlainDate | null;
  status?: OverpaymentStatus | null;
  lineAmountTypes?: LineAmountTypes | null;
  lineItems?: LineItem[] | null;
  subTotal?: Decimal | null;
  totalTax?: Decimal | null;
  total?: Decimal | null;
  updatedDateUtc?: Date | null;
  updatedDateUtcString?: string | null;
  currencyCode?: CurrencyCode | null;
  overpaymentId?: string | null;
  currencyRate?: Decimal | null;
  remainingCredit?: Decimal | null;
  allocations?: Allocation[] | null;
  appliedAmount?: Decimal | null;
  payments?: Payment[] | null;
  hasAttachments?: boolean | null;
  reference?: string | null;
  attachments?: Attachment[] | null;
}

/** A payment. */
export interface Payment extends XeroRecord {
  invoice?: Invoice | null;
  creditNote?: CreditNote | null;
  prepayment?: Prepayment | null;
  overpayment?: Overpayment | null;
  invoiceNumber?: string | null;
  creditNoteNumber?: string | null;
  batchPayment?: BatchPayment | null;
  account?: Account | null;
  code?: string | null;
  date?: PlainDate | null;
  currencyRate?: Decimal | null;
  amount?: Decimal | null;
  bankAmount?: Decimal | null;
  reference?: string | null;
  isReconciled?: boolean | null;
  status?: PaymentStatus | null;
  paymentType?: PaymentType | null;
  updatedDateUtc?: Date | null;
  updatedDateUtcString?: string | null;
  paymentId?: string | null;
  batchPaymentId?: string | null;
  bankAccountNumber?: string | null;
  particulars?: string | null;
  details?: string | null;
  hasAccount?: boolean | null;
  hasValidationErrors?: boolean | null;
  statusAttributeString?: string | null;
  validationErrors?: ValidationError[] | null;
  warnings?: ValidationError[] | null;
}

/** A payment term. */
export interface PaymentTerm extends XeroRecord {
  bills?: Bill | null;
  sales?: Bill | null;
}

/** A phone. */
export interface Phone extends XeroRecord {
  phoneType?: PhoneType | null;
  phoneNumber?: string | null;
  phoneAreaCode?: string | null;
  phoneCountryCode?: string | null;
}

/** A prepayment. */
export interface Prepayment extends XeroRecord {
  type?: PrepaymentType | null;
  contact?: Contact | null;
  date?: PlainDate | null;
  status?: PrepaymentStatus | null;
  lineAmountTypes?: LineAmountTypes | null;
  lineItems?: LineItem[] | null;
  subTotal?: Decimal | null;
  totalTax?: Decimal | null;
  total?: Decimal | null;
  reference?: string | null;
  invoiceNumber?: string | null;
  updatedDateUtc?: Date | null;
  updatedDateUtcString?: string | null;
  currencyCode?: CurrencyCode | null;
  prepaymentId?: string | null;
  brandingThemeId?: string | null;
  currencyRate?: Decimal | null;
  remainingCredit?: Decimal | null;
  allocations?: Allocation[] | null;
  payments?: Payment[] | null;
  appliedAmount?: Decimal | null;
  hasAttachments?: boolean | null;
  attachments?: Attachment[] | null;
}

/** A sales tracking category. */
export interface SalesTrackingCategory extends XeroRecord {
  trackingCategoryName?: string | null;
  trackingOptionName?: string | null;
}

/** A tax breakdown component. */
export interface TaxBreakdownComponent extends XeroRecord {
  taxComponentId?: string | null;
  type?: TaxBreakdownComponentType | null;
  name?: string | null;
  taxPercentage?: Decimal | null;
  taxAmount?: Decimal | null;
  taxableAmount?: Decimal | null;
  nonTaxableAmount?: Decimal | null;
  exemptAmount?: Decimal | null;
  stateAssignedNo?: string | null;
  jurisdictionRegion?: string | null;
}

/** A validation error. */
export interface ValidationError extends XeroRecord {
  message?: string | null;
}

export const Account$ = schema("Account", () => ({
  updatedDateUtc: "instant",
  validationErrors: [ValidationError$],
}));

export const AccountsPayable$ = schema("AccountsPayable", () => ({
  outstanding: "decimal",
  overdue: "decimal",
}));

export const AccountsReceivable$ = schema("AccountsReceivable", () => ({
  outstanding: "decimal",
  overdue: "decimal",
}));

export const Address$ = schema("Address", () => ({

}));

export const AddressForOrganisation$ = schema("AddressForOrganisation", () => ({

}));

export const Allocation$ = schema("Allocation", () => ({
  invoice: Invoice$,
  overpayment: Overpayment$,
  prepayment: Prepayment$,
  creditNote: CreditNote$,
  amount: "decimal",
  validationErrors: [ValidationError$],
}));

export const Attachment$ = schema("Attachment", () => ({

}));

export const Balances$ = schema("Balances", () => ({
  accountsReceivable: AccountsReceivable$,
  accountsPayable: AccountsPayable$,
}));

export const BatchPayment$ = schema("BatchPayment", () => ({
  account: Account$,
  amount: "decimal",
  payments: [Payment$],
  totalAmount: "decimal",
  updatedDateUtc: "instant",
  validationErrors: [ValidationError$],
}));

export const BatchPaymentDetails$ = schema("BatchPaymentDetails", () => ({

}));

export const Bill$ = schema("Bill", () => ({

}));

export const BrandingTheme$ = schema("BrandingTheme", () => ({
  createdDateUtc: "instant",
}));

export const Contact$ = schema("Contact", () => ({
  contactPersons: [ContactPerson$],
  addresses: [Address$],
  phones: [Phone$],
  salesTrackingCategories: [SalesTrackingCategory$],
  purchasesTrackingCategories: [SalesTrackingCategory$],
  paymentTerms: PaymentTerm$,
  updatedDateUtc: "instant",
  contactGroups: [ContactGroup$],
  brandingTheme: BrandingTheme$,
  batchPayments: BatchPaymentDetails$,
  discount: "decimal",
  balances: Balances$,
  attachments: [Attachment$],
  validationErrors: [ValidationError$],
}));

export const ContactGroup$ = schema("ContactGroup", () => ({
  contacts: [Contact$],
}));

export const ContactPerson$ = schema("ContactPerson", () => ({

}));

export const CreditNote$ = schema("CreditNote", () => ({
  contact: Contact$,
  lineItems: [LineItem$],
  subTotal: "decimal",
  totalTax: "decimal",
  total: "decimal",
  cisDeduction: "decimal",
  cisRate: "decimal",
  updatedDateUtc: "instant",
  currencyRate: "decimal",
  remainingCredit: "decimal",
  allocations: [Allocation$],
  appliedAmount: "decimal",
  payments: [Payment$],
  validationErrors: [ValidationError$],
  warnings: [ValidationError$],
  invoiceAddresses: [InvoiceAddress$],
}));

export const ExternalLink$ = schema("ExternalLink", () => ({

}));

export const Invoice$ = schema("Invoice", () => ({
  contact: Contact$,
  lineItems: [LineItem$],
  currencyRate: "decimal",
  cisDeduction: "decimal",
  cisRate: "decimal",
  subTotal: "decimal",
  totalTax: "decimal",
  total: "decimal",
  totalDiscount: "decimal",
  payments: [Payment$],
  prepayments: [Prepayment$],
  overpayments: [Overpayment$],
  amountDue: "decimal",
  amountPaid: "decimal",
  amountCredited: "decimal",
  updatedDateUtc: "instant",
  creditNotes: [CreditNote$],
  attachments: [Attachment$],
  validationErrors: [ValidationError$],
  warnings: [ValidationError$],
  invoiceAddresses: [InvoiceAddress$],
}));

export const InvoiceAddress$ = schema("InvoiceAddress", () => ({

}));

export const LineItem$ = schema("LineItem", () => ({
  quantity: "decimal",
  unitAmount: "decimal",
  taxAmount: "decimal",
  item: LineItemItem$,
  lineAmount: "decimal",
  tracking: [LineItemTracking$],
  discountRate: "decimal",
  discountAmount: "decimal",
  taxBreakdown: [TaxBreakdownComponent$],
}));

export const LineItemItem$ = schema("LineItemItem", () => ({

}));

export const LineItemTracking$ = schema("LineItemTracking", () => ({

}));

export const Organisation$ = schema("Organisation", () => ({
  createdDateUtc: "instant",
  addresses: [AddressForOrganisation$],
  phones: [Phone$],
  externalLinks: [ExternalLink$],
  paymentTerms: PaymentTerm$,
}));

export const Overpayment$ = schema("Overpayment", () => ({
  contact: Contact$,
  lineItems: [LineItem$],
  subTotal: "decimal",
  totalTax: "decimal",
  total: "decimal",
  updatedDateUtc: "instant",
  currencyRate: "decimal",
  remainingCredit: "decimal",
  allocations: [Allocation$],
  appliedAmount: "decimal",
  payments: [Payment$],
  attachments: [Attachment$],
}));

export const Payment$ = schema("Payment", () => ({
  invoice: Invoice$,
  creditNote: CreditNote$,
  prepayment: Prepayment$,
  overpayment: Overpayment$,
  batchPayment: BatchPayment$,
  account: Account$,
  currencyRate: "decimal",
  amount: "decimal",
  bankAmount: "decimal",
  updatedDateUtc: "instant",
  validationErrors: [ValidationError$],
  warnings: [ValidationError$],
}));

export const PaymentTerm$ = schema("PaymentTerm", () => ({
  bills: Bill$,
  sales: Bill$,
}));

export const Phone$ = schema("Phone", () => ({

}));

export const Prepayment$ = schema("Prepayment", () => ({
  contact: Contact$,
  lineItems: [LineItem$],
  subTotal: "decimal",
  totalTax: "decimal",
  total: "decimal",
  updatedDateUtc: "instant",
  currencyRate: "decimal",
  remainingCredit: "decimal",
  allocations: [Allocation$],
  payments: [Payment$],
  appliedAmount: "decimal",
  attachments: [Attachment$],
}));

export const SalesTrackingCategory$ = schema("SalesTrackingCategory", () => ({

}));

export const TaxBreakdownComponent$ = schema("TaxBreakdownComponent", () => ({
  taxPercentage: "decimal",
  taxAmount: "decimal",
  taxableAmount: "decimal",
  nonTaxableAmount: "decimal",
  exemptAmount: "decimal",
}));

export const ValidationError$ = schema("ValidationError", () => ({

}));
