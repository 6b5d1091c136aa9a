//! Links made elsewhere, opened in the page.

use std::time::Duration;

use super::chrome::Browser;
use super::line::Line;
use super::paste::{Seal, log, noise, parts, store};
use crate::support::{TestServer, wait_until};

const LARGE: (&str, &str) = ("FLASKPASTE_MAX_ANON", "8388608");

#[test]
fn every_size_and_kind_of_both_containers_opens_byte_for_byte() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::with(&[LARGE]);
    let contents: [(&str, Vec<u8>); 6] = [
        ("text", b"one\ntwo\r\nthree".to_vec()),
        ("binary", noise(1000)),
        ("empty", Vec::new()),
        ("50 KB of text", log(50_000)),
        ("5 MB of text", log(5_000_000)),
        ("5 MB", noise(5_000_000)),
    ];
    for v1 in [true, false] {
        for (what, content) in &contents {
            let name = (!v1).then_some("what it is.dat");
            browser.open(&store(&server, content, Seal { v1, name, ..Seal::default() }));
            browser.section("view");
            assert!(browser.text().contains(if v1 { "encrypted (v1)" } else { "encrypted" }), "{what}");
            let (saved, bytes) = browser.download("Download");
            assert!(bytes == *content, "{what}, v1: {v1}, {} bytes instead of {}", bytes.len(), content.len());
            assert!(v1 || saved == "what it is.dat", "{saved}");
        }
    }
    browser.expect_quiet();
}

#[test]
fn text_has_numbered_lines_and_anchors_that_keep_the_key() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::start();
    let link = store(&server, &log(200_000), Seal { name: Some("build.log"), ..Seal::default() });
    browser.open(&format!("{link}&L1500-1502"));
    browser.until("document.querySelectorAll('.hit').length === 3");
    assert!(browser.text().starts_with("fpaste\nNew paste\nbuild.log"), "{}", browser.text());
    assert_eq!(
        browser.evaluate("[...document.querySelectorAll('.hit > span')].map(row => row.textContent.slice(0, 6))").to_string(),
        r#"["001500","001501","001502"]"#
    );
    let seen = "(() => { const { top, bottom } = document.querySelector('.hit').getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; })()";
    browser.until(seen);

    browser.evaluate("document.querySelectorAll('.row > a')[9].click()");
    assert_eq!(browser.evaluate("location.href"), format!("{link}&L10"));
    browser.fill("#line", "1200");
    assert_eq!(browser.evaluate("location.href"), format!("{link}&L1200"));
    browser.until(&format!("document.querySelectorAll('.hit').length === 1 && {seen}"));

    browser.press("Wrap lines");
    browser.until("document.querySelector('[aria-pressed=false]') && !document.querySelector('.text.wrap')");

    // On a plain paste the anchor stands alone.
    let id = server.create(&log(10_000), &[]);
    browser.open(&format!("{}/{id}#L7", server.url()));
    browser.until("document.querySelectorAll('.hit').length === 1");
    browser.expect_quiet();
}

#[test]
fn plain_pastes_are_shown_as_what_they_are() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::start();
    let show = |browser: &mut Browser, body: &[u8], kind: &str| {
        let id = server.create(body, &[("Content-Type", kind)]);
        browser.open(&format!("{}/{id}", server.url()));
        browser.section("view");
        assert!(browser.text().contains("not encrypted"), "{kind}");
    };
    show(&mut browser, b"<h1>hello</h1>", "text/html");
    assert_eq!(browser.evaluate("document.querySelector('.row > span').textContent"), "<h1>hello</h1>");
    show(&mut browser, b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "image/svg+xml");
    assert_eq!(browser.evaluate("document.querySelectorAll('#content svg, #content img').length"), 0);

    let picture = browser.screenshot(300, false);
    show(&mut browser, &picture, "image/png");
    browser.until("document.querySelector('#content img')?.naturalWidth > 0");
    // A type that its bytes do not bear out is not believed.
    show(&mut browser, &noise(500), "image/png");
    assert!(browser.text().contains("Download it to open it"), "{}", browser.text());
    show(&mut browser, &picture, "application/pdf");
    assert_eq!(browser.evaluate("document.querySelectorAll('#content img').length"), 0);
    browser.expect_quiet();
}

