//! Any text, as a proof-of-work token and its solution.
#![no_main]

use fpaste::protocol::pow::{Challenge, Purpose};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let (token, solution) = text.split_once('\n').unwrap_or((text, ""));
    if let Ok(challenge) = Challenge::verify_token(token, b"secret", Purpose::Create, 0) {
        assert_eq!(challenge.token(b"secret", Purpose::Create), token, "a second spelling of one token");
    }
    let open = Challenge::new([0; 16], 0, 0);
    if open.verify_solution(solution).is_ok() {
        assert!(!solution.is_empty() && solution.len() <= 20 && solution.bytes().all(|byte| byte.is_ascii_digit()));
    }
});
