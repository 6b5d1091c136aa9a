//! What a paste is made of: its bytes taken out of what came, its media type, its entropy.

pub mod entropy;
pub mod media;
pub mod multipart;
