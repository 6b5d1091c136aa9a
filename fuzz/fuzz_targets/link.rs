//! Any text, as a link a person pasted. What is read must come back the same when written.
#![no_main]

use fpaste::container::{ContentKey, Fragment, Link};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(key) = ContentKey::parse(text) {
        assert!(ContentKey::parse(&key.text()).is_ok_and(|again| again.text() == key.text()));
    }
    let Ok(link) = Link::parse(text) else { return };
    assert!(link.server.as_deref().is_none_or(|server| !server.contains('#') && !server.ends_with('/')));
    let Fragment::Key(key) = &link.fragment else { return };
    let url = Link::url(link.server.as_deref().unwrap_or("http://h"), &link.id, Some(key));
    let again = Link::parse(&url).expect("our own link");
    assert_eq!(again.id, link.id);
    assert!(matches!(again.fragment, Fragment::Key(same) if same.text() == key.text()));
});
