// The messages of drivers are compiled to bytes, with the place of the value and the expected answer.
#include "bench/load/compiled_operation.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "bench/load/operation_source.hpp"
#include "drivers/driver.hpp"
#include "wire/big_endian.hpp"
#include "wire/message_frame.hpp"

using namespace poolprobe;
using bench::bench_query;
using bench::compiled_operation;

namespace {

/// The messages of a piece: their letters, and their bodies.
std::vector<std::pair<char, std::string>> messages_in(std::string_view bytes) {
  std::vector<std::pair<char, std::string>> all;
  while (!bytes.empty()) {
    auto const message = wire::first_message(bytes, bytes.size());
    REQUIRE(message.whole());
    all.emplace_back(message.type, message.body);
    bytes.remove_prefix(message.size());
  }
  return all;
}

/// "PDH/1tT BES/2rCZ": the parts, each with what must be answered.
std::string in_short(compiled_operation const& made) {
  std::string text;
  for (auto const& p : made.parts) {
    if (!text.empty()) text += ' ';
    auto const all = messages_in(p.bytes);
    CHECK(static_cast<int>(all.size()) == p.messages);
    for (auto const& [type, body] : all) text += type;
    text += "/" + p.answer;
  }
  return text;
}

/// All texts of Parse and Query, with a comma between them; of a Parse without its name.
std::string texts_of(compiled_operation const& made) {
  std::string all;
  for (auto const& p : made.parts) {
    for (auto const& [type, body] : messages_in(p.bytes)) {
      if (type != 'P' && type != 'Q') continue;
      auto const from = type == 'P' ? body.find('\0') + 1 : 0;
      all += fmt::format("{}{}", all.empty() ? "" : ", ", body.substr(from, body.find('\0', from) - from));
    }
  }
  return all;
}

/// Each hole is where the digits stand that are to be replaced, in the message of this type.
void check_holes(compiled_operation const& made, char type, int count) {
  int found = 0;
  for (auto const& p : made.parts) {
    for (auto const at : p.holes) {
      ++found;
      REQUIRE(at + bench_query::hole.size() <= p.bytes.size());
      CHECK(p.bytes.substr(at, bench_query::hole.size()) == bench_query::hole);
      std::size_t begin = 0;  // of the message that it is in
      auto const size = [&] {
        return wire::first_message(std::string_view(p.bytes).substr(begin), p.bytes.size()).size();
      };
      while (begin + size() <= at) begin += size();
      CHECK(p.bytes[begin] == type);
    }
  }
  CHECK(found == count);
}

/// A client of a driver, and what it does next.
class driver_client {
 public:
  explicit driver_client(std::string_view id, int transaction = 0, bench_query asked = bench::select1())
      : asked_(std::move(asked)), todo_{find_driver(id).config, &asked_, transaction} {
    REQUIRE(todo_.config != nullptr);
    auto const& names = todo_.config->names;
    names_ = std::make_shared<statement_namer>(names, static_cast<std::uint64_t>(names.first), "text-#");
    says_ = std::make_unique<bench::operation_source>(todo_, names_);
  }
  [[nodiscard]] std::string startup_reply() {
    auto const made = says_->connect(book_);
    return made ? in_short(*made) : "";
  }
  [[nodiscard]] compiled_operation next() { return *says_->next(book_); }
  /// The operation of that number, from 1.
  [[nodiscard]] compiled_operation operation(int number) {
    for (int i = 1; i < number; ++i) (void)says_->next(book_);
    return next();
  }

 private:
  bench_query asked_;
  bench::workload todo_;
  std::shared_ptr<statement_namer> names_;
  std::unique_ptr<bench::operation_source> says_;
  bench::operation_cache book_;
};

}  // namespace

TEST_CASE("a simple query has its value in the text") {
  auto const made = driver_client("libpq").next();
  CHECK(in_short(made) == "Q/TrCZ");
  CHECK(texts_of(made) == "select 0000000::int4");
  CHECK(made.executions == 1);
  check_holes(made, 'Q', 1);
}

