//! Who and what is there from the start.

use serde::Serialize;
use std::collections::BTreeSet;

/// Drawn once, and hardly changed.
#[derive(Debug)]
pub(crate) struct World {
    /// The owner of every token.
    pub(crate) owner: User,
    /// Those that the owner belongs to: one that has everything, and one without repositories.
    pub(crate) organizations: Vec<Organization>,
    pub(crate) landmarks: Landmarks,
}

/// What a test has to know to find its way.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_field_names, reason = "they are called as in the API")]
pub(crate) struct Landmarks {
    /// The organization that has everything.
    pub(crate) org_id: i64,
    /// The one without repositories.
    pub(crate) empty_org_id: i64,
    /// A sandbox whose setup has written a log. Both sandboxes are in the first organization.
    pub(crate) sandbox_id: i64,
    /// A sandbox whose setup has not begun.
    pub(crate) new_sandbox_id: i64,
}

#[derive(Debug)]
pub(crate) struct Organization {
    pub(crate) id: i64,
    pub(crate) name: &'static str,
    pub(crate) users: Vec<User>,
    /// The last one is archived.
    pub(crate) repositories: Vec<Repository>,
    /// The services that the owner of the token has connected through OAuth.
    pub(crate) connected: BTreeSet<&'static str>,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct User {
    pub(crate) id: i64,
    email: String,
    github_user_id: String,
    github_username: String,
    avatar_url: String,
    full_name: String,
    role: &'static str,
    is_admin: bool,
}

#[derive(Debug, Clone, Serialize)]
pub(crate) struct Repository {
    pub(crate) id: i64,
    name: &'static str,
    pub(crate) full_name: String,
    description: Option<&'static str>,
    github_id: String,
    organization_id: i64,
    visibility: &'static str,
    pub(crate) archived: bool,
    setup_status: &'static str,
    language: Option<&'static str>,
}

/// The services that can be connected through OAuth.
pub(crate) const PROVIDERS: [&str; 4] = ["figma", "linear", "notion", "slack"];

const OWNER: (&str, &str) = ("ada", "Ada Lovelace");

const PEOPLE: [(&str, &str); 5] = [
    ("grace", "Grace Hopper"),
    ("alan", "Alan Turing"),
    ("barbara", "Barbara Liskov"),
    ("edsger", "Edsger Dijkstra"),
    ("frances", "Frances Allen"),
];

const REPOSITORIES: [(&str, Option<&str>, Option<&str>); 4] = [
    ("engine", Some("The analytical engine"), Some("Rust")),
    ("website", Some("What visitors see"), Some("TypeScript")),
    ("tools", None, Some("Python")),
    ("attic", Some("What nobody needs any more"), None),
];

impl World {
    pub(crate) fn draw(rng: &mut fastrand::Rng) -> Self {
        let (org_id, sandbox_id) = (rng.i64(100..1000), rng.i64(100..1000));
        let landmarks =
            Landmarks { org_id, empty_org_id: org_id + 1, sandbox_id, new_sandbox_id: sandbox_id + 1 };
        let owner = user(rng, 1, OWNER, "ADMIN");
        let mut users = vec![owner.clone()];
        users.extend((2..).zip(PEOPLE).map(|(id, person)| user(rng, id, person, "MEMBER")));
        let empty = Organization {
            id: landmarks.empty_org_id,
            name: "Empty Rooms",
            users: vec![owner.clone()],
            repositories: Vec::new(),
            connected: BTreeSet::new(),
        };
        let first = Organization {
            id: org_id,
            name: "Difference Engines",
            users,
            repositories: repositories(rng, org_id),
            connected: BTreeSet::from(["linear", "slack"]),
        };
        Self { owner, organizations: vec![first, empty], landmarks }
    }
}

impl Organization {
    pub(crate) fn repository(&self, id: i64) -> Option<&Repository> {
        self.repositories.iter().find(|repository| repository.id == id)
    }
}

fn user(rng: &mut fastrand::Rng, id: i64, (login, name): (&str, &str), role: &'static str) -> User {
    let github_id = rng.u32(1_000_000..);
    User {
        id,
        email: format!("{login}@example.com"),
        github_user_id: github_id.to_string(),
        github_username: login.to_owned(),
        avatar_url: format!("https://avatars.example.com/u/{github_id}"),
        full_name: name.to_owned(),
        role,
        is_admin: role == "ADMIN",
    }
}

fn repositories(rng: &mut fastrand::Rng, organization_id: i64) -> Vec<Repository> {
    let first = rng.i64(1000..10_000);
    let repository = |(id, (name, description, language)): (i64, (&'static str, _, _))| Repository {
        id,
        name,
        full_name: format!("difference-engines/{name}"),
        description,
        github_id: rng.u32(1_000_000..).to_string(),
        organization_id,
        visibility: if name == "website" { "public" } else { "private" },
        archived: name == "attic",
        setup_status: if name == "tools" { "pending" } else { "complete" },
        language,
    };
    (first..).zip(REPOSITORIES).map(repository).collect()
}
