// Traffic through the proxy of `poolprobe trace` to real servers: logins, TLS, cancels, COPY, and connections
// that break.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <libpq-fe.h>

#include <atomic>
#include <csignal>
#include <future>
#include <mutex>
#include <thread>

#include "cli/scratch.hpp"
#include "connection_text/find_target.hpp"
#include "relay/tracing_proxy.hpp"
#include "support/run_program.hpp"
#include "support/servers.hpp"
#include "support/sockets.hpp"
#include "trace/traffic_observer.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;
using namespace std::chrono_literals;

namespace {

/// A proxy in front of a target, and a log of all that clients sent through it.
class listening {
 public:
  explicit listening(std::string const& target)
      : by_({.messages = [this](std::string const& lines) { write(lines); }}),
        proxy_(std::in_place, wire::upstream_address(parse_target(target, "test")),
               proxy_options{.patience = 2000ms}, observer()) {}

  [[nodiscard]] int port() const { return proxy_->port(); }
  [[nodiscard]] std::string url(std::string const& user = "app", std::string const& more = "") const {
    return fmt::format("postgresql://{}@127.0.0.1:{}/app?gssencmode=disable{}", user, port(), more);
  }
  /// Ends it, and returns the log.
  [[nodiscard]] std::string end() {
    proxy_.reset();
    return written_;
  }
  [[nodiscard]] int unreachable() const { return unreachable_; }

 private:
  void write(std::string const& lines) { written_ += lines; }

  proxy_observer observer() {
    return {.opened = [this](auto number, auto packet) { by_.open(number, packet); },
            .passed =
                [this](auto number, heading where, auto bytes) {
                  where == heading::to_server ? by_.from_client(number, bytes)
                                              : by_.from_server(number, bytes);
                },
            .unreachable = [this](auto, auto const&) { ++unreachable_; },
            .closed = [this](auto number) { by_.close(number); }};
  }

