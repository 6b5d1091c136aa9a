//! What works once. Who comes second waits for the row of the first, and finds it spent.

use super::column::{bytes, int};
use super::error::Fault;
use super::link::Link;
use super::paste::{columns, record};
use super::turn::{keep, leave};
use super::{Once, Postgres, Replay, Result, Spending};

const SPENT: &str = concat!(
    "SELECT once.request, once.paste, ",
    columns!(),
    " FROM once LEFT JOIN paste ON paste.seq = once.paste LEFT JOIN account ON account.id = paste.owner \
     WHERE once.key = $1 AND once.expires_at > $2"
);
/// One that is over and not yet swept away is overwritten.
const SPEND: &str = "INSERT INTO once (key, request, paste, expires_at) VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO UPDATE \
     SET request = excluded.request, paste = excluded.paste, expires_at = excluded.expires_at WHERE once.expires_at <= $5 RETURNING key";

impl Spending for Postgres {
    fn replay(&self, key: &[u8; 32], request: &[u8; 32], now: u64) -> Result<Option<Replay>> {
        let (key, request) = (self.vault.mark(key), self.vault.mark(request));
        self.read(async |link| look_up(link, &key, &request, now).await)
    }

    fn spend(&self, once: Once, now: u64) -> Result<bool> {
        let once = once.marked(&self.vault);
        self.write(async |link| if spend(link, &once, None, now).await? { keep(true) } else { leave(false) })
    }
}

pub(super) async fn look_up(link: &Link, key: &[u8; 32], request: &[u8; 32], now: u64) -> Result<Option<Replay>, Fault> {
    let Some(row) = link.row(SPENT, &[&key.as_slice(), &int(now)]).await? else { return Ok(None) };
    // The paste's own number is null where it is gone.
    if bytes::<32>(&row, 0)? != *request || row.try_get::<_, Option<i64>>(2)?.is_none() {
        return Ok(Some(Replay::Mismatch));
    }
    let record = record(&row, 2)?;
    Ok(Some(if record.is_open(now) { Replay::Same(record.paste) } else { Replay::Mismatch }))
}

/// Spends a token or key; `false` if it is spent.
pub(super) async fn spend(link: &Link, once: &Once, paste: Option<i64>, now: u64) -> Result<bool, Fault> {
    let values: [&(dyn tokio_postgres::types::ToSql + Sync); 5] =
        [&once.key.as_slice(), &once.request.as_slice(), &paste, &int(once.expires), &int(now)];
    Ok(link.row(SPEND, &values).await?.is_some())
}
