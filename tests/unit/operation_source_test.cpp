// From when on a connection does the same again and again, and who shares a name.
#include "bench/load/operation_source.hpp"

#include <doctest/doctest.h>

#include "bench/load/load_loop.hpp"
#include "drivers/driver.hpp"

using namespace poolprobe;
using bench::operation_source;

namespace {

/// Clients of one process.
class one_process {
 public:
  explicit one_process(std::string_view id, int transaction = 0)
      : todo_{find_driver(id).config, &asked_, transaction} {
    REQUIRE(todo_.config != nullptr);
    auto const& names = todo_.config->names;
    names_ = std::make_shared<statement_namer>(names, static_cast<std::uint64_t>(names.first), "text-#");
  }
  /// One more, as the load loop makes it.
  [[nodiscard]] operation_source client() {
    auto names = names_;
    if (todo_.config->names.by == naming::per_connection) names = std::make_shared<statement_namer>(*names_);
    return {todo_, std::move(names)};
  }
  bench::operation_cache book;

 private:
  bench::bench_query asked_ = bench::select1();
  bench::workload todo_;
  std::shared_ptr<statement_namer> names_;
};

/// The operation after which it is settled, or 0 where that is none of the first hundred.
int settles_at(std::string_view id, int transaction = 0) {
  one_process in(id, transaction);
  auto client = in.client();
  (void)client.connect(in.book);
  for (int i = 1; i <= 100; ++i) {
    (void)client.next(in.book);
    if (client.settled()) return i;
  }
  return 0;
}

std::string bytes_of(bench::compiled_operation const& p) {
  std::string all;
  for (auto const& part : p.parts) all += part.bytes;
  return all;
}

/// What both first clients of a process send at that operation.
std::pair<std::string, std::string> two_clients(std::string_view id, int operation) {
  one_process in(id);
  auto a = in.client(), b = in.client();
  for (int i = 1; i < operation; ++i) {
    (void)a.next(in.book);
    (void)b.next(in.book);
  }
  auto const first = bytes_of(*a.next(in.book));
  return {first, bytes_of(*b.next(in.book))};
}

}  // namespace

TEST_CASE("every driver prepares before load_loop stops waiting for it") {
  for (auto const& d : all_drivers()) {
    for (auto const& config : d.configs) {
      auto names = statement_namer::as_in_a_fresh_process(config.names);
      for (bool const in_block : {false, true})
        CHECK(driver_session(config, names).executions_until_settled(in_block) < bench::enough_executions);
    }
  }
}

TEST_CASE("a client is settled once an operation is sent as the one before, in the last form") {
  CHECK(settles_at("libpq") == 2);
  CHECK(settles_at("libpq:params") == 2);
  CHECK(settles_at("libpq:prepared") == 3);
  CHECK(settles_at("asyncpg") == 3);
  CHECK(settles_at("psycopg3") == 8);  // five unnamed, the sixth names, the seventh is the first of its form
  CHECK(settles_at("psycopg3", 3) == 4);
  CHECK(settles_at("psycopg3:none") == 2);
}

TEST_CASE("a settled client sends the very same compiled operation") {
  one_process in("psycopg3");
  auto client = in.client();
  bench::operation_ptr before;
  for (int i = 1; i <= 8; ++i) before = client.next(in.book);
  REQUIRE(client.settled());
  for (int i = 0; i < 5; ++i) CHECK(client.next(in.book) == before);
}

TEST_CASE("a driver that names every statement anew never settles") {
  for (auto const* id :
       {"sqlalchemy-asyncpg:url-cache", "sqlalchemy-asyncpg:null-pool", "prisma-6:cache-0"}) {
    CAPTURE(id);
    CHECK(settles_at(id) == 0);
    one_process in(id);
    auto client = in.client();
    auto const first = bytes_of(*client.next(in.book));
    CHECK(bytes_of(*client.next(in.book)) != first);
  }
}

TEST_CASE("names of a connection are those of any other, names of a process are not") {
  auto const [psycopg_a, psycopg_b] = two_clients("psycopg3", 6);
  CHECK(psycopg_a == psycopg_b);
  CHECK(psycopg_a.find("_pg3_0") != std::string::npos);
  auto const [asyncpg_a, asyncpg_b] = two_clients("asyncpg", 1);
  CHECK(asyncpg_a.find("__asyncpg_stmt_1__") != std::string::npos);
  CHECK(asyncpg_b.find("__asyncpg_stmt_2__") != std::string::npos);
  auto const [random_a, random_b] = two_clients("sqlalchemy-asyncpg:name-func", 1);
  CHECK(random_a != random_b);
}

TEST_CASE("clients that send the same share one copy") {
  one_process in("psycopg3");
  auto a = in.client(), b = in.client();
  bench::operation_ptr of_a, of_b;
  for (int i = 0; i < 9; ++i) of_a = a.next(in.book);
  for (int i = 0; i < 9; ++i) of_b = b.next(in.book);
  CHECK(of_a == of_b);
}

TEST_CASE("only a driver with a retry rule retries, and only after that error, outside a block") {
  one_process jdbc("pgjdbc");
  auto client = jdbc.client();
  for (int i = 0; i < 30; ++i) (void)client.next(jdbc.book);
  auto const usual = bytes_of(*client.next(jdbc.book));
  CHECK(client.again("42P05", jdbc.book) == nullptr);
  auto const again = client.again("26000", jdbc.book);
  REQUIRE(again != nullptr);
  CHECK(again->executions == 1);
  CHECK(bytes_of(*again).find('P') == 0);
  CHECK(bytes_of(*again).find("S_2") != std::string::npos);
  auto const later = bytes_of(*client.next(jdbc.book));
  CHECK(later != usual);
  CHECK(later.find("S_2") != std::string::npos);

  one_process in_blocks("pgjdbc", 1);
  auto blocked = in_blocks.client();
  (void)blocked.next(in_blocks.book);
  CHECK(blocked.again("26000", in_blocks.book) == nullptr);

  one_process other("psycopg3");
  auto unforgiving = other.client();
  (void)unforgiving.next(other.book);
  CHECK(unforgiving.again("26000", other.book) == nullptr);
}
