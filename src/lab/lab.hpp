#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace poolprobe::lab {

/// A server binary that was found, and its version.
struct found_binary {
  std::filesystem::path path;     ///< pgbouncer itself, or the folder that holds postgres and initdb
  std::string version;            ///< "1.18.0", "15.20"
  std::string version_line = {};  ///< the whole of it: "postgres (PostgreSQL) 15.20 (Debian 15.20-0)"
  /// True when major.minor of `version` is at least these numbers.
  [[nodiscard]] bool at_least(int major, int minor) const;
};

/// Where to look for servers. Empty means: PATH, then the usual folders of the distributions.
struct search {
  std::vector<std::filesystem::path> pgbouncers = {};  ///< --pgbouncer PATH, repeatable
  std::optional<std::filesystem::path> postgres = {};  ///< --postgres DIR (the folder that holds initdb)
};

/// Throws `fatal{usage}`, with the name of the package to install, when nothing is found or a given path does
/// not answer to --version.
[[nodiscard]] found_binary find_postgres(search const&);
/// Every given PgBouncer, in the order given; the first one found where none is given. Throws as above.
[[nodiscard]] std::vector<found_binary> find_pgbouncers(search const&);

/// How a lab server differs from a plain one. On a plain one every known user (`app`, and `postgres` or, on
/// PgBouncer, `admin`) logs in without a password and without TLS.
struct options {
  /// Lines of postgresql.conf, or of [pgbouncer].
  std::vector<std::pair<std::string, std::string>> settings = {};
  /// Name and password of the users who need one. PostgreSQL makes the roles (with SCRAM, or as the setting
  /// password_encryption says); PgBouncer then knows no other user and asks for SCRAM (or what auth_type
  /// says).
  std::vector<std::pair<std::string, std::string>> users = {};
  /// Only TLS connections are accepted; the certificate is self-signed, for 127.0.0.1.
  bool tls = false;
  /// PgBouncer only: this many processes on one port (so_reuseport), each with pools of its own. From 1.19 on
  /// they are peers, so that a cancel request reaches its process.
  int processes = 1;
  /// Called every few milliseconds while the server starts: true stops it, removes everything and throws
  /// `fatal{interrupted}`. Meant for the flag of a SIGINT handler; it must not throw.
  std::function<bool()> interrupted = {};
};

/// A throw-away PostgreSQL on a free port of 127.0.0.1, in a temporary folder, fsync off, with the role and
/// the database `app` (there is no database `postgres`). As root it runs as an unprivileged user. It stops
/// with the object, and also when the process is killed (Linux); the next lab then removes its folder. The
/// thread that makes the object must outlive it, because to Linux the parent of a process is a thread. The
/// constructor throws `fatal{defect}` with the last lines of the log when the server does not start.
class postgres {
 public:
  explicit postgres(found_binary const&, options const& = {});
  ~postgres();
  postgres(postgres&&) noexcept;
  postgres& operator=(postgres&&) noexcept;
  postgres(postgres const&) = delete;
  postgres& operator=(postgres const&) = delete;

  [[nodiscard]] int port() const;
  [[nodiscard]] int pid() const;  ///< of the postmaster
  [[nodiscard]] std::string const& version() const;
  /// "postgresql://USER@127.0.0.1:PORT/DATABASE", without any password.
  [[nodiscard]] std::string url(std::string const& database = "app", std::string const& user = "app") const;
  [[nodiscard]] bool running() const;     ///< false once it has died, by crash() or by itself
  [[nodiscard]] std::string log() const;  ///< the log up to now
  /// Kills the server at once, with all its connections (for tests of a pooler whose server is down); the
  /// object stays valid.
  void crash();

 private:
  friend class pgbouncer;
  struct state;
  std::unique_ptr<state> state_;
};

/// One database entry of the pooler's configuration.
struct pool {
  std::string name;       ///< the database name that clients use
  std::string pool_mode;  ///< "transaction", "session", "statement"
  int pool_size = 20;
};

/// The entries of every lab pooler: "transaction", "session", "statement" and "one" (transaction, one server
/// connection).
[[nodiscard]] std::vector<pool> usual_pools();

/// A throw-away PgBouncer in front of a lab PostgreSQL, on a free port of 127.0.0.1; every pool connects to
/// the database `app` as the role `app`. All settings are PgBouncer's defaults, because those are what is
/// tested. It stops and fails like `postgres`, which it may outlive.
class pgbouncer {
 public:
  pgbouncer(found_binary const&, postgres const&, std::vector<pool> const& pools = usual_pools(),
            options const& = {});
  ~pgbouncer();
  pgbouncer(pgbouncer&&) noexcept;
  pgbouncer& operator=(pgbouncer&&) noexcept;
  pgbouncer(pgbouncer const&) = delete;
  pgbouncer& operator=(pgbouncer const&) = delete;

  [[nodiscard]] int port() const;
  [[nodiscard]] int pid() const;  ///< of the first process
  [[nodiscard]] std::string const& version() const;
  /// "postgresql://USER@127.0.0.1:PORT/DATABASE", without any password.
  [[nodiscard]] std::string url(std::string const& database, std::string const& user = "app") const;
  [[nodiscard]] bool running() const;     ///< false once one of its processes has died
  [[nodiscard]] std::string log() const;  ///< the log up to now, one process after the other

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace poolprobe::lab
