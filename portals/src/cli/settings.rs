//! What can be set, and where each setting came from: defaults < a TOML file < `RANTAI_*` < flags.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// The settings as flags.
#[derive(Debug, Default, clap::Args)]
pub(super) struct Flags {
    /// A TOML file with settings, named as the flags are [default: rantai.toml, where there is one]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where everything is kept [default: data]
    #[arg(long, value_name = "FOLDER")]
    data: Option<String>,
    /// Where to listen [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// The certificate and its chain (PEM). Read again on SIGHUP
    #[arg(long, value_name = "FILE")]
    tls_cert: Option<String>,
    /// The certificate's private key (PEM)
    #[arg(long, value_name = "FILE")]
    tls_key: Option<String>,
    /// Where people reach it through a proxy that encrypts: https://desa.example. Only the proxy may then
    /// reach the address that is listened on
    #[arg(long, value_name = "URL")]
    public_url: Option<String>,
}

/// The settings as a file: the same names, nothing else.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct InFile {
    data: Option<String>,
    listen: Option<String>,
    tls_cert: Option<String>,
    tls_key: Option<String>,
    public_url: Option<String>,
}

/// Where a setting came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    Default,
    File(PathBuf),
    Environment(&'static str),
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File(file) => write!(f, "{}", file.display()),
            Self::Environment(name) => f.write_str(name),
            Self::Flag(name) => f.write_str(name),
        }
    }
}

/// A setting as it was written, and where.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) name: &'static str,
    pub(super) value: Option<String>,
    pub(super) origin: Origin,
}

/// How it is reached without anybody listening in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Shield {
    /// It is not: only the machine itself reaches it.
    Local,
    /// It encrypts by itself.
    Tls { cert: PathBuf, key: PathBuf },
    /// A proxy encrypts.
    Proxy { url: String },
}

/// The settings in force.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) data: PathBuf,
    pub(super) listen: SocketAddr,
    pub(super) shield: Shield,
}

/// Why the settings cannot be used, and what to do.
#[derive(Debug, thiserror::Error)]
pub(super) enum Unusable {
    #[error("{file}: {error}")]
    Unreadable { file: PathBuf, error: std::io::Error },
    #[error("{file}: {error}")]
    Wrong { file: PathBuf, error: Box<toml::de::Error> },
    #[error("listen ({origin}): {value} is no address and port, such as 127.0.0.1:8080")]
    NoAddress { value: String, origin: Origin },
    #[error(
        "public-url ({origin}): {value} is not where people reach a site: write https:// and the name, \
         without a path, such as https://desa.example"
    )]
    NoUrl { value: String, origin: Origin },
    #[error("tls-cert and tls-key belong together: one of them is missing")]
    HalfTls,
    #[error(
        "either tls-cert and tls-key, where it encrypts by itself, or public-url, where a proxy does: not both"
    )]
    BothShields,
    #[error(
        "{0} can be reached from other machines, and nothing would encrypt what they send, PINs included.\n\
         Give --tls-cert and --tls-key; or --public-url https://… where a proxy encrypts; or listen on \
         127.0.0.1. Only `rantai demo` may be seen without encryption."
    )]
    Unshielded(SocketAddr),
}

/// The file that is read where none is named and it is there.
const USUAL_FILE: &str = "rantai.toml";

