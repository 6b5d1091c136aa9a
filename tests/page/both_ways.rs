//! The program and the page read each other's links.

use super::chrome::Browser;
use super::paste::{log, noise};
use crate::support::TestServer;
use crate::support::command::finish;

#[test]
fn what_the_program_makes_the_page_opens() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::with(&[("FLASKPASTE_MAX_ANON", "8388608"), ("FLASKPASTE_POW_DIFFICULTY", "12")]);
    let home = server.home();
    home.write("phrase", "caf\u{e9}\n");
    for (name, content) in [("a.txt", b"text\n".to_vec()), ("b.bin", noise(500)), ("c.log", log(50_000)), ("d.bin", noise(5_000_000))] {
        home.write(name, &content);
    }
    for arguments in [
        &["a.txt"][..],
        &["--compat", "a.txt"],
        &["-E", "a.txt"],
        &["-b", "b.bin"],
        &["--password=pässword", "c.log"],
        &["--passphrase-file", "phrase", "b.bin"],
        &["-b", "--password=pässword", "--passphrase-file", "phrase", "c.log"],
        &["d.bin"],
    ] {
        let made = finish(&mut server.client(arguments)).expect(0);
        browser.open(made.line());
        let burn = arguments.contains(&"-b");
        let button = if burn { "Read and erase it" } else { "Open" };
        if arguments.contains(&"--password=pässword") {
            browser.answer("pässword", button);
        } else if burn {
            browser.press(button);
        }
        if arguments.contains(&"--passphrase-file") {
            browser.shows("This paste has a passphrase");
            browser.answer("cafe\u{301}", "Open");
        }
        browser.section("view");
        let (saved, bytes) = browser.download("Download");
        let name = arguments[arguments.len() - 1];
        assert!(bytes == std::fs::read(home.path().join(name)).unwrap(), "{arguments:?}: {} bytes", bytes.len());
        let nameless = arguments.contains(&"-E") || arguments.contains(&"--compat");
        assert_eq!(saved == name, !nameless, "{arguments:?}: {saved}");
    }
    browser.expect_quiet();
}

#[test]
fn what_the_page_makes_the_program_opens() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::with(&[("FLASKPASTE_MAX_ANON", "8388608"), ("FLASKPASTE_POW_DIFFICULTY", "12")]);
    let home = server.home();
    home.write("phrase", "caf\u{e9}\n");
    for (content, burn, password, phrase) in [
        (log(200), false, "", ""),
        (noise(500), true, "", ""),
        (log(50_000), false, "pässword", ""),
        (noise(5_000_000), false, "", "cafe\u{301}"),
        (log(50_000), true, "pässword", "cafe\u{301}"),
    ] {
        browser.open(&server.url());
        browser.section("write");
        browser.choose("#file", &home.write("content", &content));
        browser.until("document.getElementById('chosen').hidden === false");
        browser.fill("#password", password);
        browser.fill("#passphrase", phrase);
        if burn {
            browser.click("#burn");
        }
        browser.press("Encrypt and create link");
        browser.section("done");
        let link = browser.value("#link");
        let mut arguments = vec!["get", "-y", &link];
        arguments.extend((!password.is_empty()).then_some("--password=pässword"));
        arguments.extend((!phrase.is_empty()).then_some(["--passphrase-file", "phrase"]).into_iter().flatten());
        let got = finish(&mut server.client(&arguments)).expect(0);
        assert!(got.stdout == content, "{arguments:?}: {} bytes", got.stdout.len());
        if burn {
            finish(&mut server.client(&arguments)).expect(3);
        }
    }
    browser.expect_quiet();
}