TEST_CASE("an unnamed statement has it in Bind") {
  auto const made = driver_client("libpq:params").next();
  CHECK(in_short(made) == "PBDES/12TrCZ");
  CHECK(texts_of(made) == "select $1::int4");
  check_holes(made, 'B', 1);
}

TEST_CASE("a named statement is parsed in a part of its own, which has no hole") {
  driver_client client("libpq:prepared");
  auto const first = client.next();
  CHECK(in_short(first) == "PS/1Z BDES/2TrCZ");
  CHECK(first.parts[0].holes.empty());
  check_holes(first, 'B', 1);
  CHECK(in_short(client.next()) == "BDES/2TrCZ");
}

TEST_CASE("psycopg 3 parses a name at its sixth execution") {
  driver_client client("psycopg3");
  for (int i = 1; i <= 5; ++i) CHECK(in_short(client.next()) == "PBDES/12TrCZ");
  CHECK(in_short(client.next()) == "PS/1Z BDES/2TrCZ");
  CHECK(in_short(client.next()) == "BDES/2TrCZ");
}

TEST_CASE("asyncpg waits for a description that a Flush asks for") {
  driver_client client("asyncpg");
  auto const first = client.next();
  CHECK(in_short(first) == "PDH/1tT BES/2rCZ");
  CHECK(first.executions == 1);
  check_holes(first, 'B', 1);
  CHECK(in_short(client.next()) == "BES/2rCZ");
  CHECK(in_short(driver_client("asyncpg:no-cache").next()) == "PDH/1tT PBES/12rCZ");
}

TEST_CASE("pgjdbc sends its own messages after login, and names at its fifth execution") {
  driver_client client("pgjdbc");
  CHECK(client.startup_reply() == "Q/*CZ");
  CHECK(in_short(client.operation(4)) == "PBDES/12TrCZ");
  CHECK(in_short(client.next()) == "PBDES/12TrCZ");
  CHECK(in_short(client.next()) == "BES/2rCZ");
}

TEST_CASE("SQLAlchemy on asyncpg sends queries of its own, of which only the order is known") {
  driver_client client("sqlalchemy-asyncpg");
  CHECK(client.startup_reply() ==
        "Q/*CZ PDH/1t? BES/2*CZ PDH/1t? BES/2*CZ PDH/1t? BES/2*CZ PDH/1t? BES/2*CZ Q/*CZ");
  CHECK(in_short(client.next()) == "PDH/1tT BES/2rCZ");
  driver_client closing("sqlalchemy-asyncpg:url-cache");
  (void)closing.startup_reply();
  CHECK(in_short(closing.next()) == "PDH/1tT CS/3Z BES/2rCZ");
}

TEST_CASE("in a transaction block BEGIN and COMMIT are round trips of their own") {
  auto const simple = driver_client("libpq", 3).next();
  CHECK(in_short(simple) == "Q/*CZ Q/TrCZ Q/TrCZ Q/TrCZ Q/*kZ");
  CHECK(texts_of(simple) ==
        "BEGIN, select 0000000::int4, select 0000000::int4, select 0000000::int4, COMMIT");
  CHECK(simple.executions == 3);
  check_holes(simple, 'Q', 3);
  auto const sixth = driver_client("psycopg3", 3).operation(2);
  CHECK(in_short(sixth) == "Q/*CZ PBDES/12TrCZ PBDES/12TrCZ PS/1Z BDES/2TrCZ Q/*kZ");
  driver_client jdbc("pgjdbc", 1);
  auto const first = jdbc.next();
  CHECK(in_short(first) == "Q/*CZ PBDES/12TrCZ PBES/12*kZ");
  CHECK(texts_of(first) == "BEGIN, select $1::int4, COMMIT");
  CHECK(in_short(jdbc.next()) == "Q/*CZ PBDES/12TrCZ BES/2*kZ");
}

