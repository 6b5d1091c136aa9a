//! A link as a QR code on stderr, two rows of modules in one line of text.

use qrcodegen::{QrCode, QrCodeEcc};

use crate::cli::talk::Talk;

/// Modules of white around the code (ISO/IEC 18004 asks for four; two are enough for every phone).
const MARGIN: i32 = 2;

/// Shows the code, or says why not.
pub(super) fn show(text: &str, talk: &mut Talk) {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Low) else {
        return talk.warn("no QR code: the link is too long for one");
    };
    let width = usize::try_from(code.size() + 2 * MARGIN).unwrap_or(usize::MAX);
    if talk.manner().terminal_err && width > talk.manner().columns {
        return talk.warn(format!("no QR code: it needs {width} columns"));
    }
    for line in lines(&code) {
        talk.insist(line);
    }
}

/// The code in half blocks, light on a dark terminal: what scanners see is the same either way.
fn lines(code: &QrCode) -> Vec<String> {
    let all = -MARGIN..code.size() + MARGIN;
    let light = |x: i32, y: i32| !code.get_module(x, y);
    all.clone()
        .step_by(2)
        .map(|y| {
            all.clone()
                .map(|x| match (light(x, y), light(x, y + 1)) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                })
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_fits_a_small_terminal() {
        let link = format!("https://paste.example.com/abc123def456#{}", "A".repeat(43));
        let code = QrCode::encode_text(&link, QrCodeEcc::Low).unwrap();
        let lines = lines(&code);
        assert!(lines.iter().all(|line| line.chars().count() <= 60), "{}", lines.len());
        assert!(lines[0].chars().all(|module| module == '█'), "a margin");
    }
}
