//! Any bytes at all, as a sealed paste and as what was sealed in one.
#![no_main]

use std::sync::LazyLock;

use fpaste::container::layout::{Header, Note};
use fpaste::container::{ContentKey, Note as Sealed, open, seal};
use fpaste::sys::entropy::SystemEntropy;
use libfuzzer_sys::fuzz_target;

static KEY: LazyLock<ContentKey> = LazyLock::new(|| ContentKey::from_bytes([7; 32]));

fuzz_target!(|data: &[u8]| {
    if let Ok((header, bytes, segments)) = Header::parse(data) {
        assert_eq!(header.to_bytes(), bytes);
        assert_eq!(bytes.len() + segments.len(), data.len());
    }
    assert!(open(data, &KEY, None, 1 << 20).is_err(), "a forgery");
    if let Ok((note, begin)) = Note::parse(data) {
        assert!(begin <= data.len());
        if let Some(name) = note.file_name() {
            assert!(!name.contains(['/', '\\']) && !name.chars().any(char::is_control) && name != ".." && name.len() <= 255);
        }
    }
    // The gunzip behind the cipher sees what a hostile sender sealed.
    let note = Sealed { encoding: Some("gzip".into()), ..Sealed::default() };
    let sealed = seal(data.to_vec(), &note, &KEY, None, &SystemEntropy).expect("sealed");
    if let Ok(opened) = open(&sealed, &KEY, None, 1 << 20) {
        assert!(opened.content.len() <= 1 << 20);
    }
});
