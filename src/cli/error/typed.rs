//! clap's refusals in our form: one sentence, one hint.

use clap::error::ErrorKind;

/// The sentence.
pub(super) fn message(error: &clap::Error) -> String {
    let text = error.to_string();
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        return nothing_to_do(&text);
    }
    let first = text.split("\n\n").next().unwrap_or(&text);
    let first = first.strip_prefix("error: ").unwrap_or(first);
    let words: Vec<&str> = first.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("[possible values")).collect();
    let values = first.lines().map(str::trim).find_map(|line| line.strip_prefix("[possible values: ")?.strip_suffix(']'));
    let sentence = words.join(" ");
    match values {
        Some(values) => format!("{sentence} (it takes {values})"),
        None => sentence,
    }
}

/// A command that needs another after it: clap shows its help, of which the commands are told.
fn nothing_to_do(help: &str) -> String {
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let names = listed.filter_map(|line| line.strip_prefix("  ").filter(|line| !line.starts_with(' '))?.split_whitespace().next());
    format!("it is not said what to do (it takes {})", names.collect::<Vec<_>>().join(", "))
}

/// The hint: clap's own tip, or the help of the command that was typed.
pub(super) fn hint(error: &clap::Error) -> String {
    let text = error.to_string();
    if let Some(tip) = text.lines().find_map(|line| line.trim().strip_prefix("tip: ")) {
        return tip.to_owned();
    }
    let usage = text.lines().find_map(|line| line.trim().strip_prefix("Usage: fpaste")).unwrap_or_default();
    let command = usage.split_whitespace().take_while(|word| word.bytes().all(|byte| byte.is_ascii_lowercase())).collect::<Vec<_>>();
    if command.is_empty() { "fpaste help".to_owned() } else { format!("fpaste help {}", command.join(" ")) }
}

#[cfg(test)]
mod tests {
    use crate::cli::error::Error;

    fn told(words: &str) -> (String, String) {
        let argv = std::iter::once("fpaste").chain(words.split(' ')).map(Into::into).collect();
        let error: Error = crate::cli::parse(argv).unwrap_err();
        (error.message().unwrap(), error.hint().unwrap())
    }

    #[test]
    fn a_refusal_is_one_sentence_and_one_hint() {
        let both = |message: &str, hint: &str| (message.to_owned(), hint.to_owned());
        assert_eq!(
            told("create --nonsense"),
            both("unexpected argument '--nonsense' found", "to pass '--nonsense' as a value, use '-- --nonsense'")
        );
        assert_eq!(told("get"), both("the following required arguments were not provided: <URL|ID|->...", "fpaste help get"));
        let needs = both("it is not said what to do (it takes status, download, issue, list, revoke)", "fpaste help pki");
        assert_eq!(told("pki"), needs);
        assert_eq!(told("serve admin").1, "fpaste help serve admin");
        let (message, hint) = told("list --color pink");
        assert_eq!(message, "invalid value 'pink' for '--color <WHEN>' (it takes auto, always, never)");
        assert_eq!(hint, "fpaste help", "clap prints no usage with a wrong value");
        let (message, _) = told("create -x 5y");
        assert_eq!(message, "invalid value '5y' for '--expiry <DURATION>': '5y' is not a duration; use seconds or 30s, 5m, 12h, 7d, 2w");
    }
}