  std::string written_;
  std::atomic<int> unreachable_ = 0;
  trace::traffic_observer by_;
  std::optional<tracing_proxy> proxy_;
};

struct finish {
  void operator()(PGconn* c) const { PQfinish(c); }
  void operator()(PGresult* r) const { PQclear(r); }
  void operator()(PGcancel* c) const { PQfreeCancel(c); }
};
using client = std::unique_ptr<PGconn, finish>;
using result = std::unique_ptr<PGresult, finish>;

client connect(std::string const& url) { return client(PQconnectdb(url.c_str())); }

/// The first value, or the error.
std::string ask(client const& by, std::string const& sql) {
  result const got(PQexec(by.get(), sql.c_str()));
  if (PQresultStatus(got.get()) == PGRES_TUPLES_OK && PQntuples(got.get()) > 0)
    return PQgetvalue(got.get(), 0, 0);
  if (PQresultStatus(got.get()) == PGRES_COMMAND_OK) return PQcmdStatus(got.get());
  auto const* state = PQresultErrorField(got.get(), PG_DIAG_SQLSTATE);
  return state == nullptr ? "gone" : state;
}

/// Copies data out, and copies it back in with another COPY.
void exchange_copies(client const& by, std::size_t size) {
  REQUIRE(ask(by, "create temporary table copied (line text)") == "CREATE TABLE");
  result const in(PQexec(by.get(), "copy copied from stdin"));
  REQUIRE(PQresultStatus(in.get()) == PGRES_COPY_IN);
  std::string const line = std::string(997, 'x') + "\n";
  for (std::size_t sent = 0; sent < size; sent += line.size()) {
    REQUIRE(PQputCopyData(by.get(), line.data(), static_cast<int>(line.size())) == 1);
  }
  REQUIRE(PQputCopyEnd(by.get(), nullptr) == 1);
  while (result const more{PQgetResult(by.get())}) CHECK(PQresultStatus(more.get()) == PGRES_COMMAND_OK);
  result const out(PQexec(by.get(), "copy copied to stdout"));
  REQUIRE(PQresultStatus(out.get()) == PGRES_COPY_OUT);
  std::size_t received = 0;
  char* piece = nullptr;
  for (int length = 0; (length = PQgetCopyData(by.get(), &piece, 0)) > 0; PQfreemem(piece)) {
    CHECK(std::string_view(piece, static_cast<std::size_t>(length)) == line);
    received += static_cast<std::size_t>(length);
  }
  CHECK(received >= size);
  while (result const more{PQgetResult(by.get())}) CHECK(PQresultStatus(more.get()) == PGRES_COMMAND_OK);
}

void check_cancel(client const& by) {
  std::unique_ptr<PGcancel, finish> const key(PQgetCancel(by.get()));
  auto asked = std::async(std::launch::async, [&] { return ask(by, "select pg_sleep(60)"); });
  std::array<char, 256> error{};
  // Before the query runs, a cancel has no effect.
  while (asked.wait_for(50ms) != std::future_status::ready) {
    REQUIRE(PQcancel(key.get(), error.data(), error.size()) == 1);
  }
  CHECK(asked.get() == "57014");
  CHECK(ask(by, "select 1") == "1");
}

void check_all_goes_through(client const& by) {
  REQUIRE_MESSAGE(PQstatus(by.get()) == CONNECTION_OK, std::string(PQerrorMessage(by.get())));
  CHECK(ask(by, "select repeat('x', 3000000)").size() == 3000000);
  CHECK(ask(by, "select length('" + std::string(3000000, 'y') + "')") == "3000000");
  CHECK(ask(by, "select 1/0") == "22012");
  exchange_copies(by, 5'000'000);
  check_cancel(by);
}

lab::options with_password(bool tls) { return {.users = {{"app", "it's"}}, .tls = tls}; }

/// The server's certificate, as any client can get it.
std::string certificate_of(int port, scratch_folder const& folder) {
  invocation const what{
      .arguments = {"-c", fmt::format("openssl s_client -starttls postgres -connect 127.0.0.1:{} </dev/null",
                                      port)},
      .program = "/bin/sh"};
  auto const shown = running_program(what).wait().out;
  auto const begin = shown.find("-----BEGIN CERTIFICATE-----");
  auto const end = shown.find("-----END CERTIFICATE-----");
  REQUIRE(end != std::string::npos);
  auto const file = folder.file("root.crt");
  std::ofstream(file) << shown.substr(begin, end - begin) << "-----END CERTIFICATE-----\n";
  return file;
}

}  // namespace

TEST_CASE("everything goes through to a server in clear text, without a password and by SCRAM") {
  for (bool const password : {false, true}) {
    CAPTURE(password);
    lab::postgres const server(any_postgres(), password ? with_password(false) : lab::options{});
    listening between(server.url());
    check_all_goes_through(connect(between.url("app", "&password=it's")));
    auto const said = between.end();
    CHECK(said.find("1 -: startup(") == 0);
    CHECK(said.find("1 I: Q d c\n") != std::string::npos);
    CHECK(said.find(" -: cancel\n") != std::string::npos);
    CHECK(said.ends_with("1 I: X\n"));
  }
}

TEST_CASE("a server that wants TLS and SCRAM takes a client that speaks neither TLS nor channel binding") {
  lab::postgres const server(any_postgres(), with_password(true));
  for (auto const* mode : {"prefer", "require"}) {
    CAPTURE(mode);
    listening between(server.url() + "?sslmode=" + mode);
    check_all_goes_through(connect(between.url("app", "&password=it's")));
    CHECK(between.end().ends_with("1 I: X\n"));
  }
}

TEST_CASE("the server's certificate is verified as the target says") {
  lab::postgres const server(any_postgres(), with_password(true));
  scratch_folder const folder;
  auto const root = certificate_of(server.port(), folder);
  auto const way = [&](std::string const& target) {
    listening between(target);
    auto const by = connect(between.url("app", "&password=it's"));
    return PQstatus(by.get()) == CONNECTION_OK ? ask(by, "select 1") : PQerrorMessage(by.get());
  };
  CHECK(way(server.url() + "?sslmode=verify-full&sslrootcert=" + root) == "1");
  auto const refused = way(server.url() + "?sslmode=verify-full&sslrootcert=/nonexistent/root.crt");
  CHECK(refused.find("cannot reach the server") != std::string::npos);
  CHECK(refused.find("/nonexistent/root.crt") != std::string::npos);
}

