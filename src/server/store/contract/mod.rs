//! What every engine must do: each verb, each race, each boundary, one text for all of them.
//!
//! A test gets a database of its own. Those of PostgreSQL share one server, which the first of them starts; where it is not
//! installed they skip, or fail under `FPASTE_ALL_TESTS=1`.
#![expect(clippy::needless_pass_by_value, reason = "a test owns its database")]

mod account;
mod audit;
mod burn;
mod certificate;
mod listing;
mod moving;
mod once;
mod paste;
mod quota;
mod rekey;
mod setting;
mod sweep;
mod token;
mod update;

macro_rules! contract {
    ($($noun:ident: $($test:ident),+;)+) => {
        mod sqlite {
            $(mod $noun {
                $(#[test] fn $test() { super::super::$noun::$test(crate::server::store::trial::Trial::new()); })+
            })+
        }
        /// The same where bodies are sealed at rest.
        mod sqlite_sealed {
            $(mod $noun {
                $(#[test] fn $test() { super::super::$noun::$test(crate::server::store::trial::Trial::new().sealed()); })+
            })+
        }
        #[cfg(feature = "postgres")]
        mod postgres {
            $(mod $noun {
                $(#[test] fn $test() {
                    if let Some(trial) = crate::server::store::trial::Trial::postgres() {
                        super::super::$noun::$test(trial);
                    }
                })+
            })+
        }
    };
}

contract! {
    account:
        a_fingerprint_gets_one_account_however_many_ask,
        marks_are_given_and_taken_and_say_whether_anything_changed;
    audit:
        many_writers_make_one_chain_that_goes_on_after_a_restart,
        a_changed_row_breaks_the_chain,
        old_rows_go_from_the_front_and_the_last_stays;
    burn:
        without_a_reader_it_is_gone_at_once,
        what_does_not_burn_or_is_over_does_not_burn,
        a_lease_is_for_one_reader_for_sixty_seconds_from_the_first_fetch,
        the_end_of_a_paste_does_not_cut_its_lease,
        only_its_reader_confirms_a_lease,
        of_many_readers_exactly_one_gets_the_bytes,
        one_reader_that_fetches_twice_at_once_gets_it_twice;
    certificate:
        a_renewal_joins_its_account_and_a_stranger_gets_one,
        of_many_first_registrations_one_becomes_admin,
        the_mark_granted_before_the_certificate_came_is_found_by_it,
        a_certificate_is_revoked_once,
        a_serial_or_a_fingerprint_is_kept_once,
        there_is_one_authority_and_its_key_is_in_no_debug_text;
    listing:
        pages_meet_without_gap_or_overlap_also_within_one_second,
        expired_and_leased_pastes_are_neither_shown_nor_counted_unread_burns_are,
        what_is_no_cursor_is_refused;
    moving:
        all_of_it_moves_and_means_the_same_there_and_back,
        cut_short_after_any_step_the_same_move_goes_on,
        a_database_that_leaves_is_read_and_never_written,
        what_burned_before_a_move_was_given_up_does_not_rise_in_the_next,
        neither_end_is_opened_while_it_is_on_its_way,
        a_target_that_holds_anything_is_left_alone,
        what_is_not_the_same_at_both_ends_is_named_and_opens_nothing;
    once:
        the_same_request_gets_the_same_paste_and_nothing_is_counted_again,
        another_request_or_a_paste_that_is_gone_is_a_mismatch,
        a_refused_creation_spends_nothing,
        what_is_over_may_come_again_swept_away_or_not,
        of_many_with_one_token_one_makes_a_paste,
        of_many_registrations_with_one_token_one_spends_it;
    paste:
        a_paste_comes_back_as_it_was_put_in_also_after_a_restart,
        a_body_of_any_length_comes_back_whole,
        expired_unknown_and_burning_pastes_have_no_body_to_read,
        of_many_deleters_one_deletes,
        all_go_only_if_the_number_is_right;
    quota:
        a_body_may_come_so_often_in_a_window_that_its_first_coming_began,
        a_quota_takes_what_fits_and_counts_only_that,
        of_many_at_once_no_more_get_in_than_fit;
    rekey:
        what_is_sealed_opens_with_its_key_alone,
        what_lay_in_the_clear_is_read_and_then_sealed,
        a_change_that_was_cut_short_anywhere_goes_on_with_the_same_keys_alone,
        whoever_holds_the_old_key_makes_nothing_more,
        of_those_who_make_pastes_while_the_key_changes_none_is_left_behind,
        what_is_kept_of_a_body_means_the_same_before_and_after;
    setting:
        a_secret_is_made_once_whoever_asks_first,
        lockdown_outlasts_a_restart,
        the_first_text_stays_until_it_is_forgotten;
    sweep:
        what_is_over_goes_and_the_rest_stays,
        spent_tokens_body_counts_and_days_go_when_they_are_over;
    token:
        a_token_is_found_by_its_hash_and_listed_to_its_account_alone,
        it_counts_while_its_account_does,
        that_of_a_marked_account_without_a_certificate_of_ours_counts_while_the_mark_is_on_it,
        its_use_is_noted_once_a_minute;
    update:
        what_is_named_changes_and_the_rest_stays,
        a_new_body_replaces_the_old_of_any_length,
        what_burns_or_is_over_never_changes,
        a_reader_meets_the_old_body_or_the_new_and_no_mixture;
}
