//! Any bytes, as a form with one file; the first line is the boundary.
#![no_main]

use fpaste::server::content::multipart::only_part;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some(end) = data.iter().position(|&byte| byte == b'\n') else { return };
    let (boundary, body) = data.split_at(end);
    let content_type = format!("multipart/form-data; boundary={}", String::from_utf8_lossy(boundary));
    if let Ok(part) = only_part(&content_type, &body[1..]) {
        assert!(part.range.start <= part.range.end && part.range.end <= body.len() as u64);
        assert!(!part.media_type.chars().any(char::is_control));
    }
});
