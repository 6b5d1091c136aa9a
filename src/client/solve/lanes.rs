//! Several numbers at a time: sixteen lanes of one register with AVX-512, or two streams that take turns at the SHA instructions
//! (`streams`).
//!
//! The nonce fills the first eight words of the block, so its rounds are done once; a chunk is ten times ten thousand numbers that
//! differ in their last four digits, which a table holds as they stand in the block. The search in lanes is written once, over a handful
//! of operations on sixteen lanes: `wide` has them as instructions, `plain` (in the tests) as loops, so that it is proved on any machine.

mod streams;

use std::arch::is_x86_feature_detected;
use std::sync::OnceLock;

use super::blocks::{self, START};
use super::{numbers, solves};

/// Numbers tried at once.
const LANES: usize = 16;
/// Numbers that differ in their last four digits.
const LOW: u64 = 10_000;
/// Bytes of our nonces; they fill whole words.
const NONCE: usize = 32;
/// Their words.
const NONCE_WORDS: usize = NONCE / 4;

/// FIPS 180-4 §4.2.2.
#[rustfmt::skip]
const K: [u32; 64] = [
    0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5, 0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5,
    0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3, 0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174,
    0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc, 0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da,
    0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7, 0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967,
    0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13, 0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85,
    0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3, 0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070,
    0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5, 0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3,
    0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208, 0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2,
];

/// A nonce to try the lanes on.
const PROBE: &str = "0123456789abcdef0123456789abcdef";

/// What tries several numbers at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Sixteen lanes.
    Lanes,
    /// Streams.
    Streams,
}

impl Unit {
    /// Whether this machine has it and this nonce suits it. Before it is believed it must once find what ten blocks find: a search that
    /// overlooks solutions would never end.
    pub(super) fn can(self, nonce: &str) -> bool {
        static LANES: OnceLock<bool> = OnceLock::new();
        static STREAMS: OnceLock<bool> = OnceLock::new();
        let proved = match self {
            Self::Lanes => &LANES,
            Self::Streams => &STREAMS,
        };
        nonce.len() == NONCE && self.is_here() && *proved.get_or_init(|| self.scan(PROBE, 8, 1) == blocks::scan(PROBE, 8, 1))
    }

    fn is_here(self) -> bool {
        match self {
            Self::Lanes => is_x86_feature_detected!("avx512f"),
            Self::Streams => is_x86_feature_detected!("sha") && is_x86_feature_detected!("sse4.1"),
        }
    }

    /// The smallest solution in a chunk other than the first, whose numbers are shorter than the table's digits.
    pub(super) fn scan(self, nonce: &str, difficulty: u8, chunk: u64) -> Option<u64> {
        scan_with(nonce, difficulty, chunk, |tens| self.search(tens))
    }

    fn search(self, tens: &Tens<'_>) -> Option<u32> {
        #[expect(unsafe_code, reason = "the features are detected in `can`, which the only caller asks first")]
        // SAFETY: the features are there; the functions are safe in every other way.
        unsafe {
            match self {
                Self::Lanes => wide_search(tens),
                Self::Streams => streams::search(tens),
            }
        }
    }
}

