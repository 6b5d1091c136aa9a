//! What each server counts, for the others to see: a row of each for each network, gone when its window ends.

use super::column::{int, number};
use super::error::Fault;
use super::turn::keep;
use super::{Count, Counting, Deed, Postgres, Result, StoreError, TOLD};
use crate::server::network::Network;

/// What has not changed is not written.
const TELL: &str = "INSERT INTO counted (server, kind, network, count, most, ends_at) \
     SELECT $1, told.kind, told.network, told.count, told.most, told.ends_at \
     FROM unnest($2::BIGINT[], $3::BYTEA[], $4::BIGINT[], $5::BIGINT[], $6::BIGINT[]) AS told (kind, network, count, most, ends_at) \
     ON CONFLICT (server, kind, network) DO UPDATE SET count = excluded.count, most = excluded.most, ends_at = excluded.ends_at \
     WHERE counted.count <> excluded.count OR counted.most <> excluded.most OR counted.ends_at <> excluded.ends_at";
const HEAR: &str = "SELECT network, CAST(sum(count) AS BIGINT) AS told, max(most), max(ends_at) FROM counted \
     WHERE server <> $1 AND kind = $2 AND ends_at > $3 GROUP BY network ORDER BY told DESC LIMIT $4";

impl Counting for Postgres {
    fn is_shared(&self) -> bool {
        true
    }

    fn exchange(&self, own: &[Count], now: u64) -> Result<Vec<Count>> {
        if !own.is_empty() {
            let kinds: Vec<i64> = own.iter().map(|told| kind(told.deed)).collect();
            let networks: Vec<Vec<u8>> = own.iter().map(|told| packed(told.network)).collect();
            let counts: Vec<i64> = own.iter().map(|told| int(told.count)).collect();
            let limits: Vec<i64> = own.iter().map(|told| int(told.limit)).collect();
            let ends: Vec<i64> = own.iter().map(|told| int(told.ends_at)).collect();
            self.write(async |link| keep(link.run(TELL, &[&self.server.as_slice(), &kinds, &networks, &counts, &limits, &ends]).await?))?;
        }
        self.read(async |link| {
            let mut heard = Vec::new();
            for deed in [Deed::Write, Deed::Miss] {
                for row in link.rows(HEAR, &[&self.server.as_slice(), &kind(deed), &int(now), &int(TOLD as u64)]).await? {
                    let network = unpacked(row.try_get(0)?)?;
                    heard.push(Count { deed, network, count: number(&row, 1)?, limit: number(&row, 2)?, ends_at: number(&row, 3)? });
                }
            }
            Ok(heard)
        })
    }
}

fn kind(deed: Deed) -> i64 {
    match deed {
        Deed::Write => 1,
        Deed::Miss => 2,
    }
}

fn packed(network: Network) -> Vec<u8> {
    match network {
        Network::V4(octets) => octets.to_vec(),
        Network::V6(prefix) => prefix.to_be_bytes().to_vec(),
    }
}

fn unpacked(bytes: &[u8]) -> Result<Network, Fault> {
    let v4 = bytes.try_into().map(Network::V4);
    let v6 = || bytes.try_into().map(|prefix| Network::V6(u64::from_be_bytes(prefix)));
    v4.or_else(|_| v6()).map_err(|_| StoreError::Corrupt("a network of neither 4 nor 8 bytes".to_owned()).into())
}
