//! Any bytes, as the head of a request. What is taken must be taken the same however it is cut into reads.
#![no_main]

use fpaste::server::front::head::parse;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let whole = parse(data);
    match &whole {
        Ok(Some((head, taken))) => {
            assert!(*taken <= data.len());
            assert!(head.path.starts_with('/') || head.path == "*", "{:?}", head.path);
            for cut in [taken / 2, taken - 1] {
                assert!(matches!(parse(&data[..cut]), Ok(None)), "a part of a good head is wrong");
            }
            let again = parse(&data[..*taken]);
            assert!(matches!(again, Ok(Some((_, same))) if same == *taken));
        }
        Ok(None) => {}
        Err(reject) => assert!((400..=505).contains(&reject.code().status()) && !reject.sentence().is_empty()),
    }
});
