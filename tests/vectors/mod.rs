//! The vectors of an independent implementation, and what must hold of every container.

use fpaste::container::layout::Note;
use fpaste::container::{BurnClaim, ContentKey, open, pack, seal, v1};
use fpaste::protocol::limit::UNPACKED_MAX;
use fpaste::protocol::pow::{Challenge, PowError, Purpose, digest, leading_zero_bits};
use fpaste::protocol::{hex, parse_hex};
use fpaste::sys::entropy::{Entropy, EntropyError, SystemEntropy};
use proptest::prelude::*;
use serde_json::Value;
use sha2::{Digest, Sha256};
use sha3::digest::{ExtendableOutput, Update, XofReader};

fn vectors() -> Value {
    serde_json::from_str(include_str!("container.json")).unwrap()
}

/// What the independent implementation calls `draw`.
fn drawn(label: &str, size: usize) -> Vec<u8> {
    let mut bytes = vec![0; size];
    sha3::Shake256::default().chain(format!("fpaste vector {label}")).finalize_xof().read(&mut bytes);
    bytes
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).unwrap()).collect()
}

/// Gives out one text, once: a seal that must come out to the byte.
struct Prepared(Vec<u8>);

impl Entropy for Prepared {
    fn fill(&self, buffer: &mut [u8]) -> Result<(), EntropyError> {
        buffer.copy_from_slice(&self.0);
        Ok(())
    }
}

/// The sealed bytes of a case; those too large for the file are made again, and must be the very ones.
fn sealed(case: &Value) -> Vec<u8> {
    let name = case["name"].as_str().unwrap();
    let two = |content: usize| {
        let key = ContentKey::from_bytes(drawn("v2 two", 32).try_into().unwrap());
        seal(drawn("v2 big", content), &Note::default(), &key, None, &Prepared(drawn("v2 two prefix", 7))).unwrap()
    };
    let bytes = match (case["sealed"].as_str(), name) {
        (Some(text), _) => unhex(text),
        (None, "v2-two-segments") => two(65_586),
        (None, "v2-truncated-at-segment") => two(65_586)[..65_567].to_vec(),
        (None, "v2-swapped-segments") => {
            let whole = two(65_586);
            [&whole[..15], &whole[65_567..], &whole[15..65_567]].concat()
        }
        _ => {
            let size: usize = name.strip_prefix("v2-").unwrap().parse().unwrap();
            let key = ContentKey::from_bytes(drawn(&format!("v2 big key {size}"), 32).try_into().unwrap());
            let prefix = Prepared(drawn(&format!("v2 big prefix {size}"), 7));
            seal(drawn("v2 big", size), &Note::default(), &key, None, &prefix).unwrap()
        }
    };
    assert_eq!(hex(&Sha256::digest(&bytes)), case["sealed_sha256"].as_str().unwrap(), "{name}");
    bytes
}

#[test]
fn every_foreign_container_opens_or_is_refused_in_the_layer_it_names() {
    let all = vectors();
    let cases = all["container"].as_array().unwrap();
    assert!(cases.len() > 40);
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let key = ContentKey::parse(case["key"].as_str().unwrap()).unwrap();
        let claim = BurnClaim::of(&key);
        assert_eq!(*claim.text(), case["claim"].as_str().unwrap(), "{name}");
        assert_eq!(claim.hash_text(), case["claim_hash"].as_str().unwrap(), "{name}");
        match open(&sealed(case), &key, case["passphrase"].as_str(), UNPACKED_MAX) {
            Ok(opened) => {
                assert_eq!(case["expect"], "ok", "{name}");
                assert_eq!(opened.content.len() as u64, case["content_size"].as_u64().unwrap(), "{name}");
                assert_eq!(hex(&Sha256::digest(&opened.content)), case["content_sha256"].as_str().unwrap(), "{name}");
                let meta = &case["meta"];
                let note = |field: &str| meta[field].as_str().map(str::to_owned);
                let expected = Note { name: note("name"), kind: note("type"), encoding: note("encoding") };
                assert_eq!(opened.note, expected, "{name}");
            }
            Err(error) => assert_eq!(case["expect"], error.layer(), "{name}: {error}"),
        }
    }
}

