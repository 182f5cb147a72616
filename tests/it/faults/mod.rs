//! What a call makes of each fault, by the class of its operation, over real sockets.

mod call;
mod connections;
mod drill;
mod fault;
mod run;
#[rustfmt::skip]
mod table;

use call::{Class, End};
use fault::Fault;
use futures_util::{StreamExt, stream};
use run::{Came, Course, run};
use table::{Cell, TABLE};

/// How many calls are made at a time: most of them wait most of their time.
const AT_A_TIME: usize = 16;

#[tokio::test]
async fn every_class_meets_every_fault_as_the_table_says() {
    let calls = TABLE.iter().flat_map(|(fault, cells)| {
        let cells = Class::ALL.into_iter().zip(cells);
        cells.flat_map(|(class, cell)| {
            [Course::Persists, Course::Passes]
                .map(|course| compare(*fault, class, course, expected(*cell, course)))
        })
    });
    let results: Vec<_> = stream::iter(calls).buffer_unordered(AT_A_TIME).collect().await;
    let wrong: Vec<_> = results.into_iter().flatten().collect();
    assert!(wrong.is_empty(), "{} of the calls went otherwise:\n{}", wrong.len(), wrong.join("\n"));
}

/// What the table says.
fn expected(cell: Cell, course: Course) -> Came {
    let Cell { attempts, seen, end } = cell;
    match course {
        Course::Passes if attempts > 1 => {
            Came { attempts: 2, seen: if seen { 2 } else { 1 }, end: End::Success }
        }
        _ => Came { attempts, seen: if seen { attempts } else { 0 }, end },
    }
}

/// Makes the call, and tells what is not as expected.
async fn compare(fault: Fault, class: Class, course: Course, expected: Came) -> Option<String> {
    let came = run(fault, class, course, expected.seen).await;
    (came != expected)
        .then(|| format!("{fault:?}, {class:?}, {course:?}: {came:?}\n    expected {expected:?}"))
}
