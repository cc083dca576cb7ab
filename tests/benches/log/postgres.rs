//! The rival: PostgreSQL in a folder of its own, an events table with unique (stream, version), the same three events
//! an insert, driven by its own pgbench.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PORT: &str = "54329";

/// A server that ends with this value.
pub(crate) struct Postgres {
    programs: PathBuf,
    data: PathBuf,
    script: PathBuf,
}

impl Postgres {
    /// Starts a server in `folder`, on loopback, with the settings that Debian ships, `synchronous_commit` on.
    ///
    /// # Panics
    /// When PostgreSQL is not installed: `apt-get install postgresql`.
    pub(crate) fn start(folder: &Path) -> Self {
        let versions =
            fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is needed: apt-get install postgresql");
        let programs =
            versions.map(|entry| entry.unwrap().path().join("bin")).max().expect("PostgreSQL is needed");
        fs::create_dir_all(folder).unwrap();
        fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).unwrap();
        let server = Self { programs, data: folder.join("data"), script: folder.join("insert.sql") };
        server.run("initdb", &["-D", server.data(), "-A", "trust", "-U", "bench"]);
        let options = format!("-p {PORT} -h 127.0.0.1 -k '' -c synchronous_commit=on -c max_connections=100");
        let log = folder.join("server.log");
        fs::write(&log, "").unwrap();
        fs::set_permissions(&log, fs::Permissions::from_mode(0o666)).unwrap();
        server.run(
            "pg_ctl",
            &["-D", server.data(), "-w", "-l", log.to_str().unwrap(), "-o", &options, "start"],
        );
        server.sql("CREATE TABLE events (position bigserial PRIMARY KEY, stream bigint NOT NULL, version bigint NOT NULL, \
                    kind int NOT NULL, data bytea NOT NULL, UNIQUE (stream, version))");
        let data = "decode(repeat('5a', 150) || md5(:v::text) || md5(:client_id::text), 'hex')";
        let row = |number: u8| {
            format!("(:client_id * 1000000000::bigint + :run, :v * 3 + {number}, {number}, {data})")
        };
        let rows = [row(0), row(1), row(2)].join(", ");
        let script =
            format!("\\set v :v + 1\nINSERT INTO events (stream, version, kind, data) VALUES {rows};\n");
        fs::write(&server.script, script).unwrap();
        server
    }

    fn data(&self) -> &str {
        self.data.to_str().unwrap()
    }

    /// Commits a second with so many connections.
    pub(crate) fn measure(&self, connections: usize, seconds: u64, run: usize) -> f64 {
        let (connections, seconds, run) =
            (connections.to_string(), seconds.to_string(), format!("run={run}"));
        let told = self
            .client("pgbench")
            .args([
                "-n",
                "-M",
                "prepared",
                "-j",
                "2",
                "-D",
                "v=0",
                "-D",
                &run,
                "-c",
                &connections,
                "-T",
                &seconds,
                "-f",
            ])
            .arg(&self.script)
            .arg("postgres")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&told.stdout).into_owned();
        let line = said.lines().find_map(|line| line.strip_prefix("tps = "));
        let number =
            line.and_then(|line| line.split_whitespace().next()).and_then(|number| number.parse().ok());
        number.unwrap_or_else(|| panic!("{said}{}", String::from_utf8_lossy(&told.stderr)))
    }

    fn sql(&self, statement: &str) {
        let status = self.client("psql").args(["-q", "-d", "postgres", "-c", statement]).status().unwrap();
        assert!(status.success(), "{statement}");
    }

    fn client(&self, name: &str) -> Command {
        let mut command = Command::new(self.programs.join(name));
        command.args(["-h", "127.0.0.1", "-p", PORT, "-U", "bench"]);
        command
    }

    /// Runs a program of the server, which refuses to be run by root.
    fn run(&self, name: &str, arguments: &[&str]) {
        let program = self.programs.join(name);
        let mut command = if fs::metadata("/proc/self").unwrap().uid() == 0 {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        let status = command.args(arguments).current_dir("/").stdout(Stdio::null()).status().unwrap();
        assert!(status.success(), "{name} failed");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.run("pg_ctl", &["-D", self.data(), "-m", "immediate", "stop"]);
    }
}