TEST_CASE("a client that asks for encryption is told that there is none, and may go on without") {
  lab::postgres const server(any_postgres());
  listening between(server.url());
  CHECK(ask(connect(between.url("app", "&sslmode=prefer")), "select 1") == "1");
  CHECK(PQstatus(connect(between.url("app", "&sslmode=require")).get()) == CONNECTION_BAD);
}

TEST_CASE("everything goes through a pooler too, and through a Unix socket") {
  auto const pooler_binary = any_pgbouncer();
  scratch_folder const folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms::all);
  std::ofstream(folder.file("hba")) << "local all all trust\nhost all all 127.0.0.1/32 trust\n";
  lab::postgres const server(any_postgres(), {.settings = {{"unix_socket_directories", folder.path()},
                                                           {"hba_file", folder.file("hba")}}});
  {
    listening between(fmt::format("host={} port={} user=app dbname=app", folder.path(), server.port()));
    check_all_goes_through(connect(between.url()));
  }
  lab::pgbouncer const pooler(pooler_binary, server);
  listening between(pooler.url("session"));
  auto const url = fmt::format("postgresql://app@127.0.0.1:{}/session", between.port());
  check_all_goes_through(connect(url));
}

TEST_CASE("a wrong password is refused by the server") {
  lab::postgres const server(any_postgres(), with_password(true));
  listening between(server.url() + "?sslmode=require");
  auto const by = connect(between.url("app", "&password=wrong"));
  CHECK(std::string(PQerrorMessage(by.get())).find("password authentication failed") != std::string::npos);
}

TEST_CASE("a client that breaks, or speaks something else, ends its own connection only") {
  lab::postgres const server(any_postgres());
  listening between(server.url());
  auto const bystander = connect(between.url());
  {
    auto broken = connect_to(between.port());
    broken.reset();
    auto const web = connect_to(between.port());
    CHECK(web.say("GET / HTTP/1.1\r\n\r\n"));
    CHECK(web.receive_to_the_end().by != received::stop::silence);
    auto const talker = connect_to(between.port());
    CHECK(talker.say(std::string(8, '\xFF')));
    CHECK(talker.receive_to_the_end().by != received::stop::silence);
  }
  auto victim = connect(between.url());
  REQUIRE(PQsendQuery(victim.get(), "select repeat('x', 100000) from generate_series(1, 1000)") == 1);
  std::this_thread::sleep_for(50ms);
  victim.reset();
  CHECK(ask(bystander, "select 1") == "1");
  // The server notices that the clients have disconnected.
  for (int i = 0;
       i < 500 && ask(bystander, "select count(*) from pg_stat_activity where usename = 'app'") != "1"; ++i) {
    std::this_thread::sleep_for(10ms);
  }
  CHECK(ask(bystander, "select count(*) from pg_stat_activity where usename = 'app'") == "1");
}

TEST_CASE("a server that is lost ends its connections, and later clients get an error") {
  lab::postgres server(any_postgres());
  listening between(server.url());
  auto const by = connect(between.url());
  CHECK(ask(by, "select 1") == "1");
  server.crash();
  CHECK(ask(by, "select 1") == "gone");
  auto const later = connect(between.url());
  CHECK(std::string(PQerrorMessage(later.get())).find("poolprobe trace cannot reach the server") !=
        std::string::npos);
  CHECK(between.unreachable() == 1);
}

TEST_CASE("many clients at once do not disturb each other") {
  lab::postgres const server(any_postgres());
  listening between(server.url());
  std::vector<std::future<int>> all;
  for (int i = 0; i < 40; ++i) {
    all.push_back(std::async(std::launch::async, [&, i] {
      int wrong = 0;
      for (int round = 0; round < 5; ++round) {
        auto const by = connect(between.url());
        for (int n = 0; n < 20; ++n) {
          auto const wanted = std::to_string(i * 1000 + round * 100 + n);
          if (ask(by, "select " + wanted) != wanted) ++wrong;
        }
      }
      return wrong;
    }));
  }
  for (auto& each : all) CHECK(each.get() == 0);
}