#[test]
fn every_foreign_key_text_is_read_or_refused() {
    for case in vectors()["key_text"].as_array().unwrap() {
        let text = case["text"].as_str().unwrap();
        match ContentKey::parse(text) {
            Ok(key) => {
                let expected = ContentKey::from_bytes(parse_hex(case["key"].as_str().unwrap()).unwrap());
                assert_eq!(*key.text(), *expected.text(), "{text}");
            }
            Err(_) => assert_eq!(case["expect"], "link", "{text}"),
        }
    }
}

#[test]
fn every_foreign_proof_of_work_counts_or_does_not() {
    for case in vectors()["pow"].as_array().unwrap() {
        let nonce = parse_hex(case["nonce"].as_str().unwrap()).unwrap();
        let difficulty = u8::try_from(case["difficulty"].as_u64().unwrap()).unwrap();
        let challenge = Challenge::new(nonce, 0, difficulty);
        if let Some(first) = case["first_solution"].as_u64() {
            let solution = first.to_string();
            assert_eq!(hex(&digest(challenge.nonce(), &solution)), case["sha256"].as_str().unwrap());
            assert_eq!(challenge.verify_solution(&solution), Ok(()));
            for earlier in 0..first {
                assert!(leading_zero_bits(&digest(challenge.nonce(), &earlier.to_string())) < u32::from(difficulty));
            }
        } else {
            assert_eq!(challenge.verify_solution(case["solution"].as_str().unwrap()), Err(PowError::Unsolved), "{case}");
        }
    }
    let token = &vectors()["pow_token"];
    let secret = token["secret"].as_str().unwrap().as_bytes();
    let challenge = Challenge::verify_token(token["token"].as_str().unwrap(), secret, Purpose::Create, 1_700_000_300).unwrap();
    assert_eq!(challenge.to_string(), token["signed"].as_str().unwrap());
    assert_eq!(challenge.token(secret, Purpose::Create), token["token"].as_str().unwrap());
}

fn key() -> ContentKey {
    ContentKey::from_bytes([7; 32])
}

#[test]
fn every_truncation_and_every_flipped_byte_is_refused() {
    let content = drawn("flips", 300);
    for (version, sealed) in [
        ("v1", v1::seal(&content, &key(), &SystemEntropy).unwrap()),
        ("v2", seal(content.clone(), &Note { name: Some("a".into()), ..Note::default() }, &key(), None, &SystemEntropy).unwrap()),
    ] {
        for cut in 0..sealed.len() {
            assert!(open(&sealed[..cut], &key(), None, UNPACKED_MAX).is_err(), "{version} cut at {cut}");
        }
        for at in 0..sealed.len() {
            let mut altered = sealed.clone();
            altered[at] ^= 0x55;
            // A changed byte 7 may ask for a passphrase, whose derivation is slow: none is given.
            assert!(open(&altered, &key(), None, UNPACKED_MAX).is_err(), "{version} byte {at}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_sealed_opens_again(content in prop::collection::vec(any::<u8>(), 0..200_000), name in ".{0,40}", packed: bool) {
        let gzip = packed.then(|| pack(&content)).flatten();
        let note = Note { name: Some(name), kind: None, encoding: gzip.is_some().then(|| "gzip".into()) };
        let sealed = seal(gzip.unwrap_or_else(|| content.clone()), &note, &key(), None, &SystemEntropy).unwrap();
        let opened = open(&sealed, &key(), None, UNPACKED_MAX).unwrap();
        prop_assert!(opened.content == content && opened.note == note);
        let v1 = v1::seal(&content, &key(), &SystemEntropy).unwrap();
        prop_assert!(open(&v1, &key(), None, UNPACKED_MAX).unwrap().content == content);
    }

    #[test]
    fn no_bytes_at_all_make_the_reader_panic(noise in prop::collection::vec(any::<u8>(), 0..400), magic: bool) {
        let blob = if magic { [&b"FPASTE2\0"[..], &noise].concat() } else { noise };
        prop_assert!(open(&blob, &key(), None, 1000).is_err());
    }
}
