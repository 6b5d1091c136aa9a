//! One line of the history.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// A paste that this machine created. Unknown fields of a later version are ignored.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct Record {
    /// Its name.
    pub id: String,
    /// Who has it, as it was configured.
    pub server: String,
    /// The file's name, if it had one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Bytes before sealing.
    #[serde(default)]
    pub size: u64,
    /// The media type inside.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// When it was made.
    #[serde(default)]
    pub created: u64,
    /// When it goes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<u64>,
    /// It is sealed.
    #[serde(default)]
    pub encrypted: bool,
    /// Its first reading deletes it.
    #[serde(default)]
    pub burn: bool,
    /// It has a password.
    #[serde(default)]
    pub password: bool,
    /// Deletes it without an identity.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "secret")]
    pub delete_token: Option<Zeroizing<String>>,
    /// Opens it.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "secret")]
    pub key: Option<Zeroizing<String>>,
}

impl Record {
    /// Whether it has expired.
    pub fn is_over(&self, now: u64) -> bool {
        self.expires.is_some_and(|expires| expires <= now)
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record").field("id", &self.id).field("server", &self.server).finish_non_exhaustive()
    }
}

/// Secrets on their way in and out.
mod secret {
    use serde::{Deserialize as _, Deserializer, Serializer};
    use zeroize::Zeroizing;

    #[expect(clippy::ref_option, reason = "serde passes a reference to the field")]
    pub(super) fn serialize<S: Serializer>(secret: &Option<Zeroizing<String>>, to: S) -> Result<S::Ok, S::Error> {
        match secret {
            Some(text) => to.serialize_some(text.as_str()),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Zeroizing<String>>, D::Error> {
        Ok(Option::<String>::deserialize(from)?.map(Zeroizing::new))
    }
}
