//! `fpaste info`: what the server allows, and who we are to it.

use serde_json::json;

use crate::cli::args::Info;
use crate::cli::connect;
use crate::cli::credentials::ENDS_SOON;
use crate::cli::error::Result;
use crate::cli::paste::limits;
use crate::cli::settings::Settings;
use crate::cli::size::Size;
use crate::cli::talk::{Table, Talk};
use crate::cli::watch::Watch;
use crate::cli::when;
use crate::pki::Certificate;
use crate::protocol::Lifetime;
use crate::protocol::message::{About, ByLevel, ChallengeReply};
use crate::sys::clock::{Clock as _, SystemClock};

/// Tells. With `--check` the exit status alone does.
///
/// # Errors
/// Whatever happens on the way to the server.
pub fn run(args: &Info, settings: &Settings, talk: &mut Talk) -> Result<()> {
    let client = connect::configured(settings, talk)?;
    let about = client.about()?;
    if args.check {
        return Ok(());
    }
    warn_of_the_end(&about, settings, talk);
    let challenge = client.challenge(&Watch::new(talk))?;
    let server = client.server().to_string();
    if talk.manner().json {
        return talk.answer_json(&json!({
            "server": server, "name": about.name, "version": about.version, "limits": about.limits, "pki": about.pki.map(|pki| pki.enabled),
            "create": about.create, "caller": about.caller, "features": features(&about, &challenge),
            "pow": {"enabled": challenge.enabled, "difficulty": challenge.difficulty, "base_difficulty": challenge.base_difficulty,
                    "elevated": challenge.elevated},
        }));
    }
    let mut lines = vec![("server", server), ("version", format!("{} {}", about.name, about.version).trim().to_owned())];
    lines.extend(who(&about, talk));
    lines.extend(limits(&about, talk.manner().terminal_out));
    lines.push(("proof of work", proof(&challenge)));
    if let Some(pki) = about.pki {
        lines.push(("certificates", if pki.enabled { "issued here" } else { "not issued here" }.to_owned()));
    }
    lines.push(("features", features(&about, &challenge).join(" ")));
    tell(lines, talk)
}

/// Warns while there is time to renew, which only a valid certificate can be.
fn warn_of_the_end(about: &About, settings: &Settings, talk: &mut Talk) {
    let held = || Certificate::from_pem(&std::fs::read(settings.client_cert.as_ref()?).ok()?).ok()?.facts().ok();
    let told = about.caller.as_ref().and_then(|caller| caller.certificate_expires);
    let Some(ends) = told.or_else(|| held().map(|facts| facts.not_after)) else { return };
    let now = SystemClock.now();
    if ends > now && ends - now < ENDS_SOON {
        let renew = if told.is_some() { "fpaste register --renew" } else { "fpaste cert --force" };
        talk.warn(format!("your certificate ends {}: {renew}", when::relative(now, ends)));
    }
}

fn tell(lines: Vec<(&'static str, String)>, talk: &mut Talk) -> Result<()> {
    let lines = lines.into_iter().filter(|(_, value)| !value.is_empty());
    if talk.manner().terminal_out {
        for (name, value) in lines {
            let name = talk.bold(&format!("{name:<14}"));
            let value = crate::cli::talk::one_line(&value);
            talk.answer_styled(format!("{name} {value}"))?;
        }
        return Ok(());
    }
    let mut table = Table::default();
    for (name, value) in lines {
        table.plain_row([name.to_owned(), value]);
    }
    talk.answer_table(&table)
}

fn who(about: &About, talk: &Talk) -> Vec<(&'static str, String)> {
    let Some(caller) = &about.caller else { return Vec::new() };
    let token = caller.token.as_ref().map(|name| format!(", by the token '{name}'")).unwrap_or_default();
    let mut lines = vec![("you are", format!("{}{token}", caller.level))];
    lines.push(("certificate", caller.fingerprint.clone().unwrap_or_default()));
    let now = SystemClock.now();
    let ends = |time: u64| {
        if talk.manner().terminal_out { format!("{} ({})", when::exact(time), when::relative(now, time)) } else { when::exact(time) }
    };
    lines.push(("expires", caller.certificate_expires.map(ends).unwrap_or_default()));
    if caller.owner != caller.fingerprint {
        lines.push(("account", caller.owner.clone().unwrap_or_default()));
    }
    lines
}

fn limits(about: &About, for_people: bool) -> Vec<(&'static str, String)> {
    let Some(limits) = &about.limits else { return Vec::new() };
    let level = about.caller.as_ref().map_or("anonymous", |caller| caller.level.as_str());
    let mine = |of: &ByLevel| limits::of_level(of, level);
    let size = |bytes: u64| if for_people { Size(bytes).to_string() } else { bytes.to_string() };
    let time = |seconds: u64| match Lifetime::from_seconds(seconds) {
        Some(lifetime) if for_people => lifetime.to_string(),
        _ => seconds.to_string(),
    };
    let mut lines = vec![
        ("largest paste", size(mine(&limits.max_size))),
        ("lifetime", time(mine(&limits.default_expiry))),
        ("longest", time(limits.max_expiry)),
    ];
    if limits.min_size > 0 {
        lines.push(("smallest paste", size(limits.min_size)));
    }
    if limits.min_entropy > 0.0 {
        lines.push(("entropy", format!("{:.2} bits a byte at least, from {} on", limits.min_entropy, size(limits.min_entropy_size))));
    }
    if let Some(create) = about.create.as_deref().filter(|create| *create != "anyone") {
        lines.push(("who may create", create.to_owned()));
    }
    lines
}

fn proof(challenge: &ChallengeReply) -> String {
    if !challenge.enabled {
        return "none".to_owned();
    }
    let raised = if challenge.elevated == Some(true) { " (raised)" } else { "" };
    format!("{} bits{raised}", challenge.difficulty)
}

/// What the server says it can do, from wherever it says it.
fn features(about: &About, challenge: &ChallengeReply) -> Vec<String> {
    if about.features.is_empty() { challenge.features.clone() } else { about.features.clone() }
}
