//! Rows under a header: aligned for people, tab-separated for programs.

use anstyle::Style;

use super::escape::one_line;
use super::paint;

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    header: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

/// One field: what a person reads and what a program reads.
#[derive(Clone, Debug)]
struct Cell {
    shown: String,
    exact: String,
}

impl Table {
    /// An empty table with these headings.
    pub fn new(header: &[&str]) -> Self {
        Self { header: header.iter().map(|&name| name.to_owned()).collect(), rows: Vec::new() }
    }

    /// Adds a row of (what a person reads, what a program reads).
    pub fn row(&mut self, cells: impl IntoIterator<Item = (String, String)>) {
        let cell = |(shown, exact)| Cell { shown, exact };
        self.rows.push(cells.into_iter().map(cell).collect());
    }

    /// Adds a row that reads the same to both.
    pub fn plain_row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.row(cells.into_iter().map(|cell| (cell.clone(), cell)));
    }

    /// Without a row.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Aligned columns under a header; lines are cut to the terminal.
    pub fn aligned(&self, columns: usize, color: bool) -> String {
        let shown: Vec<Vec<String>> = self.rows.iter().map(|row| row.iter().map(|cell| one_line(&cell.shown)).collect()).collect();
        let mut widths: Vec<usize> = self.header.iter().map(|name| width(name)).collect();
        for row in &shown {
            for (known, cell) in widths.iter_mut().zip(row) {
                *known = (*known).max(width(cell));
            }
        }
        let line = |cells: &[String]| {
            let mut text = String::new();
            for (at, (cell, &wide)) in cells.iter().zip(&widths).enumerate() {
                if at > 0 {
                    text.push_str("  ");
                }
                text.push_str(cell);
                if at + 1 < cells.len() {
                    text.push_str(&" ".repeat(wide.saturating_sub(width(cell))));
                }
            }
            let text = text.trim_end();
            if width(text) > columns { text.chars().take(columns.saturating_sub(1)).chain(['…']).collect() } else { text.to_owned() }
        };
        let mut text = paint(color, Style::new().bold(), &line(&self.header));
        text.push('\n');
        for row in &shown {
            text.push_str(&line(row));
            text.push('\n');
        }
        text
    }

    /// One row a line, fields apart by tabs, no header.
    pub fn tabbed(&self) -> String {
        self.rows.iter().map(|row| row.iter().map(|cell| one_line(&cell.exact)).collect::<Vec<_>>().join("\t") + "\n").collect()
    }
}

fn width(text: &str) -> usize {
    text.chars().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table {
        let mut table = Table::new(&["ID", "SIZE"]);
        table.row([("abc".to_owned(), "abc".to_owned()), ("1 KiB".to_owned(), "1024".to_owned())]);
        table.plain_row(["a\tb\u{1b}".to_owned(), String::new()]);
        table
    }

    #[test]
    fn people_get_columns_and_programs_get_tabs() {
        assert_eq!(table().aligned(80, false), "ID       SIZE\nabc      1 KiB\na b\\x1b\n");
        assert_eq!(table().tabbed(), "abc\t1024\na b\\x1b\t\n");
    }

    #[test]
    fn a_line_is_never_wider_than_the_terminal() {
        assert!(table().aligned(8, false).lines().all(|line| line.chars().count() <= 8));
    }
}
