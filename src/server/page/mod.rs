//! The page that decrypts in the browser: its files, embedded, under hashed names.