#[test]
fn a_picture_is_shown_from_a_sealed_paste() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::start();
    browser.open(&server.url());
    browser.section("write");
    let picture = browser.screenshot(400, true);
    browser.open(&store(&server, &picture, Seal { name: Some("page.png"), kind: Some("image/png"), ..Seal::default() }));
    browser.until("document.querySelector('#content img[alt=\"page.png\"]')?.naturalWidth > 0");
    assert_eq!(browser.evaluate("document.querySelector('#content img').src.slice(0, 5)"), "blob:");
    assert_eq!(browser.download("Download"), ("page.png".to_owned(), picture));
    browser.expect_quiet();
}

#[test]
fn what_cannot_be_opened_is_explained() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::start();
    let link = store(&server, b"the text", Seal::default());
    let (place, key) = link.split_once('#').unwrap();

    // The whole key is gone, or a part of it; the right link, put in, opens it.
    for (cut, why) in
        [(place.to_owned(), "The part after # was cut off"), (format!("{place}#{}", &key[..40]), "40 characters instead of 43")]
    {
        browser.open(&cut);
        browser.shows(why);
        browser.answer("nonsense", "Open");
        browser.shows("That is no key");
        browser.answer(&link, "Open");
        browser.shows("the text");
    }

    let other = store(&server, b"", Seal::default());
    browser.open(&format!("{place}#{}", other.split_once('#').unwrap().1));
    browser.shows("This key does not open it");
    assert_eq!(browser.download("Save the sealed bytes").1, server.get(&format!("{}/raw", parts(&link).0)).body);
    // What a hostile link has behind its key does not come into the command that is there to be copied.
    browser.open(&format!("{place}#{}?;$(id)", other.split_once('#').unwrap().1));
    browser.shows("fpaste open");
    assert!(!browser.text().contains("$(id)"), "{}", browser.text());

    let altered = server.create(&[&b"FPASTE2\x02"[..], &noise(100)].concat(), &[("Content-Type", "application/octet-stream")]);
    browser.open(&format!("{}/{altered}#{key}", server.url()));
    browser.shows("sealed by a newer fpaste");

    browser.open(&format!("{}/0123456789ab#{key}", server.url()));
    browser.shows("This paste is not here");

    let expiring = server.create(b"soon gone", &[("X-Expiry", "1")]);
    wait_until("the paste expires", Duration::from_secs(10), || server.get(&format!("/{expiring}")).status == 404);
    browser.open(&format!("{}/{expiring}", server.url()));
    browser.shows("This paste is not here");
    browser.expect_quiet();
}

#[test]
fn a_burn_paste_waits_for_its_button_and_is_gone_after_it() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::start();
    for v1 in [false, true] {
        let link = store(&server, b"read me once", Seal { burn: true, v1, ..Seal::default() });
        let path = parts(&link).0;
        preview(&server, &path);
        browser.open(&link);
        browser.shows("This paste can be read once");
        preview(&server, &path);
        browser.press("Read and erase it");
        browser.shows("read me once");
        assert!(browser.text().contains("this tab has the only copy"));
        // The reader confirmed: not even it can fetch it again.
        wait_until("the paste is erased", Duration::from_secs(10), || server.get(&path).status == 404);
        assert!(!server.log().contains(link.split_once('#').unwrap().1), "the key came to the server");
        browser.open(&link);
        browser.shows("This paste is not here");
    }

    // Without its key, or with a wrong one, it is not consumed.
    let link = store(&server, b"still here", Seal { burn: true, ..Seal::default() });
    let (place, key) = link.split_once('#').unwrap();
    for cut in [place.to_owned(), format!("{place}#")] {
        browser.open(&cut);
        browser.shows("the paste is still there");
    }
    browser.open(&format!("{place}#{}", &key[1..]));
    browser.shows("The key in this link is damaged");
    let other = store(&server, b"", Seal::default());
    browser.open(&format!("{place}#{}", other.split_once('#').unwrap().1));
    browser.press("Read and erase it");
    browser.shows("This key does not open it");
    browser.open(&link);
    browser.press("Read and erase it");
    browser.shows("still here");
    browser.expect_quiet();
}

