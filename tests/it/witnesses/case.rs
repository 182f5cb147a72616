//! A case of a diff rule: two documents, the clients that are made of them, and what is found between them.

use codegen::{
    Generated, Levels, Source, Target,
    diff::{self, Contract, Finding, Report, Severity},
    generate,
};
use std::{collections::BTreeSet, path::Path};

pub(super) struct Case {
    /// The rule, as a Rust identifier.
    pub(super) name: String,
    pub(super) base: Client,
    pub(super) head: Client,
    report: Report,
}

/// What a document compiles to.
pub(super) struct Client {
    pub(super) generated: Generated,
    /// The lines of its `api.txt`.
    pub(super) items: Vec<String>,
}

impl Case {
    /// The cases of all rules, sorted by name.
    pub(super) fn all() -> Vec<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../codegen/src/diff/tests/cases");
        let entries = std::fs::read_dir(&folder).expect("the folder of cases");
        let mut cases: Vec<Self> = entries.map(|entry| Self::read(&entry.expect("a case").path())).collect();
        cases.sort_by(|one, other| one.name.cmp(&other.name));
        cases
    }

    fn read(folder: &Path) -> Self {
        let text = |file| std::fs::read_to_string(folder.join(file)).expect("a document");
        let (base, head) = (text("base.yaml"), text("head.yaml"));
        let source = |text| Source { name: "openapi.yaml", text };
        let report = diff::diff(&source(&base), &source(&head)).expect("documents that can be compared");
        let rule = folder.file_name().and_then(|name| name.to_str()).expect("the id of a rule");
        Self { name: rule.replace('-', "_"), base: Client::of(&base), head: Client::of(&head), report }
    }

    /// What is said to break source or to do so perhaps: the rule, and the items of the base that it is said of.
    pub(super) fn source_changes(&self) -> Vec<(&'static str, Vec<&str>)> {
        let told = self.of_source().filter(|finding| finding.severity >= Severity::Dangerous);
        told.map(|finding| {
            let items = finding.rust.iter().filter_map(|item| item.before.as_deref());
            (finding.rule.id, items.collect())
        })
        .collect()
    }

    /// The rules by which something surely breaks source.
    pub(super) fn source_breaks(&self) -> BTreeSet<&'static str> {
        let breaks = self.of_source().filter(|finding| finding.severity == Severity::Breaking);
        breaks.map(|finding| finding.rule.id).collect()
    }

    fn of_source(&self) -> impl Iterator<Item = &Finding> {
        self.report.findings.iter().filter(|finding| finding.contracts.contains(&Contract::Source))
    }
}

impl Client {
    fn of(text: &str) -> Self {
        // The cases are short: they say nothing of what the house rules want said.
        let rules = codegen::rules();
        let lines = rules.iter().map(|rule| format!("{} = \"warn\"\n", rule.id));
        let levels = format!("[rules]\n{}", lines.collect::<String>());
        let levels = Levels::parse(&levels, &rules).expect("levels");
        let target = Target::Modules { command: "cargo xtask regen" };
        let generated = generate(&Source { name: "openapi.yaml", text }, &levels, &target);
        let generated = generated.unwrap_or_else(|problems| panic!("{problems:?}\n{text}"));
        let (_, lines) = generated.tree.iter().find(|(path, _)| *path == "api.txt").expect("api.txt");
        let items = lines.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self { items: items.map(str::to_owned).collect(), generated }
    }
}
