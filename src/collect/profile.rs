//! The profile of the AWS configuration files that a run goes by.

use std::path::PathBuf;

use aws_config::profile::{self, ProfileSet};
use aws_types::os_shim_internal::{Env, Fs};

use super::CollectError;
use super::error_words::words;
use crate::scratch::regular;

/// How many profiles a chain of `source_profile` is followed through.
const CHAIN: usize = 8;

/// A profile, and how it was chosen.
pub(super) struct Profile {
    pub(super) name: String,
    /// Whether an option names it, and not a variable: it then goes before exported keys.
    pub(super) by_option: bool,
    set: ProfileSet,
}

impl Profile {
    /// Reads the files.
    ///
    /// # Errors
    /// When they cannot be read, or do not hold the profile that is named.
    pub(super) async fn load(option: Option<&str>) -> Result<Self, CollectError> {
        check_files()?;
        let chosen = option.map(|name| name.to_owned().into());
        let set = profile::load(&Fs::real(), &Env::real(), &Default::default(), chosen).await;
        let set = set.map_err(|error| CollectError::ProfileFiles { cause: words(&error) })?;
        let name = set.selected_profile().to_owned();
        if (option.is_some() || exported("AWS_PROFILE")) && set.get_profile(&name).is_none() {
            let mut known: Vec<&str> = set.profiles().collect();
            known.sort_unstable();
            known.truncate(20);
            let known = if known.is_empty() { "none".to_owned() } else { known.join(", ") };
            return Err(CollectError::UnknownProfile { name, known });
        }
        Ok(Self { name, by_option: option.is_some(), set })
    }

    /// A value of the profile.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.set.get(key)
    }

    /// A value of the profile, or of the one that it takes its credentials from.
    pub(super) fn get_of_chain(&self, key: &str) -> Option<&str> {
        let mut name = Some(self.name.as_str());
        for _ in 0..CHAIN {
            let profile = self.set.get_profile(name?)?;
            if let Some(value) = profile.get(key) {
                return Some(value);
            }
            name = profile.get("source_profile");
        }
        None
    }

    /// Whether exported keys go before it.
    pub(super) fn yields_to_exported_keys(&self) -> bool {
        !self.by_option && exported("AWS_ACCESS_KEY_ID") && exported("AWS_SECRET_ACCESS_KEY")
    }
}

/// Larger configuration files are refused.
const LIMIT: u64 = 16 << 20;

/// Files that are read before anything can be interrupted: a pipe would be waited for, a device would never end. What is
/// not there is no matter here.
fn check_files() -> Result<(), CollectError> {
    let usual = |name: &str| std::env::home_dir().map(|home| home.join(".aws").join(name));
    let named = |variable: &str| exported(variable).then(|| std::env::var_os(variable).map(PathBuf::from)).flatten();
    let files = [
        named("AWS_CONFIG_FILE").or_else(|| usual("config")),
        named("AWS_SHARED_CREDENTIALS_FILE").or_else(|| usual("credentials")),
        named("AWS_WEB_IDENTITY_TOKEN_FILE"),
    ];
    for file in files.into_iter().flatten().filter(|file| file.exists()) {
        let unusable = |error| CollectError::ProfileFiles { cause: format!("{}: {error}", file.display()) };
        regular::read(&file, LIMIT).map_err(unusable)?;
    }
    Ok(())
}

/// True where the environment holds a value under this name.
pub(super) fn exported(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| !value.is_empty())
}
