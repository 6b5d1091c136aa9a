//! A query string, read strictly: what stands in it must be of its form, and names nobody knows are left alone.

use std::str::FromStr;

use percent_encoding::percent_decode_str;
use thiserror::Error;

use crate::protocol::limit::{LIST_DEFAULT, LIST_MAX};

/// A parameter is there twice, or not of its form. The name is one of ours, never the caller's text.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum InvalidQuery {
    /// The whole string: broken percent-encoding, or no UTF-8.
    #[error("the query string is malformed")]
    Malformed,
    /// One parameter came more than once.
    #[error("the query parameter '{0}' is there more than once")]
    Twice(&'static str),
    /// One parameter is not of its form.
    #[error("the query parameter '{name}' must be {form}")]
    Form {
        /// Which.
        name: &'static str,
        /// What it must be, for people.
        form: &'static str,
    },
}

/// The parameters, decoded, in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(Vec<(String, String)>);

impl Query {
    /// Reads what followed the `?`.
    ///
    /// # Errors
    /// [`InvalidQuery::Malformed`].
    pub fn parse(text: Option<&str>) -> Result<Self, InvalidQuery> {
        let pieces = text.unwrap_or_default().split('&').filter(|piece| !piece.is_empty());
        pieces
            .map(|piece| {
                let (name, value) = piece.split_once('=').unwrap_or((piece, ""));
                Ok((decode(name)?, decode(value)?))
            })
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The value of a parameter, if it is there.
    ///
    /// # Errors
    /// [`InvalidQuery::Twice`].
    pub fn text(&self, name: &'static str) -> Result<Option<&str>, InvalidQuery> {
        let mut values = self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str());
        let first = values.next();
        if values.next().is_some() { Err(InvalidQuery::Twice(name)) } else { Ok(first) }
    }

    /// A parameter that is a plain decimal: no sign, no spaces.
    ///
    /// # Errors
    /// [`InvalidQuery`].
    pub fn number(&self, name: &'static str) -> Result<Option<u64>, InvalidQuery> {
        let form = InvalidQuery::Form { name, form: "a whole number" };
        let Some(text) = self.text(name)? else { return Ok(None) };
        if text.is_empty() || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(form);
        }
        u64::from_str(text).ok().filter(|number| i64::try_from(*number).is_ok()).map(Some).ok_or(form)
    }

    /// `limit`: how many rows a page has, cut to what is allowed.
    ///
    /// # Errors
    /// [`InvalidQuery`]: none were asked for.
    pub fn page_size(&self) -> Result<u64, InvalidQuery> {
        match self.number("limit")? {
            Some(0) => Err(InvalidQuery::Form { name: "limit", form: "a whole number from 1 on" }),
            asked => Ok(asked.unwrap_or(LIST_DEFAULT).min(LIST_MAX)),
        }
    }

    /// A parameter that says yes or no, in the spellings of a boolean header; absent is no.
    ///
    /// # Errors
    /// [`InvalidQuery`].
    pub fn flag(&self, name: &'static str) -> Result<bool, InvalidQuery> {
        let Some(text) = self.text(name)? else { return Ok(false) };
        crate::protocol::header::parse_bool(text).ok_or(InvalidQuery::Form { name, form: "1 or 0" })
    }
}

fn decode(text: &str) -> Result<String, InvalidQuery> {
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        let digit = |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_hexdigit());
        if byte == b'%' && !(digit(bytes.next()) && digit(bytes.next())) {
            return Err(InvalidQuery::Malformed);
        }
    }
    let spaced = text.replace('+', " ");
    percent_decode_str(&spaced).decode_utf8().map(std::borrow::Cow::into_owned).map_err(|_| InvalidQuery::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_decoded_and_unknown_ones_left_alone() {
        let query = Query::parse(Some("type=text%2Fplain&q=a+b%2B&limit=7&&bare&all=TRUE")).unwrap();
        assert_eq!(query.text("type"), Ok(Some("text/plain")));
        assert_eq!(query.text("q"), Ok(Some("a b+")));
        assert_eq!(query.number("limit"), Ok(Some(7)));
        assert_eq!(query.text("bare"), Ok(Some("")));
        assert_eq!((query.flag("all"), query.flag("none")), (Ok(true), Ok(false)));
        assert_eq!(Query::parse(None).unwrap().number("limit"), Ok(None));
    }

    #[test]
    fn what_is_not_of_its_form_is_refused() {
        for text in ["a=%", "a=%4", "a=%zz", "%ff=1", "a=%c3%28"] {
            assert_eq!(Query::parse(Some(text)), Err(InvalidQuery::Malformed), "{text}");
        }
        let query = Query::parse(Some("n=1&n=1&all=maybe")).unwrap();
        assert_eq!(query.number("n"), Err(InvalidQuery::Twice("n")));
        assert!(query.flag("all").is_err());
        for text in ["", "-1", "+1", "1.0", "0x1", " 1", "9223372036854775808", "99999999999999999999", "\u{663}"] {
            let query = Query(vec![("n".into(), text.into())]);
            assert!(query.number("n").is_err(), "{text}");
        }
    }
}
