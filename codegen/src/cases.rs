//! Rules by examples: for each rule a folder of its name with two documents and `expected.json`, the whole report on them.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// The cases of the rules of a comparison.
pub(crate) struct Cases {
    /// Where they are, relative to the package.
    pub(crate) folder: &'static str,
    /// The files of the two documents.
    pub(crate) documents: [&'static str; 2],
    /// The report on the texts of two documents, as JSON.
    pub(crate) report: fn(&str, &str) -> String,
}

impl Cases {
    /// The names of the cases, sorted.
    pub(crate) fn names(&self) -> BTreeSet<String> {
        let entries = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(self.folder)).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    /// The texts of the two documents of a case.
    pub(crate) fn documents(&self, name: &str) -> (String, String) {
        let [one, other] = self.documents.map(|file| fs::read_to_string(self.file(name, file)).unwrap());
        (one, other)
    }

    /// Fails when a case does not find the rule of its name, or finds anything else than what is expected.
    pub(crate) fn check(&self) {
        for name in self.names() {
            let report = self.report_on(&name);
            assert!(report.contains(&format!("\"rule\": \"{name}\"")), "{name} is not found: {report}");
            let expected = fs::read_to_string(self.file(&name, EXPECTED)).unwrap_or_default();
            assert!(report == expected, "{name}: expected {expected}\nfound {report}");
        }
    }

    /// Writes what is expected of every case, to be reviewed like code.
    pub(crate) fn write_what_is_expected(&self) {
        for name in self.names() {
            let report = self.report_on(&name);
            #[expect(clippy::disallowed_methods, reason = "a command for people, not a test")]
            fs::write(self.file(&name, EXPECTED), report).unwrap();
        }
    }

    fn report_on(&self, name: &str) -> String {
        let (one, other) = self.documents(name);
        (self.report)(&one, &other)
    }

    fn file(&self, name: &str, file: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join(self.folder).join(name).join(file)
    }
}

const EXPECTED: &str = "expected.json";
