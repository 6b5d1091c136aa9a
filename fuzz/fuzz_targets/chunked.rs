//! Any bytes, as a chunked body: the same content comes out whether they arrive at once or one by one.
#![no_main]

use fpaste::server::front::chunk::{Decoder, Step};
use libfuzzer_sys::fuzz_target;

fn decode(data: &[u8], at_once: usize) -> (Vec<u8>, &'static str, usize) {
    let (mut decoder, mut content, mut at, mut shown) = (Decoder::default(), Vec::new(), 0, at_once.min(data.len()));
    loop {
        match decoder.step(&data[at..shown]) {
            Err(_) => return (content, "broken", 0),
            Ok(Step::End) => return (content, "end", at),
            Ok(Step::Framing(count)) => {
                assert!(count > 0 && at + count <= shown);
                at += count;
            }
            Ok(Step::Content(count)) => {
                assert!(count > 0 && at + count <= shown);
                content.extend_from_slice(&data[at..at + count]);
                at += count;
            }
            Ok(Step::More) if shown == data.len() => return (content, "cut", at),
            Ok(Step::More) => shown = (shown + at_once).min(data.len()),
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let (content, verdict, end) = decode(data, usize::MAX / 2);
    let (slow_content, slow_verdict, slow_end) = decode(data, 1);
    assert_eq!(verdict, slow_verdict);
    if verdict == "end" {
        assert!(content == slow_content && end == slow_end);
    }
});
