//! The audit log: append-only rows, each chained to the one before by SHA-256.

use super::super::trial::{NOW, Trial};
use super::super::*;
use crate::protocol::audit_chain::{FIRST, link};
use crate::protocol::message::AuditEvent;

fn entry(number: u64) -> AuditEntry {
    AuditEntry { time: NOW + number, event: "paste.delete".to_owned(), subject: format!("é\"{number}"), ..AuditEntry::default() }
}

fn verify(rows: &[AuditEvent]) {
    assert!(rows.iter().all(|row| row.hash == link(row)));
    assert!(rows.windows(2).all(|pair| pair[1].previous == pair[0].hash && pair[1].seq == pair[0].seq + 1));
}

pub(super) fn many_writers_make_one_chain_that_goes_on_after_a_restart(mut trial: Trial) {
    assert_eq!(trial.audit_head().unwrap(), AuditHead { seq: 0, hash: FIRST.to_owned() });
    for _ in 0..2 {
        std::thread::scope(|scope| {
            for number in 0..8 {
                let trial = &trial;
                scope.spawn(move || (0..10).for_each(|_| drop(trial.append(entry(number)).unwrap())));
            }
        });
        trial.reopen();
    }
    let rows = trial.audit_page(0, 1000).unwrap();
    assert_eq!((rows.len(), rows[0].seq, rows[0].previous.as_str()), (160, 1, FIRST));
    verify(&rows);
    assert_eq!(trial.audit_head().unwrap(), AuditHead { seq: 160, hash: rows[159].hash.clone() });
    let page = trial.audit_page(100, 7).unwrap();
    assert_eq!((page.len(), page[0].seq), (7, 101));
}

pub(super) fn a_changed_row_breaks_the_chain(trial: Trial) {
    for number in 0..5 {
        trial.append(entry(number)).unwrap();
    }
    trial.execute("UPDATE audit SET outcome = 'ok' WHERE seq = 3");
    let rows = trial.audit_page(0, 10).unwrap();
    assert_eq!(rows.iter().filter(|row| row.hash != link(row)).map(|row| row.seq).collect::<Vec<_>>(), [3]);
}

pub(super) fn old_rows_go_from_the_front_and_the_last_stays(trial: Trial) {
    assert_eq!(trial.prune_audit(NOW + 5).unwrap(), 0);
    for number in [0, 1, 2, 9, 3, 10] {
        trial.append(entry(number)).unwrap();
    }
    assert_eq!(trial.prune_audit(NOW).unwrap(), 0);
    assert_eq!(trial.prune_audit(NOW + 5).unwrap(), 3);
    verify(&trial.audit_page(0, 10).unwrap());
    assert_eq!(trial.audit_page(0, 10).unwrap()[0].seq, 4);
    assert_eq!(trial.prune_audit(NOW + 500).unwrap(), 2);
    assert_eq!(trial.append(entry(11)).unwrap().seq, 7);
    verify(&trial.audit_page(0, 10).unwrap());
}