/// What chat programs and mail scanners do with a link: none of it consumes the paste.
#[track_caller]
fn preview(server: &TestServer, path: &str) {
    let bot = [("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"), ("User-Agent", "Slackbot-LinkExpanding 1.0")];
    for method in ["GET", "HEAD", "GET"] {
        server.request(method, path, &bot, b"").expect(200);
        server.request(method, path, &[], b"").expect(200);
    }
    server.request("HEAD", &format!("{path}/raw"), &bot, b"");
    // The claim never left the link.
    let status = server.get(path).json()["claim_required"].as_bool();
    if status == Some(true) {
        server.get(&format!("{path}/raw")).expect_error(403, "claim_required");
    }
}

#[test]
fn a_password_is_the_servers_business_and_a_passphrase_is_not() {
    let Some(mut browser) = Browser::start() else { return };
    let mut server = TestServer::start();
    let how = Seal { burn: true, password: Some("pässword"), passphrase: Some("ﬁ caf\u{e9}"), ..Seal::default() };
    let link = store(&server, b"behind both", how);
    let path = parts(&link).0;
    browser.open(&link);
    browser.answer("wrong", "Read and erase it");
    browser.shows("password");
    browser.until("document.querySelector('#ask .problem').textContent !== ''");
    server.get(&path).expect(200);
    browser.answer("pässword", "Read and erase it");
    browser.shows("This paste has a passphrase");

    // From here on the server is not needed, and may as well be gone.
    server.kill();
    browser.answer("wrong", "Open");
    browser.shows("That is not the passphrase");
    let (name, sealed) = browser.download("Save the sealed bytes");
    assert!(name.ends_with(".sealed") && sealed.starts_with(b"FPASTE2\x01"), "{name}");
    // Typed in decomposed form, as some keyboards do.
    browser.answer("ﬁ cafe\u{301}", "Open");
    browser.shows("behind both");
    browser.expect_quiet();

    server.start_again();
    let link = store(&server, b"a password alone", Seal { password: Some("p"), ..Seal::default() });
    browser.open(&link);
    browser.answer("q", "Open");
    browser.until("document.querySelector('#ask .problem').textContent !== ''");
    browser.answer("p", "Open");
    browser.shows("a password alone");
    browser.expect_quiet();
}

#[test]
fn a_connection_that_breaks_under_a_burn_paste_loses_nothing() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::start();
    let link = store(&server, &noise(200_000), Seal { burn: true, ..Seal::default() });
    let line = Line::to(server.address());
    browser.open(&link.replace(&server.url(), &line.url()));
    browser.section("ask");
    line.lose_answer(&format!("GET {}/raw ", parts(&link).0));
    browser.press("Read and erase it");
    // The bytes had left the server; the lease lets the same reader ask again.
    browser.shows("The server cannot be reached");
    assert!(line.has_failed());
    server.get(&parts(&link).0).expect_error(404, "not_found");
    browser.press("Read and erase it");
    browser.section("view");
    assert!(browser.download("Download").1 == noise(200_000));
}

#[test]
fn a_download_that_is_cut_goes_on_where_it_was() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::with(&[LARGE]);
    let line = Line::to(server.address());
    for burn in [true, false] {
        let link = store(&server, &noise(5_000_000), Seal { burn, ..Seal::default() });
        line.cut_after(1 << 20);
        browser.open(&link.replace(&server.url(), &line.url()));
        if burn {
            browser.press("Read and erase it");
        }
        browser.section("view");
        assert!(line.has_failed());
        assert!(browser.download("Download").1 == noise(5_000_000));
    }
}
