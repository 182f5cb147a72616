//! Pages by `skip` and `limit`.

use super::{Call, Refusal};
use serde_json::{Value, json};

/// The most items that a page may hold, and how many it holds where nobody says.
const MOST: i64 = 100;

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    skip: usize,
    limit: usize,
}

impl Page {
    pub(crate) fn of(call: &Call<'_>) -> Result<Self, Refusal> {
        let skip = call.integer("skip")?.unwrap_or(0);
        let limit = call.integer("limit")?.unwrap_or(MOST);
        let beyond = |name, text: &str, kind| {
            Err(Refusal::malformed(&[json!("query"), json!(name)], &format!("Input should be {text}"), kind))
        };
        match (usize::try_from(skip), usize::try_from(limit)) {
            (Err(_), _) => beyond("skip", "greater than or equal to 0", "greater_than_equal"),
            (_, Err(_) | Ok(0)) => beyond("limit", "greater than or equal to 1", "greater_than_equal"),
            _ if limit > MOST => beyond("limit", "less than or equal to 100", "less_than_equal"),
            (Ok(skip), Ok(limit)) => Ok(Self { skip, limit }),
        }
    }

    /// The items of this page.
    pub(crate) fn cut<T>(self, items: impl IntoIterator<Item = T>) -> impl Iterator<Item = T> {
        items.into_iter().skip(self.skip).take(self.limit)
    }

    /// The page of all `items`, as most lists answer.
    pub(crate) fn answer<T>(self, items: Vec<T>, show: impl Fn(T) -> Value) -> Value {
        let (total, pages) = (items.len(), self.pages(items.len()));
        let items: Vec<Value> = self.cut(items).map(show).collect();
        json!({"items": items, "total": total, "page": self.number(), "size": self.size(), "pages": pages})
    }

    /// The number of the page, counted from 1.
    pub(crate) fn number(self) -> usize {
        self.skip / self.limit + 1
    }

    /// How many items a full page holds.
    pub(crate) fn size(self) -> usize {
        self.limit
    }

    /// How many pages a list of so many has.
    pub(crate) fn pages(self, total: usize) -> usize {
        total.div_ceil(self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::{collections::BTreeMap, time::Duration};

    fn page(query: &[(&str, &str)]) -> Result<Page, Refusal> {
        let query = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Page::of(&Call { at: Duration::ZERO, path: BTreeMap::new(), query, body: &[] })
    }

    #[test]
    fn a_page_is_a_part_of_the_list_and_says_which() {
        let items: Vec<i64> = (0..25).collect();
        let answer = |query: &[(&str, &str)]| page(query).expect("a page").answer(items.clone(), Value::from);
        let second = json!({"items": [10, 11, 12, 13, 14, 15, 16, 17, 18, 19], "total": 25, "page": 2, "size": 10, "pages": 3});
        assert_eq!(answer(&[("skip", "10"), ("limit", "10")]), second);
        let all = answer(&[]);
        assert_eq!((&all["page"], &all["size"], &all["pages"]), (&json!(1), &json!(100), &json!(1)));
        assert_eq!(all["items"].as_array().map(Vec::len), Some(25));
        assert_eq!(answer(&[("skip", "99")])["items"], json!([]));
    }

    #[test]
    fn a_page_beyond_the_bounds_is_malformed() {
        for (name, value) in
            [("skip", "-1"), ("limit", "0"), ("limit", "-3"), ("limit", "101"), ("skip", "x")]
        {
            let refusal = page(&[(name, value)]).expect_err("malformed");
            assert_eq!(refusal.body["detail"][0]["loc"], json!(["query", name]), "{value}");
        }
    }
}
