//! What the page must never do, whatever it is given; and that everybody can use it.

use super::chrome::Browser;
use super::node::npm_package;
use super::paste::{Seal, noise, store};
use crate::support::{Home, TestServer};

const HOSTILE: &[&str] = &[
    "<script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    "<svg onload=\"window.hit = 1\"><script>window.hit = 1</script></svg>",
    "\"><iframe srcdoc='<script>parent.hit = 1</script>'>",
    "javascript:window.hit=1",
    "</textarea></pre></title><script>window.hit = 1</script>",
    "{{constructor.constructor('window.hit = 1')()}} ${window.hit = 1}",
    "<a href=javascript:window.hit=1 autofocus onfocus=window.hit=1>x</a>",
    "<meta http-equiv=refresh content='0;url=/'><base href=//evil.test>",
    "\u{202e}gpj.exe\u{2066}\u{1b}[31m\u{7}\u{9b}\u{feff}\u{2028}",
];

#[test]
fn nothing_in_a_name_or_a_content_ever_runs() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::start();
    let kinds = ["text/html", "image/svg+xml", "application/xhtml+xml", "text/javascript", "image/png", "video/mp4", "<b>"];
    for (at, text) in HOSTILE.iter().enumerate() {
        let kind = kinds[at % kinds.len()];
        browser.open(&store(&server, text.as_bytes(), Seal { name: Some(text), kind: Some(kind), ..Seal::default() }));
        browser.section("view");
        let made = "document.querySelectorAll('#view :is(script, img, svg, iframe, base, video, [onload], a[href^=javascript])').length";
        assert_eq!(browser.evaluate(made), 0, "{text}");
        let state = "[typeof hit, document.scripts.length, document.querySelectorAll('meta').length].join()";
        assert_eq!(browser.evaluate(state), "undefined,1,4", "{text}");
    }
    // As one plain paste, with the type the server would give out.
    let id = server.create(HOSTILE.join("\n").as_bytes(), &[("Content-Type", "text/html")]);
    browser.open(&format!("{}/{id}#L1", server.url()));
    browser.section("view");
    assert_eq!(browser.evaluate("typeof hit"), "undefined");
    browser.open(&store(&server, b"x", Seal { name: Some("../..\\\u{202e}gpj.exe"), ..Seal::default() }));
    browser.section("view");
    let shown = browser.evaluate("document.querySelector('#view h1').textContent");
    assert_eq!(shown, "gpj.exe");
    for fragment in ["javascript:alert(1)", "L1&L2&<img src=x onerror=alert(1)>", "delete=<b>", "%00%ff&&__proto__"] {
        browser.open(&format!("{}/0123456789ab#{fragment}", server.url()));
        browser.shows("not here");
    }
    browser.expect_quiet();
}

#[test]
fn hidden_characters_are_shown_and_huge_lines_are_borne() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::start();
    let text = format!("a\u{202e}b\u{1b}[0m\u{200b}c\n{}\nlast", "long ".repeat(400_000));
    browser.open(&store(&server, text.as_bytes(), Seal::default()));
    browser.section("view");
    assert_eq!(browser.evaluate("document.querySelector('.row > span').textContent"), "a<202E>b<1B>[0m<200B>c");
    assert_eq!(browser.evaluate("document.querySelectorAll('.row').length"), 3);
    assert!(browser.text().contains("1980000 more characters"));
    assert!(browser.download("Download").1 == text.as_bytes());
    browser.expect_quiet();
}

#[test]
fn a_bomb_is_refused_and_a_hostile_container_is_told() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::start();
    // Magic, then what no writer makes: every cut of a container, and noise behind its magic.
    let key = store(&server, b"", Seal::default()).split_once('#').unwrap().1.to_owned();
    for body in [
        b"FPASTE2".to_vec(),
        b"FPASTE2\0".to_vec(),
        [b"FPASTE2\x01".to_vec(), noise(40)].concat(),
        [b"FPASTE2\0".to_vec(), noise(40)].concat(),
    ] {
        let id = server.create(&body, &[("Content-Type", "application/octet-stream")]);
        browser.open(&format!("{}/{id}#{key}", server.url()));
        browser.until("/not open it|no paste that/.test(document.querySelector('#notice h1').textContent)");
    }
    browser.expect_quiet();
}

#[test]
fn the_page_and_its_assets_carry_the_policy_and_nothing_is_kept() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::start();
    let html = server.request("GET", "/", &[("Accept", "text/html")], b"").expect(200);
    let policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src blob: data:; media-src blob:; connect-src 'self'; \
                  worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types fpaste";
    assert_eq!(html.header("content-security-policy"), Some(policy));
    assert_eq!((html.header("vary"), html.header("cache-control"), html.header("set-cookie")), (Some("Accept"), Some("no-store"), None));
    assert_eq!(server.get("/").header("vary"), Some("Accept"));
    let id = server.create(b"x", &[]);
    assert_eq!(server.get(&format!("/{id}")).header("vary"), Some("Accept"));
    assert_eq!(server.get("/-/style.css").status, 404);

    let (mut size, mut requests) = (html.body.len(), 0);
    browser.open(&server.url());
    browser.section("write");
    let loaded = browser.evaluate("performance.getEntriesByType('resource').map(entry => entry.name).filter(name => name.includes('/-/'))");
    for url in loaded.as_array().unwrap() {
        let path = url.as_str().unwrap().strip_prefix(&server.url()).unwrap();
        let asset = server.get(path).expect(200);
        assert_eq!(asset.header("cache-control"), Some("public, max-age=31536000, immutable"), "{path}");
        assert_eq!(asset.header("content-security-policy"), Some(policy), "{path}");
        size += asset.body.len();
        requests += 1;
    }
    assert!(requests >= 11 && size < 60_000, "{requests} assets, {size} bytes");
    // Trusted Types hold: a text cannot become markup.
    assert_eq!(browser.evaluate("try { document.body.innerHTML = '<b>x</b>'; 'taken' } catch (error) { error.name }"), "TypeError");
    let kept = "(async () => [document.cookie, localStorage.length, sessionStorage.length, (await indexedDB.databases()).length, (await caches.keys()).length].join())()";
    assert_eq!(browser.evaluate(kept), ",0,0,0,0");
}