fn scan_with(nonce: &str, difficulty: u8, chunk: u64, search: impl Fn(&Tens<'_>) -> Option<u32>) -> Option<u64> {
    if difficulty == 0 {
        return Some(numbers(chunk).start);
    }
    let range = numbers(chunk);
    // The four digits end where the padding begins.
    let at = NONCE + 1 + range.start.to_string().len() - 4;
    let byte = u32::try_from(at % 4).unwrap_or(0);
    let digits = low_digits();
    let mut first = range.start;
    while first < range.end {
        let words = words(&blocks::block(nonce, first));
        let mut tens = Tens { words: &words, digits: &digits, word: at / 4, byte, ones: u32::MAX << blocks::shift(difficulty), from: 0 };
        while let Some(index) = search(&tens) {
            let number = first + u64::from(index);
            if solves(nonce, difficulty, number) {
                return Some(number);
            }
            tens.from = index + 1;
        }
        first = first.checked_add(LOW)?;
    }
    None
}

/// `0000` to `9999`, each as the four bytes of a word, sixteen by sixteen.
fn low_digits() -> Vec<[u32; LANES]> {
    let digit = |value: u32| u32::from(b'0') + value % 10;
    let word = |n: u32| digit(n / 1000) << 24 | digit(n / 100) << 16 | digit(n / 10) << 8 | digit(n);
    (0..10_000).step_by(LANES).map(|first: u32| std::array::from_fn(|lane| word(first + u32::try_from(lane).unwrap_or(0)))).collect()
}

/// A block as big-endian words.
fn words(block: &[u8; blocks::BLOCK]) -> [u32; 16] {
    let mut words = [0; 16];
    for (word, bytes) in words.iter_mut().zip(block.as_chunks::<4>().0) {
        *word = u32::from_be_bytes(*bytes);
    }
    words
}

/// Ten thousand numbers: the block of the first, and where the last four digits stand.
struct Tens<'a> {
    words: &'a [u32; 16],
    digits: &'a [[u32; LANES]],
    /// The word of the first of the four digits, and the byte in it.
    word: usize,
    byte: u32,
    /// Bits of a digest's first word that must be zero.
    ones: u32,
    /// Skip those before.
    from: u32,
}

macro_rules! rounds_of_words {
    ($ops:ident, $state:ident, $w:ident, [$($i:literal)*]) => {
        $( $state = $ops::round(&$state, K[$i], $w[$i]); )*
    };
}

macro_rules! sixteen_rounds {
    ($ops:ident, $state:ident, $w:ident, $from:literal, [$($i:literal)*]) => {
        $(
            $w[$i] = $ops::add(
                $ops::add($w[$i], $ops::schedule::<7, 18, 3>($w[($i + 1) % 16])),
                $ops::add($w[($i + 9) % 16], $ops::schedule::<17, 19, 10>($w[($i + 14) % 16])),
            );
            $state = $ops::round(&$state, K[$from + $i], $w[$i]);
        )*
    };
}

