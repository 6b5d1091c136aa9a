//! Any text, as `config.toml` and as the legacy file: an answer with a place, or an error with one.
#![no_main]

use fpaste::cli::config::{parse_legacy, parse_toml};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for parsed in [parse_toml("config.toml", text), parse_legacy("config", text)] {
        if let Err(error) = parsed {
            assert!(error.message().is_some_and(|message| message.contains("config")), "{error:?}");
        }
    }
});
