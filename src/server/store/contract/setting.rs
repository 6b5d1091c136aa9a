//! What the server remembers about itself: secrets made once, lockdown, the setup code.

use super::super::trial::Trial;

pub(super) fn a_secret_is_made_once_whoever_asks_first(mut trial: Trial) {
    let all: Vec<[u8; 32]> = std::thread::scope(|scope| {
        let racers: Vec<_> = (0..16).map(|_| scope.spawn(|| *trial.secret("pow").unwrap())).collect();
        racers.into_iter().map(|racer| racer.join().unwrap()).collect()
    });
    assert!(all.iter().all(|secret| *secret == all[0] && *secret != [0; 32]));
    assert_ne!(*trial.secret("other").unwrap(), all[0]);
    trial.reopen();
    assert_eq!(*trial.secret("pow").unwrap(), all[0]);
}

pub(super) fn lockdown_outlasts_a_restart(mut trial: Trial) {
    assert!(!trial.lockdown().unwrap());
    for on in [true, true, false, false, true] {
        trial.set_lockdown(on).unwrap();
        trial.reopen();
        assert_eq!(trial.lockdown().unwrap(), on);
    }
}

pub(super) fn the_first_text_stays_until_it_is_forgotten(trial: Trial) {
    assert_eq!(trial.remembered("code").unwrap(), None);
    assert_eq!(trial.remember_once("code", "1").unwrap(), "1");
    assert_eq!(trial.remember_once("code", "2").unwrap(), "1");
    assert_eq!(trial.remembered("code").unwrap().as_deref(), Some("1"));
    assert!(trial.forget("code").unwrap());
    assert!(!trial.forget("code").unwrap());
    assert_eq!(trial.remember_once("code", "3").unwrap(), "3");
}