/// Makes a search over the operations of a module: the index of the first number whose digest may begin with enough zero bits.
/// The word of the varying digits is a constant in each copy of it, so that all that does not vary is computed once.
macro_rules! search {
    ($(#[$attribute:meta])* $name:ident, $at:ident, $ops:ident) => {
        $(#[$attribute])*
        fn $name(tens: &Tens<'_>) -> Option<u32> {
            match tens.word {
                8 => $at::<8>(tens),
                9 => $at::<9>(tens),
                10 => $at::<10>(tens),
                11 => $at::<11>(tens),
                _ => $at::<12>(tens),
            }
        }

        $(#[$attribute])*
        #[allow(clippy::indexing_slicing, reason = "constant indexes into sixteen words and sixty-four constants")]
        fn $at<const WORD: usize>(tens: &Tens<'_>) -> Option<u32> {
            let (right, left) = (8 * tens.byte, 32 - 8 * tens.byte);
            let mut standing = *tens.words;
            standing[WORD] &= !(u32::MAX >> right);
            standing[WORD + 1] &= u32::MAX >> right;
            let mut start = [$ops::splat(0); 8];
            for (lane, &word) in start.iter_mut().zip(&START) {
                *lane = $ops::splat(word);
            }
            for (&word, &k) in standing.iter().zip(&K).take(NONCE_WORDS) {
                start = $ops::round(&start, k, $ops::splat(word));
            }
            let (ones, first) = ($ops::splat(tens.ones), $ops::splat(START[0]));
            for (digits, group) in tens.digits.iter().zip((0_u32..).step_by(LANES)) {
                if group + 15 < tens.from {
                    continue;
                }
                let mut w = [$ops::splat(0); 16];
                for (lane, &word) in w.iter_mut().zip(&standing) {
                    *lane = $ops::splat(word);
                }
                w[WORD] = $ops::or(w[WORD], $ops::load(&digits.map(|word| word >> right)));
                w[WORD + 1] = $ops::or(w[WORD + 1], $ops::load(&digits.map(|word| word.checked_shl(left).unwrap_or(0))));
                let mut state = start;
                rounds_of_words!($ops, state, w, [8 9 10 11 12 13 14 15]);
                sixteen_rounds!($ops, state, w, 16, [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15]);
                sixteen_rounds!($ops, state, w, 32, [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15]);
                sixteen_rounds!($ops, state, w, 48, [0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15]);
                let zero = $ops::zeros($ops::add(state[0], first), ones);
                let wanted = zero & u16::MAX.checked_shl(tens.from.saturating_sub(group)).unwrap_or(0);
                if wanted != 0 {
                    return Some(group + wanted.trailing_zeros());
                }
            }
            None
        }
    };
}

search!(
    #[target_feature(enable = "avx512f")]
    wide_search,
    wide_search_at,
    wide
);

/// Sixteen lanes as one register.
mod wide {
    use std::arch::x86_64::{
        __m512i, _mm512_add_epi32, _mm512_or_si512, _mm512_ror_epi32, _mm512_set1_epi32, _mm512_setr_epi32, _mm512_srli_epi32,
        _mm512_ternarylogic_epi32, _mm512_testn_epi32_mask,
    };

    /// Truth tables of three inputs: exclusive or, choice, majority.
    const XOR: i32 = 0x96;
    const CHOOSE: i32 = 0xca;
    const MAJORITY: i32 = 0xe8;

    #[inline]
    #[target_feature(enable = "avx512f")]
    pub(super) fn splat(word: u32) -> __m512i {
        _mm512_set1_epi32(word.cast_signed())
    }

    #[inline]
    #[expect(clippy::many_single_char_names, reason = "sixteen lanes")]
    #[target_feature(enable = "avx512f")]
    pub(super) fn load(words: &[u32; 16]) -> __m512i {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = words.map(u32::cast_signed);
        _mm512_setr_epi32(a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p)
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    pub(super) fn add(a: __m512i, b: __m512i) -> __m512i {
        _mm512_add_epi32(a, b)
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    pub(super) fn or(a: __m512i, b: __m512i) -> __m512i {
        _mm512_or_si512(a, b)
    }

    /// A small sigma: two rotations and a shift.
    #[inline]
    #[target_feature(enable = "avx512f")]
    pub(super) fn schedule<const A: i32, const B: i32, const C: u32>(x: __m512i) -> __m512i {
        _mm512_ternarylogic_epi32::<XOR>(_mm512_ror_epi32::<A>(x), _mm512_ror_epi32::<B>(x), _mm512_srli_epi32::<C>(x))
    }

    #[inline]
    #[target_feature(enable = "avx512f")]
    fn sigma<const A: i32, const B: i32, const C: i32>(x: __m512i) -> __m512i {
        _mm512_ternarylogic_epi32::<XOR>(_mm512_ror_epi32::<A>(x), _mm512_ror_epi32::<B>(x), _mm512_ror_epi32::<C>(x))
    }

    #[inline]
    #[expect(clippy::many_single_char_names, reason = "the letters are the standard's")]
    #[target_feature(enable = "avx512f")]
    pub(super) fn round(state: &[__m512i; 8], k: u32, w: __m512i) -> [__m512i; 8] {
        let &[a, b, c, d, e, f, g, h] = state;
        let t1 = add(add(add(h, sigma::<6, 11, 25>(e)), _mm512_ternarylogic_epi32::<CHOOSE>(e, f, g)), add(w, splat(k)));
        let t2 = add(sigma::<2, 13, 22>(a), _mm512_ternarylogic_epi32::<MAJORITY>(a, b, c));
        [add(t1, t2), a, b, c, add(d, t1), e, f, g]
    }

    /// A bit for each lane that has none of these bits.
    #[inline]
    #[target_feature(enable = "avx512f")]
    pub(super) fn zeros(a: __m512i, bits: __m512i) -> u16 {
        _mm512_testn_epi32_mask(a, bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sixteen lanes as a loop.
    mod plain {
        type V = [u32; 16];

        pub(super) fn splat(word: u32) -> V {
            [word; 16]
        }

        pub(super) fn load(words: &V) -> V {
            *words
        }

        pub(super) fn add(a: V, b: V) -> V {
            std::array::from_fn(|i| a[i].wrapping_add(b[i]))
        }

        pub(super) fn or(a: V, b: V) -> V {
            std::array::from_fn(|i| a[i] | b[i])
        }

        pub(super) fn schedule<const A: u32, const B: u32, const C: u32>(x: V) -> V {
            x.map(|x| x.rotate_right(A) ^ x.rotate_right(B) ^ (x >> C))
        }

        #[expect(clippy::many_single_char_names, reason = "the letters are the standard's")]
        pub(super) fn round(state: &[V; 8], k: u32, w: V) -> [V; 8] {
            let mut next = *state;
            for i in 0..16 {
                let [a, b, c, d, e, f, g, h] = state.map(|lanes| lanes[i]);
                let sum = h.wrapping_add(e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25));
                let t1 = sum.wrapping_add((e & f) ^ (!e & g)).wrapping_add(k).wrapping_add(w[i]);
                let t2 = (a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22)).wrapping_add((a & b) ^ (a & c) ^ (b & c));
                for (lanes, word) in next.iter_mut().zip([t1.wrapping_add(t2), a, b, c, d.wrapping_add(t1), e, f, g]) {
                    lanes[i] = word;
                }
            }
            next
        }

        pub(super) fn zeros(a: V, bits: V) -> u16 {
            (0..16).map(|i| u16::from(a[i] & bits[i] == 0) << i).sum()
        }
    }

    search!(plain_search, plain_search_at, plain);

    /// The plain search (`None`), and those of this machine themselves: asked through [`Unit::can`] a wrong one would be replaced by ten
    /// blocks.
    fn searches() -> impl Iterator<Item = Option<Unit>> {
        [None, Some(Unit::Lanes), Some(Unit::Streams)].into_iter().filter(|unit| unit.is_none_or(Unit::is_here))
    }

    fn search(unit: Option<Unit>, tens: &Tens<'_>) -> Option<u32> {
        unit.map_or_else(|| plain_search(tens), |unit| unit.search(tens))
    }

    #[test]
    fn a_search_finds_what_ten_blocks_find_wherever_the_digits_stand() {
        let chunks = [1, 10, 102, 1_003, 10_004, 100_005, 100_000_000_008, u64::MAX / 100_000 - 1];
        for (chunk, difficulty) in chunks.into_iter().map(|chunk| (chunk, 8)).chain([(3, 0), (77, 12)]) {
            let expected = blocks::scan(PROBE, difficulty, chunk);
            for unit in searches() {
                let found = scan_with(PROBE, difficulty, chunk, |tens| search(unit, tens));
                assert_eq!(found, expected, "{unit:?} {chunk} {difficulty}");
            }
        }
    }

    #[test]
    fn a_search_goes_on_behind_a_candidate() {
        let words = words(&blocks::block(PROBE, 7_770_000));
        let digits = low_digits();
        let expected: Vec<u64> = (0..LOW).filter(|index| solves(PROBE, 4, 7_770_000 + index)).collect();
        for unit in searches() {
            let mut tens = Tens { words: &words, digits: &digits, word: 9, byte: 0, ones: 0xf000_0000, from: 0 };
            let mut found = Vec::new();
            while let Some(index) = search(unit, &tens) {
                found.push(u64::from(index));
                tens.from = index + 1;
            }
            assert_eq!(found, expected, "{unit:?}");
        }
    }

    #[test]
    fn what_is_here_is_believed() {
        for unit in [Unit::Lanes, Unit::Streams] {
            assert_eq!(unit.can(PROBE), unit.is_here(), "{unit:?}");
            assert!(!unit.can("short"));
        }
    }
}
