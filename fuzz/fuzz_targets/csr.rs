//! Any bytes, as a certificate request, in DER and in PEM.
#![no_main]

use fpaste::pki::Request;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = Request::from_pem(data);
    if let Ok(request) = Request::from_der(data) {
        assert!((1..=64).contains(&request.name().as_str().len()));
    }
});
