//! What is counted while pastes are made: the same body, and the bytes of a day. To count and to decide is one statement, which holds
//! the row until the transaction ends; so no two pass together, whichever servers they came to.

use super::column::{int, number};
use super::error::Fault;
use super::link::Link;
use super::{Dedup, NoRoom, Postgres, Quota, Result, Usage, tally};

const COUNT: &str = "INSERT INTO quota (day, scope, bytes) VALUES ($1, $2, $3) ON CONFLICT (day, scope) DO UPDATE \
     SET bytes = quota.bytes + excluded.bytes WHERE quota.bytes + excluded.bytes <= $4 RETURNING bytes";
const CAME: &str = "INSERT INTO dedup (scope, sha256, began_at, ends_at, count) VALUES ($1, $2, $3, $4, 1) ON CONFLICT (scope, sha256) \
     DO UPDATE SET \
     count = CASE WHEN dedup.began_at <= $3 AND dedup.ends_at > $3 THEN dedup.count + 1 ELSE 1 END, \
     ends_at = CASE WHEN dedup.began_at <= $3 AND dedup.ends_at > $3 THEN dedup.ends_at ELSE $4 END, \
     began_at = CASE WHEN dedup.began_at <= $3 AND dedup.ends_at > $3 THEN dedup.began_at ELSE $3 END \
     RETURNING count, ends_at";

/// Counts bytes in these quotas; the first of them that has no room, in which nothing must be kept.
pub(super) async fn count(link: &Link, quotas: &[Quota], bytes: u64) -> Result<Option<NoRoom>, Fault> {
    for quota in quotas {
        let fits =
            bytes <= quota.limit && link.row(COUNT, &[&int(quota.day), &quota.scope, &int(bytes), &int(quota.limit)]).await?.is_some();
        if !fits {
            let used = counted(link, quota).await?;
            return Ok(Some(NoRoom { scope: quota.scope.clone(), limit: quota.limit, used }));
        }
    }
    Ok(None)
}

/// Counts a body; its first coming, and the first after a window, begins one. If it came too often: how often before, and the seconds
/// until the window ends. Then nothing must be kept.
pub(super) async fn came(link: &Link, dedup: &Dedup, sha256: &[u8; 32], now: u64) -> Result<Option<(u64, u64)>, Fault> {
    let ends_at = int(now.saturating_add(dedup.window));
    let Some(row) = link.row(CAME, &[&dedup.scope, &sha256.as_slice(), &int(now), &ends_at]).await? else { return Ok(None) };
    let (count, ends_at) = (number(&row, 0)?, number(&row, 1)?);
    Ok((count > dedup.max).then(|| (count - 1, ends_at.saturating_sub(now))))
}

async fn counted(link: &Link, quota: &Quota) -> Result<u64, Fault> {
    let row = link.row("SELECT bytes FROM quota WHERE day = $1 AND scope = $2", &[&int(quota.day), &quota.scope]).await?;
    row.map_or(Ok(0), |row| number(&row, 0))
}

impl Usage for Postgres {
    fn counted(&self, quota: &Quota) -> Result<u64> {
        self.read(async |link| counted(link, quota).await)
    }

    /// The bytes of all bodies that nobody has leased.
    fn size(&self) -> Result<u64> {
        self.read(async |link| tally::stored(link, None).await.map(|stored| stored.bytes))
    }

    /// No end: the disk is another machine's, whose operator watches it.
    fn disk_free(&self) -> Result<u64> {
        Ok(u64::MAX)
    }
}
