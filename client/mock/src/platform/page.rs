//! Pages by `skip` and `limit`.

use super::Call;
use serde_json::{Value, json};

/// How many items a page holds where nobody says.
const DEFAULT: usize = 100;

/// Which part of a list is asked for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Page {
    skip: usize,
    /// Above 0, as the form of every such operation says.
    limit: usize,
}

impl Page {
    pub(crate) fn of(call: &Call<'_>) -> Self {
        let value = |name| call.integer(name).and_then(|value| usize::try_from(value).ok());
        Self { skip: value("skip").unwrap_or(0), limit: value("limit").unwrap_or(DEFAULT) }
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
    use std::time::Duration;

    fn page(query: &Value) -> Page {
        Page::of(&Call { at: Duration::ZERO, input: &json!({ "query": query }) })
    }

    #[test]
    fn a_page_is_a_part_of_the_list_and_says_which() {
        let items: Vec<i64> = (0..25).collect();
        let answer = |query: Value| page(&query).answer(items.clone(), Value::from);
        let second = json!({"items": [10, 11, 12, 13, 14, 15, 16, 17, 18, 19], "total": 25, "page": 2, "size": 10, "pages": 3});
        assert_eq!(answer(json!({"skip": 10, "limit": 10})), second);
        let all = answer(json!({}));
        assert_eq!((&all["page"], &all["size"], &all["pages"]), (&json!(1), &json!(100), &json!(1)));
        assert_eq!(all["items"].as_array().map(Vec::len), Some(25));
        assert_eq!(answer(json!({"skip": 99}))["items"], json!([]));
    }
}
