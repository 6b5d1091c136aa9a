//! The room that bodies share, in every order that threads can come in.

use super::*;
use crate::sys::sync::checked::{all, in_every_order};

fn body(budget: &Budget) -> impl FnOnce() -> (bool, SpoolWriter) + Send + use<> {
    let budget = budget.clone();
    move || {
        let mut writer = SpoolWriter::new(&budget);
        (writer.write_all(&[7; 60]).is_ok(), writer)
    }
}

#[test]
fn bodies_hold_no_more_than_there_is_and_give_all_of_it_back_in_every_order() {
    for (memory, disk) in [(100, 0), (0, 100)] {
        in_every_order(2, move || {
            let budget = Budget::new(memory, disk);
            let bodies = all([body(&budget), body(&budget)]);
            assert_eq!(bodies.iter().filter(|(fits, _)| *fits).count(), 1, "of two that do not fit together, one");
            drop(bodies);
            assert_eq!(*budget.left(), Left { memory, disk });
        });
    }
}

#[test]
fn a_body_that_waits_for_room_gets_what_another_gives_back_in_every_order() {
    in_every_order(2, || {
        let budget = Budget::new(0, 100);
        budget.relieved_by(|| true);
        // Each goes as soon as it is there: whoever comes second waits for the first, and is woken.
        let comes_and_goes = || {
            let body = body(&budget);
            move || body().0
        };
        assert_eq!(all([comes_and_goes(), comes_and_goes()]), [true, true]);
        assert_eq!(*budget.left(), Left { memory: 0, disk: 100 });
    });
}
