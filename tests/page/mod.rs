mod both_ways; // the program and the page read each other's links
mod chrome; // a headless Chromium, driven over a pipe
mod line; // a bad line between the browser and the server
mod node; // the pure modules over the shared vectors, and the QR code under another decoder
mod paste; // pastes made and opened without the page
mod reading; // links made elsewhere, opened in the page
mod safety; // hostile pastes, the policy, accessibility, speed
mod writing; // links made in the page, opened elsewhere
