//! Links made in the page, opened elsewhere.

use super::chrome::Browser;
use super::line::Line;
use super::paste::{fetch, log, noise, parts};
use crate::support::{Home, TestServer};

const CREATE: &str = "Encrypt and create link";

#[track_caller]
fn form(browser: &mut Browser, url: &str) {
    browser.open(url);
    browser.section("write");
    browser.until("document.getElementById('expiry').options.length > 1");
}

#[track_caller]
fn create(browser: &mut Browser) -> String {
    browser.press(CREATE);
    browser.section("done");
    browser.value("#link")
}

#[test]
fn every_size_and_kind_opens_elsewhere_byte_for_byte() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::with(&[("FLASKPASTE_MAX_ANON", "8388608"), ("FLASKPASTE_POW_DIFFICULTY", "16")]);
    form(&mut browser, &server.url());
    browser.fill("#text", "typed, naïve and ☃\n");
    let link = create(&mut browser);
    let opened = fetch(&server, &link, None, None);
    assert_eq!(opened.content, "typed, naïve and ☃\n".as_bytes());
    assert_eq!((opened.note.name, opened.note.kind.as_deref()), (None, Some("text/plain")));

    let home = Home::new();
    for (name, content, kind) in [
        ("ein Bild ☃.bin", noise(1000), "application/octet-stream"),
        ("build.log", log(50_000), "text/plain"),
        ("large.log", log(5_000_000), "text/plain"),
        ("large.bin", noise(5_000_000), "application/octet-stream"),
    ] {
        form(&mut browser, &server.url());
        browser.choose("#file", &home.write(name, &content));
        browser.until("document.getElementById('chosen').hidden === false");
        let link = create(&mut browser);
        let opened = fetch(&server, &link, None, None);
        assert!(opened.content == content, "{name}");
        assert_eq!((opened.note.name.as_deref(), opened.note.kind.as_deref()), (Some(name), Some(kind)));
        assert_eq!(opened.note.encoding.is_some(), kind == "text/plain", "{name}");
        assert!(!server.log().contains(link.split_once('#').unwrap().1), "the key came to the server");
    }
    browser.expect_quiet();
}

#[test]
fn burn_password_passphrase_and_expiry_hold() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::start();
    form(&mut browser, &server.url());
    browser.fill("#text", "all at once");
    browser.fill("#file-title", "../secret.txt");
    browser.fill("#expiry", "3600");
    browser.fill("#password", "pässword");
    browser.fill("#passphrase", "cafe\u{301}");
    browser.click("#burn");
    let link = create(&mut browser);
    browser.shows("Encrypted · burns when read · expires in 1 hour · password · passphrase");
    let path = parts(&link).0;
    let meta = server.get(&path).expect(200).json();
    for field in ["burn_after_read", "password_protected", "claim_required"] {
        assert_eq!(meta[field], true, "{field}");
    }
    assert_eq!(meta["expires_at"].as_u64().unwrap() - meta["created_at"].as_u64().unwrap(), 3600);
    let opened = fetch(&server, &link, Some("pässword"), Some("caf\u{e9}"));
    assert_eq!((opened.content.as_slice(), opened.note.name.as_deref()), (&b"all at once"[..], Some("secret.txt")));
    server.get(&path).expect_error(404, "not_found");
    // The form keeps nothing for the next paste.
    assert_eq!((browser.value("#text"), browser.value("#passphrase")), (String::new(), String::new()));
    browser.expect_quiet();
}

#[test]
fn the_delete_link_takes_a_paste_away() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::start();
    for by_link in [true, false] {
        form(&mut browser, &server.url());
        browser.fill("#text", "not for long");
        let path = parts(&create(&mut browser)).0;
        let undo = browser.value("#undo");
        if by_link {
            browser.open(&undo);
            browser.shows("Delete this paste?");
            server.get(&path).expect(200);
            browser.press("Delete it");
        } else {
            browser.press("Delete it now");
        }
        browser.shows("The paste is gone from the server");
        server.get(&path).expect_error(404, "not_found");
    }
    browser.expect_quiet();
}

