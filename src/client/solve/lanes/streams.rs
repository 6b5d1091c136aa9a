//! Several numbers at a time, with the processor's SHA instructions: each waits for the one before it in its own stream, so the streams
//! take turns. The rounds of the nonce are done once.

use std::arch::x86_64::{
    __m128i, _mm_add_epi32, _mm_alignr_epi8, _mm_and_si128, _mm_extract_epi32, _mm_or_si128, _mm_set1_epi32, _mm_setr_epi32,
    _mm_sha256msg1_epu32, _mm_sha256msg2_epu32, _mm_sha256rnds2_epu32, _mm_shuffle_epi32,
};

use super::{K, LANES, START, Tens};

/// Numbers tried in turns: two keep the unit busy, and all they hold fits the registers.
const STREAMS: usize = 2;
/// Groups of four rounds, and of four words.
const GROUPS: usize = 16;

/// The state as the instructions hold it: `f e b a` and `h g d c`, the lowest word first.
#[derive(Clone, Copy)]
struct State {
    feba: __m128i,
    hgdc: __m128i,
}

/// Groups of four rounds of all streams, side by side, written out so that what they hold stays in registers.
macro_rules! groups {
    ($constants:ident, $early:ident, [$($at:literal)*], $streams:tt) => { $( group!($constants, $early, $at, $streams); )* };
}

macro_rules! group {
    ($constants:ident, $early:ident, $at:literal, [$($state:ident $words:ident),*]) => {
        $( if $at >= 4 {
            let early = if $at == 4 { $early } else { _mm_sha256msg1_epu32($words[$at % 4], $words[($at + 1) % 4]) };
            let middle = _mm_alignr_epi8::<4>($words[($at + 3) % 4], $words[($at + 2) % 4]);
            $words[$at % 4] = _mm_sha256msg2_epu32(_mm_add_epi32(early, middle), $words[($at + 3) % 4]);
        } )*
        $( $state = four_rounds($state, _mm_add_epi32($words[$at % 4], $constants[$at])); )*
    };
}

/// The index of the first number whose digest may begin with enough zero bits: at most 56 turns of the SHA unit for each number.
#[target_feature(enable = "sha,sse4.1")]
#[allow(clippy::indexing_slicing, reason = "constant indexes into sixteen words and sixteen groups")]
pub(super) fn search(tens: &Tens<'_>) -> Option<u32> {
    let constants = constants();
    let mut start = start();
    // The four digits stand in two words, and are or-ed into the room that is left for them there.
    let (right, left) = (8 * tens.byte, 32 - 8 * tens.byte);
    let mut standing = *tens.words;
    standing[tens.word] &= !(u32::MAX >> right);
    standing[tens.word + 1] &= u32::MAX >> right;
    let place = |word: usize, group: usize| words(std::array::from_fn(|lane| if 4 * group + lane == word { u32::MAX } else { 0 }));
    let high = [place(tens.word, 2), place(tens.word, 3)];
    let low = [place(tens.word + 1, 2), place(tens.word + 1, 3)];
    let group = |at: usize| words(std::array::from_fn(|lane| standing[4 * at + lane]));
    let nonce = [group(0), group(1)];
    let rest = [group(2), group(3)];
    for (words, constants) in nonce.into_iter().zip(constants) {
        start = four_rounds(start, _mm_add_epi32(words, constants));
    }
    let early = _mm_sha256msg1_epu32(nonce[0], nonce[1]);
    let fill = |digits: u32| {
        let (begin, end) = (splat(digits >> right), splat(digits.checked_shl(left).unwrap_or(0)));
        let or = |at: usize| _mm_or_si128(rest[at], _mm_or_si128(_mm_and_si128(begin, high[at]), _mm_and_si128(end, low[at])));
        [nonce[0], nonce[1], or(0), or(1)]
    };
    for (digits, first) in tens.digits.iter().zip((0_u32..).step_by(LANES)) {
        if first + 15 < tens.from {
            continue;
        }
        for (&[one, two], first) in digits.as_chunks::<STREAMS>().0.iter().zip((first..).step_by(STREAMS)) {
            let (mut words, mut other_words) = (fill(one), fill(two));
            let (mut state, mut other) = (start, start);
            groups!(constants, early, [2 3 4 5 6 7 8 9 10 11 12 13 14 15], [state words, other other_words]);
            let heads = [state, other].map(|state| _mm_extract_epi32::<3>(state.feba).cast_unsigned().wrapping_add(START[0]) & tens.ones);
            // Both are looked at before anything is decided: else the compiler puts off the second stream until the first is done.
            if heads[0].min(heads[1]) == 0
                && let Some((_, index)) = heads.into_iter().zip(first..).find(|&(head, index)| head == 0 && index >= tens.from)
            {
                return Some(index);
            }
        }
    }
    None
}

/// What every digest begins with.
#[inline]
#[target_feature(enable = "sse4.1")]
#[expect(clippy::many_single_char_names, reason = "the letters are the standard's")]
fn start() -> State {
    let [a, b, c, d, e, f, g, h] = START;
    State { feba: words([f, e, b, a]), hgdc: words([h, g, d, c]) }
}

/// Four rounds; the words have their constants on.
#[inline]
#[target_feature(enable = "sha,sse4.1")]
fn four_rounds(State { feba, hgdc }: State, words: __m128i) -> State {
    let hgdc = _mm_sha256rnds2_epu32(hgdc, feba, words);
    let feba = _mm_sha256rnds2_epu32(feba, hgdc, _mm_shuffle_epi32::<0x0e>(words));
    State { feba, hgdc }
}

#[inline]
#[target_feature(enable = "sse4.1")]
fn words([a, b, c, d]: [u32; 4]) -> __m128i {
    _mm_setr_epi32(a.cast_signed(), b.cast_signed(), c.cast_signed(), d.cast_signed())
}

#[inline]
#[target_feature(enable = "sse4.1")]
fn splat(word: u32) -> __m128i {
    _mm_set1_epi32(word.cast_signed())
}

#[inline]
#[target_feature(enable = "sse4.1")]
#[allow(clippy::indexing_slicing, reason = "sixteen groups of four")]
fn constants() -> [__m128i; GROUPS] {
    let mut groups = [splat(0); GROUPS];
    for (at, group) in groups.iter_mut().enumerate() {
        *group = words([K[4 * at], K[4 * at + 1], K[4 * at + 2], K[4 * at + 3]]);
    }
    groups
}
