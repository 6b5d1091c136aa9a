//! The page, in node and in a real browser.
