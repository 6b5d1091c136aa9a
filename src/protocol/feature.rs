//! The extensions a server announces in `features`, so that an older one is met with what it understands.

macro_rules! features {
    ($($(#[doc = $doc:literal])* $name:ident = $word:literal;)*) => {
        $($(#[doc = $doc])* pub const $name: &str = $word;)*

        /// Every feature this server has, in the order of the protocol page.
        pub const ALL: &[&str] = &[$($name,)*];
    };
}

features! {
    /// Stores the v2 container (any server does; announced, a client may send it).
    CONTAINER2 = "container2";
    /// Burn pastes may demand a claim derived from the link's key.
    BURN_CLAIM = "burn-claim";
    /// A cut-off reader of a burn paste may fetch again for a while.
    BURN_LEASE = "burn-lease";
    /// Pastes can be deleted by the token handed out, or hashed, at creation.
    DELETE_TOKEN = "delete-token";
    /// The same proof with the same request answers the same paste.
    POW_IDEMPOTENT = "pow-idempotent";
    /// `DELETE /pastes?confirm=N`.
    BULK_DELETE = "bulk-delete";
    /// `Authorization: Bearer fpt_…`.
    API_TOKENS = "api-tokens";
    /// The page that decrypts in the browser.
    WEB = "web";
}