#[test]
fn without_web_cryptography_the_page_says_why_and_what_to_do() {
    let Some(mut browser) = Browser::start_with(&["--host-resolver-rules=MAP paste.test 127.0.0.1"]) else { return };
    let server = TestServer::start();
    let elsewhere = |url: &str| url.replace("127.0.0.1", "paste.test");
    let link = elsewhere(&store(&server, b"sealed", Seal::default()));
    browser.open(&link);
    browser.shows("This address is not secure enough");
    browser.shows(&format!("fpaste get '{link}'"));
    browser.shows("fpaste serve --tls");
    browser.press("Copy");
    browser.until("document.getElementById('say').textContent !== ''");
    browser.open(&elsewhere(&server.url()));
    browser.shows("This address is not secure enough");
    browser.open(link.split_once('#').unwrap().0);
    browser.shows("This address is not secure enough");
    // A plain paste needs no cryptography.
    let id = server.create(b"in the clear", &[("X-Burn-After-Read", "true")]);
    browser.open(&format!("{}/{id}", elsewhere(&server.url())));
    browser.press("Read and erase it");
    browser.shows("in the clear");
    browser.expect_quiet();
}

#[test]
fn solving_is_several_times_as_fast_as_the_browsers_own_digest() {
    let Some(mut browser) = Browser::start() else { return };
    let server = TestServer::start();
    browser.open(&server.url());
    browser.section("write");
    let measured = browser.evaluate(
        "(async () => {
          const { search } = await import(performance.getEntriesByType('resource').map(entry => entry.name).find(name => name.includes('/-/pow.')));
          const [nonce, text] = ['0123456789abcdef0123456789abcdef', new TextEncoder()];
          const time = async work => { const begun = performance.now(); await work(); return performance.now() - begun; };
          search(nonce, 50, 0, 100_000);
          const ours = 400_000 / await time(() => search(nonce, 50, 1e9, 400_000));
          const theirs = 10_000 / await time(async () => { for (let n = 0; n < 10_000; n += 1) new Uint8Array(await crypto.subtle.digest('SHA-256', text.encode(`${nonce}:${n}`))); });
          return [ours, theirs, ours / theirs];
        })()",
    );
    eprintln!("thousand hashes a second: {measured}");
    assert!(measured[2].as_f64().unwrap() >= 3.0, "{measured}");
}

#[test]
fn a_checker_of_accessibility_finds_nothing_to_say() {
    let Some(packages) = npm_package("axe-core") else { return };
    let Some(mut browser) = Browser::start() else { return };
    let axe = std::fs::read_to_string(packages.join("axe-core/axe.min.js")).unwrap();
    let server = TestServer::start();
    let home = Home::new();
    let check = |browser: &mut Browser, what: &str| {
        for dark in [false, true] {
            browser.screenshot(if dark { 320 } else { 900 }, dark);
            browser.evaluate(&format!("{axe}; 0"));
            let found = browser.evaluate("axe.run().then(({ violations }) => violations.map(({ id, nodes }) => [id, ...nodes.map(({ html, any, all, none }) => `${html} ${[...any, ...all, ...none].map(({ message }) => message)}`)].join('\\n')))");
            assert_eq!(found, serde_json::json!([]), "{what}, dark: {dark}: {found:#}");
            // Nothing is wider than the smallest window.
            assert_eq!(browser.evaluate("document.documentElement.scrollWidth <= innerWidth"), true, "{what} is too wide");
        }
    };
    browser.open(&server.url());
    browser.until("document.getElementById('expiry').options.length > 1");
    check(&mut browser, "the form");
    browser.choose("#file", &home.write("a file with a rather long name that goes on.txt", "content"));
    browser.until("document.getElementById('chosen').hidden === false");
    check(&mut browser, "the form with a file");
    browser.press("Encrypt and create link");
    browser.section("done");
    check(&mut browser, "the link");
    let (link, undo) = (browser.value("#link"), browser.value("#undo"));
    browser.open(&link);
    browser.section("view");
    check(&mut browser, "a text");
    browser.open(&undo);
    browser.section("ask");
    check(&mut browser, "the question whether to delete");
    browser.open(&store(&server, b"x", Seal { burn: true, password: Some("p"), ..Seal::default() }));
    browser.answer("wrong", "Read and erase it");
    browser.until("document.querySelector('#ask .problem').textContent !== ''");
    check(&mut browser, "the gate of a burn paste");
    browser.open(&format!("{}/0123456789ab", server.url()));
    browser.section("notice");
    check(&mut browser, "a notice");
    let picture = browser.screenshot(300, false);
    browser.open(&store(&server, &picture, Seal::default()));
    browser.section("view");
    check(&mut browser, "a picture");
}
