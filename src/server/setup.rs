//! How a server gets its first administrator: the setup code, and the hands at the machine itself (PROTOCOL §2).

use subtle::ConstantTimeEq;

use super::call::Call;
use super::request::Request;
use super::store::{self, Store};
use crate::protocol::{header, hex};
use crate::sys::entropy::{Entropy, draw};

/// The name the code is remembered by.
const NAME: &str = "setup_code";

/// The setup code while no admin exists, made at the first asking.
///
/// # Errors
/// The store's own.
pub fn code(store: &dyn Store, entropy: &dyn Entropy) -> store::Result<Option<String>> {
    if store.has_admin()? {
        store.forget(NAME)?;
        return Ok(None);
    }
    let fresh = draw::<16>(entropy).map_err(|_| store::StoreError::NoEntropy)?;
    store.remember_once(NAME, &hex(&fresh)).map(Some)
}

/// Whether a registration may make the first admin: it comes from the machine itself, or shows the right code. Pass it to
/// [`Certificates::add_certificate`](store::Certificates::add_certificate), which lets one of any number of racers win, and none once there is an admin.
///
/// # Errors
/// The store's own.
pub fn may_be_first_admin(call: &Call<'_>, request: &Request<'_>) -> store::Result<bool> {
    if call.caller.local {
        return Ok(true);
    }
    let Ok(Some(shown)) = request.headers.one(header::SETUP_CODE) else { return Ok(false) };
    let code = call.app.store.remembered(NAME)?;
    Ok(code.is_some_and(|code| code.as_bytes().ct_eq(shown.trim().as_bytes()).into()))
}
