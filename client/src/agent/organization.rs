//! What an organization has: users, repositories and their settings, pull requests, integrations.

use super::Agent;
use crate::{
    operations::{
        cli::GetCliRules,
        integrations::GetIntegrations,
        organizations::ListOrganizations,
        pull_requests::{EditPullRequest, EditRepositoryPullRequest},
        repositories::{GetCheckSuiteSettings, ListRepositories, UpdateCheckSuiteSettings},
        setup_commands::GenerateSetupCommands,
        users::{GetCurrentUser, GetUser, ListUsers},
    },
    types::{
        EditPullRequestInput, GenerateSetupCommandsInput, PullRequestState, UpdateCheckSuiteSettingsInput,
    },
};

/// People.
impl Agent {
    /// Lists every organization that the owner of the token belongs to; see [`Client::list_organizations`](crate::Client::list_organizations). Await it for one
    /// page, or stream its `items()`.
    pub fn organizations(&self) -> ListOrganizations {
        self.client().list_organizations()
    }

    /// Lists the users of the organization; see [`Client::list_users`](crate::Client::list_users). Await it for one page, or stream its `items()`.
    pub fn users(&self) -> ListUsers {
        self.client().list_users(self.org_id())
    }

    /// Reads a user of the organization; see [`Client::get_user`](crate::Client::get_user).
    pub fn user(&self, user_id: i64) -> GetUser {
        self.client().get_user(self.org_id(), user_id)
    }

    /// Reads the owner of the token; see [`Client::get_current_user`](crate::Client::get_current_user).
    pub fn me(&self) -> GetCurrentUser {
        self.client().get_current_user()
    }
}

/// Repositories.
impl Agent {
    /// Lists the repositories of the organization; see [`Client::list_repositories`](crate::Client::list_repositories). Await it for one page, or stream its
    /// `items()`.
    pub fn repositories(&self) -> ListRepositories {
        self.client().list_repositories(self.org_id())
    }

    /// Starts a run that works out how to set a repository up; see [`Client::generate_setup_commands`](crate::Client::generate_setup_commands), which also takes
    /// hints. The answer names the run.
    pub fn generate_setup_commands(&self, repo_id: i64) -> GenerateSetupCommands {
        self.client().generate_setup_commands(self.org_id(), GenerateSetupCommandsInput::new(repo_id))
    }

    /// Reads how agents treat the checks of a repository; see [`Client::get_check_suite_settings`](crate::Client::get_check_suite_settings).
    pub fn check_suite_settings(&self, repo_id: i64) -> GetCheckSuiteSettings {
        self.client().get_check_suite_settings(self.org_id(), repo_id)
    }

    /// Changes how agents treat the checks of a repository; see [`Client::update_check_suite_settings`](crate::Client::update_check_suite_settings).
    pub fn update_check_suite_settings(
        &self,
        repo_id: i64,
        settings: UpdateCheckSuiteSettingsInput,
    ) -> UpdateCheckSuiteSettings {
        self.client().update_check_suite_settings(self.org_id(), repo_id, settings)
    }

    /// Changes the state of a pull request, by its identifier on the platform; see [`Client::edit_pull_request`](crate::Client::edit_pull_request).
    pub fn edit_pull_request(&self, pr_id: i64, state: PullRequestState) -> EditPullRequest {
        self.client().edit_pull_request(self.org_id(), pr_id, EditPullRequestInput::new(state))
    }

    /// Changes the state of a pull request of a repository; see [`Client::edit_repository_pull_request`](crate::Client::edit_repository_pull_request).
    pub fn edit_repository_pull_request(
        &self,
        repo_id: i64,
        pr_id: i64,
        state: PullRequestState,
    ) -> EditRepositoryPullRequest {
        let change = EditPullRequestInput::new(state);
        self.client().edit_repository_pull_request(self.org_id(), repo_id, pr_id, change)
    }
}

/// Settings.
impl Agent {
    /// Lists the services that the organization has connected; see [`Client::get_integrations`](crate::Client::get_integrations).
    pub fn integrations(&self) -> GetIntegrations {
        self.client().get_integrations(self.org_id())
    }

    /// Reads the rules that agents follow for the organization and for the owner of the token; see [`Client::get_cli_rules`](crate::Client::get_cli_rules).
    pub fn cli_rules(&self) -> GetCliRules {
        self.client().get_cli_rules(self.org_id())
    }
}
