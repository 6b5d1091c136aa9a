//! The certificates this server issued, and its authority.

use zeroize::Zeroizing;

use super::super::trial::{NOW, Trial};
use super::super::*;

fn certificate(number: u64) -> IssuedCertificate {
    IssuedCertificate {
        serial: format!("{number:032x}"),
        common_name: format!("name {number}"),
        sha1: format!("{number:040x}"),
        sha256: format!("{number:064x}"),
        issued_at: NOW,
        expires_at: NOW + 100,
        revoked_at: None,
    }
}

pub(super) fn a_renewal_joins_its_account_and_a_stranger_gets_one(trial: Trial) {
    let first = trial.add_certificate(certificate(1), None, false).unwrap();
    assert_eq!((first.owner_fingerprint.as_str(), first.admin), (certificate(1).sha1.as_str(), false));
    assert!(trial.grant_admin(&certificate(1).sha1, NOW).unwrap());
    let renewed = trial.add_certificate(certificate(2), Some(first.account), false).unwrap();
    assert_eq!(renewed, Enrolled { admin: true, ..first.clone() });
    let stranger = trial.add_certificate(certificate(3), None, false).unwrap();
    assert!(stranger.account != first.account && !stranger.admin);
    let identity = trial.identity(&certificate(2).sha1).unwrap().unwrap();
    assert_eq!((identity.account, identity.owner_fingerprint, identity.admin), (first.account, certificate(1).sha1, true));
    assert_eq!(identity.certificate, Some(certificate(2)));
    let serials: Vec<_> = trial.certificates().unwrap().into_iter().map(|row| row.certificate.serial).collect();
    assert_eq!(serials, [certificate(3).serial, certificate(2).serial, certificate(1).serial]);
}

pub(super) fn of_many_first_registrations_one_becomes_admin(first: Trial) {
    for _ in 0..5 {
        let trial = first.another();
        let admins: usize = std::thread::scope(|scope| {
            let racers: Vec<_> = (1..=16)
                .map(|number| {
                    let trial = &trial;
                    scope.spawn(move || usize::from(trial.add_certificate(certificate(number), None, true).unwrap().admin))
                })
                .collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).sum()
        });
        assert_eq!((admins, trial.marked_accounts().unwrap().len()), (1, 1));
    }
}

pub(super) fn the_mark_granted_before_the_certificate_came_is_found_by_it(trial: Trial) {
    trial.grant_admin(&certificate(1).sha1, NOW).unwrap();
    assert!(trial.add_certificate(certificate(1), None, false).unwrap().admin);
    assert!(!trial.add_certificate(certificate(2), None, true).unwrap().admin);
}

pub(super) fn a_certificate_is_revoked_once(trial: Trial) {
    trial.add_certificate(certificate(1), None, false).unwrap();
    assert!(certificate(1).is_valid(NOW + 99) && !certificate(1).is_valid(NOW + 100));
    assert_eq!(trial.revoke_certificate(&certificate(2).serial, NOW).unwrap(), None);
    assert_eq!(trial.revoke_certificate(&certificate(1).serial, NOW + 1).unwrap(), Some(true));
    assert_eq!(trial.revoke_certificate(&certificate(1).serial, NOW + 2).unwrap(), Some(false));
    let found = trial.identity(&certificate(1).sha1).unwrap().unwrap().certificate.unwrap();
    assert!(found.revoked_at == Some(NOW + 1) && !found.is_valid(NOW + 1));
}

pub(super) fn a_serial_or_a_fingerprint_is_kept_once(trial: Trial) {
    trial.add_certificate(certificate(1), None, false).unwrap();
    assert!(trial.add_certificate(IssuedCertificate { serial: certificate(1).serial, ..certificate(2) }, None, true).is_err());
    assert!(trial.identity(&certificate(2).sha1).unwrap().is_none() && !trial.has_admin().unwrap());
}

pub(super) fn there_is_one_authority_and_its_key_is_in_no_debug_text(mut trial: Trial) {
    assert!(trial.authority().unwrap().is_none());
    let authority = |key: &str| Authority { certificate_pem: "PEM".to_owned(), key_pem: Zeroizing::new(key.to_owned()), created_at: NOW };
    assert!(trial.set_authority(authority("first")).unwrap());
    assert!(!trial.set_authority(authority("second")).unwrap());
    trial.reopen();
    let kept = trial.authority().unwrap().unwrap();
    assert!(kept == authority("first") && !format!("{kept:?}").contains("first"));
}