#[test]
fn limits_are_told_before_anything_is_sealed() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::with(&[("FLASKPASTE_MAX_ANON", "1000")]);
    form(&mut browser, &server.url());
    browser.press(CREATE);
    browser.shows("There is nothing to paste yet");
    browser.fill("#text", &"x".repeat(1001));
    browser.shows("1001 bytes of at most 1000 bytes");
    browser.press(CREATE);
    browser.shows("this server takes at most 1000 bytes from you");
    // The seal adds a little: what does not pack must leave room for it.
    let home = Home::new();
    browser.choose("#file", &home.write("noise", noise(990)));
    browser.until("document.getElementById('chosen').hidden === false");
    browser.press(CREATE);
    browser.shows("this server takes at most");
    browser.press("Remove");
    browser.fill("#text", &"x".repeat(1000));
    let link = create(&mut browser);
    assert_eq!(fetch(&server, &link, None, None).content, vec![b'x'; 1000]);
    browser.expect_quiet();
}

#[test]
fn a_server_that_takes_nothing_from_strangers_says_so() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::with(&[("FLASKPASTE_CREATE", "trusted")]);
    browser.open(&server.url());
    browser.shows("This server takes pastes from people it knows");
    browser.expect_quiet();
}

#[test]
fn below_a_prefix_everything_stays_below_it() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::with(&[("FLASKPASTE_URL_PREFIX", "/paste")]);
    browser.open(&format!("{}/paste/", server.url()));
    browser.section("write");
    browser.fill("#text", "below");
    let link = create(&mut browser);
    assert!(link.starts_with(&format!("{}/paste/", server.url())), "{link}");
    browser.open(&link);
    browser.shows("below");
    browser.expect_quiet();
}

#[test]
fn a_lost_answer_is_asked_for_again_and_makes_one_paste() {
    let Some(mut browser) = Browser::start() else { return };
    for difficulty in ["0", "12"] {
        let server = TestServer::with(&[("FLASKPASTE_POW_DIFFICULTY", difficulty)]);
        let line = Line::to(server.address());
        form(&mut browser, &line.url());
        browser.fill("#text", "once");
        line.lose_answer("POST / ");
        let link = create(&mut browser);
        assert!(line.has_failed());
        assert_eq!(fetch(&server, &link, None, None).content, b"once");
        let metrics = server.get("/metrics").text();
        for line in [r#"http_request_duration_seconds_count{method="POST",route="/",status="201"} 2"#, r#"pastes_total{event="created"} 1"#]
        {
            assert!(metrics.contains(&format!("fpaste_{line}\n")), "{metrics}");
        }
    }
}

#[test]
fn files_come_by_dropping_and_pasting_too() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::start();
    for event in [
        "new DragEvent('drop', { dataTransfer: held, bubbles: true, cancelable: true })",
        "new ClipboardEvent('paste', { clipboardData: held, bubbles: true })",
    ] {
        form(&mut browser, &server.url());
        browser.evaluate(&format!(
            "(() => {{ const held = new DataTransfer(); held.items.add(new File(['held'], 'dropped.txt')); document.body.dispatchEvent({event}); }})()"
        ));
        browser.shows("dropped.txt · 4 bytes");
        let link = create(&mut browser);
        let opened = fetch(&server, &link, None, None);
        assert_eq!((opened.content.as_slice(), opened.note.name.as_deref()), (&b"held"[..], Some("dropped.txt")));
    }
    browser.expect_quiet();
}

#[test]
fn solving_shows_how_far_it_is_and_can_be_cancelled() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::with(&[("FLASKPASTE_POW_DIFFICULTY", "36")]);
    form(&mut browser, &server.url());
    browser.fill("#text", "kept");
    browser.press(CREATE);
    browser.until("/^Proof of work: [0-9.]+ million tries in [0-9.]+ s .* in 100 are done by now\\.$/.test(document.getElementById('doing').textContent)");
    browser.press("Cancel");
    browser.section("write");
    assert_eq!(browser.value("#text"), "kept");
    browser.expect_quiet();
}
