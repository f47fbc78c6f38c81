#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| xero_m2m::fuzz::token_response(bytes));