impl Flags {
    /// Every setting as it was last said: flags, `environment`, the file, defaults.
    pub(super) fn said(&self, environment: impl Fn(&str) -> Option<String>) -> Result<Vec<Said>, Unusable> {
        let named = self.config.clone().or_else(|| environment("RANTAI_CONFIG").map(PathBuf::from));
        let usual = || Some(PathBuf::from(USUAL_FILE)).filter(|file| file.exists());
        let file = named.or_else(usual);
        let in_file = file.as_deref().map(read).transpose()?.unwrap_or_default();
        let pick = |name,
                    flag: (&'static str, &Option<String>),
                    variable,
                    in_file: Option<String>,
                    default: Option<&str>| {
            let by_flag = flag.1.clone().map(|value| (value, Origin::Flag(flag.0)));
            let by_variable = || environment(variable).map(|value| (value, Origin::Environment(variable)));
            let by_file = || Some((in_file?, Origin::File(file.clone()?)));
            let by_default = || Some((default?.to_owned(), Origin::Default));
            let said = by_flag.or_else(by_variable).or_else(by_file).or_else(by_default);
            match said {
                Some((value, origin)) => Said { name, value: Some(value), origin },
                None => Said { name, value: None, origin: Origin::Default },
            }
        };
        Ok(vec![
            pick("data", ("--data", &self.data), "RANTAI_DATA", in_file.data, Some("data")),
            pick(
                "listen",
                ("--listen", &self.listen),
                "RANTAI_LISTEN",
                in_file.listen,
                Some("127.0.0.1:8080"),
            ),
            pick("tls-cert", ("--tls-cert", &self.tls_cert), "RANTAI_TLS_CERT", in_file.tls_cert, None),
            pick("tls-key", ("--tls-key", &self.tls_key), "RANTAI_TLS_KEY", in_file.tls_key, None),
            pick(
                "public-url",
                ("--public-url", &self.public_url),
                "RANTAI_PUBLIC_URL",
                in_file.public_url,
                None,
            ),
        ])
    }

    /// The settings in force, with the process's environment.
    pub(super) fn settings(&self) -> Result<Settings, Unusable> {
        Settings::of(&self.said(from_process)?)
    }
}

/// What the process was given under that name.
pub(super) fn from_process(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn read(file: &Path) -> Result<InFile, Unusable> {
    let text = std::fs::read_to_string(file)
        .map_err(|error| Unusable::Unreadable { file: file.to_owned(), error })?;
    toml::from_str(&text).map_err(|error| Unusable::Wrong { file: file.to_owned(), error: Box::new(error) })
}

impl Settings {
    pub(super) fn of(said: &[Said]) -> Result<Self, Unusable> {
        let value = |name: &str| {
            let said = said.iter().find(|said| said.name == name);
            said.and_then(|said| Some((said.value.clone()?, said.origin.clone())))
        };
        let data = value("data").map(|(data, _)| PathBuf::from(data)).unwrap_or_default();
        let (listen, origin) = value("listen").unwrap_or_else(|| (String::new(), Origin::Default));
        let listen: SocketAddr = listen.parse().map_err(|_| Unusable::NoAddress { value: listen, origin })?;
        let path = |name| value(name).map(|(value, _)| PathBuf::from(value));
        let shield = match (path("tls-cert"), path("tls-key"), value("public-url")) {
            (Some(_), Some(_), Some(_)) => return Err(Unusable::BothShields),
            (Some(cert), Some(key), None) => Shield::Tls { cert, key },
            (None, None, Some((url, origin))) => match public_url(&url) {
                Some(url) => Shield::Proxy { url },
                None => return Err(Unusable::NoUrl { value: url, origin }),
            },
            (None, None, None) => Shield::Local,
            _ => return Err(Unusable::HalfTls),
        };
        if shield == Shield::Local && !listen.ip().is_loopback() {
            return Err(Unusable::Unshielded(listen));
        }
        Ok(Self { data, listen, shield })
    }
}

/// `https://desa.example`, without a slash at the end; `http` only where no network lies between.
fn public_url(text: &str) -> Option<String> {
    let text = text.trim_end_matches('/');
    let uri: axum::http::Uri = text.parse().ok()?;
    let authority = uri.authority()?;
    let is_local = authority.host() == "localhost" || authority.host().ends_with(".localhost");
    let shielded = match uri.scheme_str()? {
        "https" => true,
        "http" => is_local,
        _ => false,
    };
    let bare = uri.path() == "/" && uri.query().is_none() && !authority.as_str().contains('@');
    (shielded && bare).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flags(listen: Option<&str>, url: Option<&str>, config: Option<&Path>) -> Flags {
        Flags {
            listen: listen.map(str::to_owned),
            public_url: url.map(str::to_owned),
            config: config.map(Path::to_owned),
            ..Flags::default()
        }
    }

    fn in_force(flags: &Flags, environment: &[(&str, &str)]) -> Result<Settings, Unusable> {
        let read = |name: &str| {
            environment.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
        };
        Settings::of(&flags.said(read)?)
    }

    #[test]
    fn a_flag_counts_before_the_environment_before_the_file_before_the_default() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("rantai.toml");
        std::fs::write(&file, "listen = \"127.0.0.1:3\"\ndata = \"from-file\"\n").unwrap();
        let check = |flag, environment: &[(&str, &str)], port| {
            let settings = in_force(&flags(flag, None, Some(&file)), environment).unwrap();
            assert_eq!(settings.listen.port(), port);
            assert_eq!(settings.data, PathBuf::from("from-file"));
        };
        check(Some("127.0.0.1:1"), &[("RANTAI_LISTEN", "127.0.0.1:2")], 1);
        check(None, &[("RANTAI_LISTEN", "127.0.0.1:2")], 2);
        check(None, &[], 3);
        let settings = in_force(&flags(None, None, None), &[]).unwrap();
        assert_eq!((settings.listen.port(), settings.data), (8080, PathBuf::from("data")));
    }

    #[test]
    fn a_name_that_is_no_setting_is_refused_with_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.toml");
        std::fs::write(&file, "data = \"d\"\nlisten_on = \"127.0.0.1:3\"\n").unwrap();
        let error = in_force(&flags(None, None, Some(&file)), &[]).unwrap_err().to_string();
        assert!(
            error.contains("line 2") && error.contains("listen_on") && error.contains("x.toml"),
            "{error}"
        );
        let missing = folder.path().join("none.toml");
        assert!(in_force(&flags(None, None, Some(&missing)), &[]).is_err());
    }

    #[test]
    fn off_this_machine_something_must_encrypt() {
        let refused = in_force(&flags(Some("0.0.0.0:80"), None, None), &[]).unwrap_err();
        assert!(matches!(refused, Unusable::Unshielded(_)) && refused.to_string().contains("--tls-cert"));
        let proxied = in_force(&flags(Some("0.0.0.0:80"), Some("https://desa.example/"), None), &[]).unwrap();
        assert_eq!(proxied.shield, Shield::Proxy { url: "https://desa.example".to_owned() });
        let tls = [("RANTAI_TLS_CERT", "a.pem"), ("RANTAI_TLS_KEY", "b.pem")];
        let settings = in_force(&flags(Some("0.0.0.0:443"), None, None), &tls).unwrap();
        assert!(matches!(settings.shield, Shield::Tls { .. }));
        let half = in_force(&flags(None, None, None), &tls[..1]).unwrap_err();
        assert!(matches!(half, Unusable::HalfTls));
        let both = in_force(&flags(None, Some("https://desa.example"), None), &tls).unwrap_err();
        assert!(matches!(both, Unusable::BothShields));
    }

    #[test]
    fn a_public_address_is_a_name_over_https() {
        for wrong in [
            "desa.example",
            "http://desa.example",
            "https://desa.example/x",
            "https://a@b.example",
            "ftp://x",
            "",
            "https://",
        ] {
            assert_eq!(public_url(wrong), None, "{wrong}");
        }
        assert_eq!(public_url("http://localhost:8080").as_deref(), Some("http://localhost:8080"));
    }
}
