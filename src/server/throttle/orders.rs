//! What races in the throttles, in every order that threads can come in.

use std::sync::Arc;

use super::*;
use crate::protocol::PasteId;
use crate::server::network::Network;
use crate::server::store::{self, Quota as Counted, Usage};
use crate::sys::sync::checked::{all, in_every_order};

const HERE: Network = Network::V4([192, 0, 2, 1]);

#[test]
fn uploads_pass_no_quota_together_in_every_order() {
    /// What the store has written down, which it does while the upload still holds its reservation.
    #[derive(Default)]
    struct Written(Mutex<u64>);
    impl Usage for Written {
        fn counted(&self, _: &Counted) -> store::Result<u64> {
            Ok(*lock(&self.0))
        }
        fn size(&self) -> store::Result<u64> {
            Ok(*lock(&self.0))
        }
        fn disk_free(&self) -> store::Result<u64> {
            Ok(1000 - *lock(&self.0))
        }
    }
    for rules in [
        QuotaRules { network: 100, ..QuotaRules::default() },
        QuotaRules { total: 100, ..QuotaRules::default() },
        QuotaRules { disk_floor: 900, ..QuotaRules::default() },
    ] {
        in_every_order(2, move || {
            let (quotas, written) = (Quotas::default(), Arc::new(Written::default()));
            let upload = || {
                let (quotas, written) = (quotas.clone(), Arc::clone(&written));
                move || {
                    let Ok(mut reservation) = quotas.reserve(Holder::Network(HERE), 60, rules, &*written, 5) else { return 0 };
                    reservation.shrink(60);
                    *lock(&written.0) += 60;
                    drop(reservation);
                    1
                }
            };
            let passed: u64 = all([upload(), upload()]).into_iter().sum();
            assert_eq!(passed, 1, "of two that do not fit together, one");
            assert_eq!(*lock(&written.0), 60);
            // Nothing stays reserved.
            assert!(quotas.reserve(Holder::Network(HERE), 40, rules, &*written, 5).is_ok());
        });
    }
}

#[test]
fn of_uploads_with_one_key_one_is_read_in_every_order() {
    in_every_order(2, || {
        let (flights, reading) = (InFlight::default(), Arc::new(Mutex::new(0)));
        let upload = || {
            let (flights, reading) = (flights.clone(), Arc::clone(&reading));
            move || {
                let Some(flight) = flights.begin([1; 32]) else { return 0 };
                *lock(&reading) += 1;
                assert_eq!(*lock(&reading), 1, "two are read");
                *lock(&reading) -= 1;
                drop(flight);
                1
            }
        };
        let read: u32 = all([upload(), upload()]).into_iter().sum();
        assert!(read >= 1);
        assert!(flights.begin([1; 32]).is_some());
    });
}

#[test]
fn every_password_gets_its_turn_and_none_two_at_once_in_every_order() {
    in_every_order(2, || {
        // Loom's clock does not run: nobody gives up waiting, and a wake-up that is lost ends the model.
        let kdf = Arc::new(Kdf::new(1, std::time::Duration::from_secs(3600)));
        let hashing = Arc::new(Mutex::new(false));
        let check = || {
            let (kdf, hashing) = (Arc::clone(&kdf), Arc::clone(&hashing));
            move || {
                kdf.take_a_turn(|| {
                    assert!(!std::mem::replace(&mut *lock(&hashing), true), "two at once");
                    *lock(&hashing) = false;
                })
                .unwrap();
            }
        };
        all([check(), check(), check()]);
    });
}

#[test]
fn parallel_tries_pass_no_lock_in_every_order() {
    in_every_order(2, || {
        let paste: PasteId = "abcd".parse().unwrap();
        let tries = Arc::new(PasswordTries::default());
        for _ in 0..9 {
            let _ = tries.begin(&paste, HERE, 5).unwrap();
        }
        let attempt = |right: bool| {
            let (tries, paste) = (Arc::clone(&tries), paste.clone());
            move || match tries.begin(&paste, HERE, 5) {
                Err(_) => 0,
                Ok(attempt) if right => {
                    attempt.refund();
                    0
                }
                Ok(_) => 1,
            }
        };
        let wrong: u32 = all([attempt(false), attempt(false), attempt(true)]).into_iter().sum();
        assert!(wrong <= 1, "a tenth wrong try, and no eleventh");
        assert_eq!(tries.begin(&paste, HERE, 5).is_err(), wrong == 1, "a right one counts for nothing");
    });
}
