// What a user writes for strategies, times and lists.
#include "run/bench_strategies.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "model/fatal.hpp"
#include "text/read_duration.hpp"
#include "text/split.hpp"

using namespace poolprobe;

namespace {

double seconds(std::string_view text) {
  auto const read = read_duration(text);
  return read ? read->count() : -1;
}

/// "simple=libpq, psycopg3": the strategies, each with those that send the same.
std::string chosen(std::vector<std::string> const& words) {
  std::string all;
  for (auto const& c : strategies_of(words)) {
    all += (all.empty() ? "" : ", ") + c.strategy;
    for (auto const& other : c.also) all += "=" + other;
  }
  return all;
}

fatal refusal(std::vector<std::string> const& words) {
  try {
    (void)strategies_of(words);
  } catch (fatal const& end) {
    return end;
  }
  return {exit_code::compatible, "accepted"};
}

}  // namespace

TEST_CASE("times have units, and without one they are seconds") {
  CHECK(seconds("5s") == 5);
  CHECK(seconds("5") == 5);
  CHECK(seconds("0") == 0);
  CHECK(seconds("0.5") == 0.5);
  CHECK(seconds(".5s") == 0.5);
  CHECK(seconds("500ms") == doctest::Approx(0.5));
  CHECK(seconds("20us") == doctest::Approx(20e-6));
  CHECK(seconds("2m") == 120);
  CHECK(seconds("2min") == 120);
  CHECK(seconds("1e3ms") == doctest::Approx(1));
}

TEST_CASE("what is no time is none") {
  for (auto const* text : {"",    "s",   "x",    "5x",    "5 s",  " 5s", "5s ", "5S",   "-1", "-0.1s", "+5s",
                           "nan", "inf", "infs", "1e999", "0x10", "5,5", "5s5", "5mss", "1d", "--5"}) {
    CAPTURE(text);
    CHECK_FALSE(read_duration(text).has_value());
  }
}

TEST_CASE("a list is what stands between commas") {
  CHECK(split_list("a,b,c") == std::vector<std::string>{"a", "b", "c"});
  CHECK(split_list("a") == std::vector<std::string>{"a"});
  CHECK(split_list(",a,,b,") == std::vector<std::string>{"a", "b"});
  CHECK(split_list("").empty());
  CHECK(split_list(",,").empty());
}

TEST_CASE("strategies come in the order in which they are named, each once") {
  CHECK(chosen({"named,simple"}) == "named, simple");
  CHECK(chosen({"simple", "unnamed,named", "simple"}) == "simple, unnamed, named");
  CHECK(chosen({"asyncpg", "asyncpg:no-cache"}) == "asyncpg, asyncpg:no-cache");
}

TEST_CASE("of those that send the same the first is measured, under all names") {
  CHECK(chosen({"simple,libpq"}) == "simple=libpq");
  CHECK(chosen({"libpq,simple,libpq"}) == "libpq=simple");
  CHECK(chosen({"libpq,psycopg3,simple,libpq:params,unnamed"}) ==
        "libpq=simple, psycopg3, libpq:params=unnamed");
  CHECK_FALSE(strategies_of({"simple"}).front().is_driver);
  CHECK(strategies_of({"libpq"}).front().is_driver);
}

TEST_CASE("all are the plain three and the whole catalogue, each once") {
  auto const all = strategies_of({"all"});
  std::vector<std::string> names;
  for (auto const& c : all) {
    names.push_back(c.strategy);
    names.insert(names.end(), c.also.begin(), c.also.end());
  }
  std::size_t configurations = 3;
  for (auto const& d : all_drivers()) configurations += d.configs.size();
  CHECK(names.size() == configurations);
  std::sort(names.begin(), names.end());
  CHECK(std::adjacent_find(names.begin(), names.end()) == names.end());
  CHECK(all.front().strategy == "simple");
  CHECK(all.size() < names.size());
  CHECK(chosen({"all"}) == chosen({"all,psycopg3", "simple"}));
}

TEST_CASE("the end of a name is enough where only one driver ends so") {
  CHECK(chosen({"jdbc"}) == "pgjdbc");
  CHECK(refusal({"sql"}).code == exit_code::usage);  // psql and others
}

TEST_CASE("a strategy that is not known is refused, with the one that was meant") {
  CHECK(refusal({"asyncgp"}).hint == "did you mean asyncpg?");
  CHECK(refusal({"naned"}).hint == "did you mean named?");
  CHECK(refusal({"psycopg3:nnoe"}).hint == "did you mean psycopg3:none?");
  CHECK(refusal({"simple,unamed"}).hint == "did you mean unnamed or named?");
  CHECK(refusal({"qqqqqqqq"}).hint.find("poolprobe list drivers") != std::string::npos);
  CHECK(refusal({"qqqqqqqq"}).code == exit_code::usage);
  CHECK(refusal({","}).message == "-S names no strategy");
  CHECK(refusal({""}).message == "-S names no strategy");
}

TEST_CASE("what takes prepared statements from others is known by its script") {
  CHECK(clears_everything(*find_driver("prisma-6:pgbouncer").config));
  CHECK_FALSE(clears_everything(*find_driver("prisma-6").config));
  CHECK_FALSE(clears_everything(*find_driver("psycopg3:old-libpq").config));
}