TEST_CASE("what a driver writes itself into its script is sent as it is") {
  auto const made = driver_client("prisma-6:pgbouncer").next();
  CHECK(in_short(made) == "Q/*CZ Q/*CZ PDS/1tTZ BES/2rCZ Q/*kZ");
  CHECK(texts_of(made) == "BEGIN, DEALLOCATE ALL, select $1::int4, COMMIT");
  CHECK(made.executions == 1);
  CHECK(texts_of(driver_client("prisma-6:pgbouncer", 1).next()) ==
        "BEGIN, DEALLOCATE ALL, select $1::int4, COMMIT");
}

TEST_CASE("only the text of a statement that gets a name carries the mark") {
  auto asked = bench::select1();
  asked.mark = " /* mark */";
  auto const texts = [&asked](std::string_view id, int number, int transaction = 0) {
    return texts_of(driver_client(id, transaction, asked).operation(number));
  };
  CHECK(texts("libpq", 1) == "select 0000000::int4");
  CHECK(texts("libpq:params", 1) == "select $1::int4");
  CHECK(texts("libpq:prepared", 1) == "select $1::int4 /* mark */");
  CHECK(texts("psycopg3", 5) == "select $1::int4");
  CHECK(texts("psycopg3", 6) == "select $1::int4 /* mark */");
  CHECK(texts("pgjdbc", 1, 1) == "BEGIN, select $1::int4, COMMIT /* mark */");
  CHECK(texts("asyncpg:no-cache", 1) == "select $1::int4, select $1::int4");
}

TEST_CASE("a user's statement is sent with its parameters, without a hole") {
  auto const asked = bench::from_text("a.sql", "select $1 || $2", {"a", "0000000"});
  auto const named = driver_client("libpq:prepared", 0, asked).next();
  CHECK(in_short(named) == "PS/1Z BDES/2?*CZ");
  check_holes(named, 'B', 0);
  CHECK(named.parts[1].bytes.find("0000000") != std::string::npos);
  auto const simple = driver_client("libpq", 0, asked).next();
  CHECK(in_short(simple) == "Q/*CZ");
  CHECK(texts_of(simple) == "select 'a' || '0000000'");
  check_holes(simple, 'Q', 0);
  CHECK(in_short(driver_client("asyncpg", 0, asked).next()) == "PDH/1t? BES/2*CZ");
}

TEST_CASE("an update has no columns, and one changed row") {
  auto const asked = bench::update("t");
  CHECK(in_short(driver_client("libpq", 0, asked).next()) == "Q/cZ");
  CHECK(in_short(driver_client("libpq:params", 0, asked).next()) == "PBDES/12ncZ");
  CHECK(in_short(driver_client("asyncpg", 0, asked).next()) == "PDH/1tn BES/2cZ");
}

TEST_CASE("digits in the name of a table do not catch the value") {
  auto const asked = bench::lookup("t_0000000");
  for (auto const* id : {"libpq", "libpq:params", "libpq:prepared"}) {
    CAPTURE(id);
    auto const made = driver_client(id, 0, asked).next();
    check_holes(made, id == std::string("libpq") ? 'Q' : 'B', 1);
    for (auto const& p : made.parts) {
      for (auto const at : p.holes) CHECK(p.bytes.rfind(bench_query::hole) == at);
    }
  }
}

TEST_CASE("every configuration of the catalogue can be compiled, with a hole for each execution") {
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) {
      auto const id = id_of({&d, &c});
      CAPTURE(id);
      for (int const transaction : {0, 2}) {
        driver_client client(id, transaction);
        (void)client.startup_reply();
        for (int i = 0; i < 12; ++i) {
          auto const made = client.next();
          // One configuration is a program that asks six times.
          CHECK(made.executions % std::max(1, transaction) == 0);
          CHECK(made.executions > 0);
          (void)in_short(made);
          std::size_t holes = 0;
          for (auto const& p : made.parts) {
            holes += p.holes.size();
            CHECK_FALSE(p.answer.empty());
          }
          CHECK(holes == static_cast<std::size_t>(made.executions));
        }
      }
    }
  }
}
