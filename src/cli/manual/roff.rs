//! Text as man(7) markup.

use std::fmt::Write as _;

use super::Block;

/// Text in which nothing is markup.
pub(super) fn escape(text: &str) -> String {
    let text = text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq").replace('^', "\\(ha").replace('~', "\\(ti");
    let text: String =
        text.chars().map(|letter| if letter.is_ascii() { letter.to_string() } else { format!("\\[u{:04X}]", letter as u32) }).collect();
    text
}

/// Help text: what stands in backticks is bold.
pub(super) fn styled(text: &str) -> String {
    let mut styled = String::new();
    for (at, part) in text.split('`').enumerate() {
        if at % 2 == 1 {
            let _ = write!(styled, "\\fB{}\\fR", escape(part));
        } else {
            styled.push_str(&escape(part));
        }
    }
    styled
}

/// Markup in lines of at most 78 bytes: long ones are hard to compare. No line begins with a dot by accident.
pub(super) fn filled(markup: &str) -> String {
    let mut text = String::new();
    let mut length = 0;
    for word in markup.split_whitespace() {
        if length > 0 && length + 1 + word.len() > 78 {
            text.push('\n');
            length = 0;
        }
        if length > 0 {
            text.push(' ');
            length += 1;
        } else if word.starts_with('.') {
            text.push_str("\\&");
        }
        text.push_str(word);
        length += word.len();
    }
    text
}

/// A section with its heading.
pub(super) fn section(page: &mut String, heading: &str, blocks: &[Block]) {
    if blocks.is_empty() {
        return;
    }
    let _ = writeln!(page, ".SH {heading}");
    let mut first = true;
    for block in blocks {
        match block {
            Block::Paragraph(text) => {
                if !first {
                    page.push_str(".PP\n");
                }
                let _ = writeln!(page, "{}", filled(&styled(text)));
            }
            Block::Literal(lines) => {
                if !first {
                    page.push_str(".PP\n");
                }
                page.push_str(".RS 4\n.nf\n");
                for line in lines {
                    let _ = writeln!(
                        page,
                        "{}",
                        if line.is_empty() || line.starts_with('.') { format!("\\&{}", escape(line)) } else { escape(line) }
                    );
                }
                page.push_str(".fi\n.RE\n");
            }
            Block::Entry(term, meaning) => {
                let _ = writeln!(page, ".TP\n\\fB{}\\fR\n{}", escape(term), filled(&styled(meaning)));
            }
        }
        first = false;
    }
}
