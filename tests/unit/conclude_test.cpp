#include <doctest/doctest.h>

#include "survey/survey.hpp"
#include "survey/version_range.hpp"
#include "unit/survey_signals.hpp"

using namespace poolprobe;
using namespace poolprobe::testing;
using result = forced_switch::result;

TEST_CASE("every negative together means no pooler; one alone does not") {
  CHECK(conclude(direct()).present == certainty::no);
  CHECK(conclude(direct()).product == "none");
  CHECK(conclude(direct()).pool_mode == pool_mode::none);
  auto no_age = direct();
  no_age.first.backend_ms.reset();
  CHECK(conclude(no_age).present == certainty::unknown);
  CHECK(conclude(no_age).pool_mode == pool_mode::unknown);
  auto unclear = direct();
  unclear.pool_facts.how = result::unclear;
  CHECK(conclude(unclear).present == certainty::unknown);
}

TEST_CASE("a backend older than our connection is a pooled one, even where the key's pid fits") {
  auto s = direct();
  s.first.backend_ms = 90'000;
  CHECK(conclude(s).present == certainty::yes);
  CHECK(conclude(s).product == "unknown");
  CHECK(conclude(s).pool_mode == pool_mode::session);
}

TEST_CASE("a pooler that refuses simple queries in PgBouncer's words is PgBouncer") {
  auto s = direct();
  s.first.backend_ms = 90'000;
  s.query_refusal = wire::server_error{"FATAL", "08P01", "PQexec disallowed", "SCM"};
  CHECK(conclude(s).product == "pgbouncer");
  CHECK(conclude(s).evidence.front().signal == "forced-switch");
  s.query_refusal->fields = "SVCM";
  CHECK(conclude(s).product == "unknown");
}

TEST_CASE("an announcement settles product, version and mode, also against a switch that was never seen") {
  auto s = direct();
  s.key_pid = 7;
  s.announced = announcement{"1.26.1", pool_mode::transaction, 200};
  auto const info = conclude(s);
  CHECK(info.product == "pgbouncer");
  CHECK(info.version == "1.26.1");
  CHECK(info.pool_mode == pool_mode::transaction);
}

TEST_CASE("PostgreSQL's own refusal is not PgBouncer's") {
  auto s = direct();
  s.unknown_option = refusal("unsupported startup parameter: x", "SVCMFLR");
  CHECK(conclude(s).product == "none");
}

TEST_CASE("a taken server connection is shared; BEGIN tells statement mode from transaction mode") {
  auto s = pooled(result::taken, "unsupported startup parameter: options");
  CHECK(conclude(s).pool_mode == pool_mode::unknown);
  s.begin = begin_result::accepted;
  CHECK(conclude(s).pool_mode == pool_mode::transaction);
  s.begin = begin_result::refused;
  CHECK(conclude(s).pool_mode == pool_mode::statement);
}

TEST_CASE("a client that is served only after another left means session mode") {
  CHECK(conclude(pooled(result::other_blocked, "unsupported startup parameter: options")).pool_mode ==
        pool_mode::session);
}

TEST_CASE("the name on the server tells whether statements are tracked") {
  auto s = pooled(result::taken, "");
  s.begin = begin_result::accepted;
  CHECK(conclude(s).prepared_statements == support::unsupported);
  s.server_name = "PGBOUNCER_1";
  CHECK(conclude(s).prepared_statements == support::supported);
  s.server_name.reset();
  CHECK(conclude(s).prepared_statements == support::unknown);
}

TEST_CASE("where something relays the bytes, no pooler is concluded only after it was asked for") {
  auto s = direct();
  s.network_path.client_port = 50000;
  CHECK(conclude(s).present == certainty::unknown);
  s.again = ages{.backend_ms = 4, .own_ms = 6};
  CHECK(conclude(s).present == certainty::unknown);
  s.asked_who = true;
  CHECK(conclude(s).present == certainty::no);
  s.again->backend_ms = 4000;
  CHECK(conclude(s).present == certainty::yes);
  CHECK(conclude(s).pool_mode == pool_mode::session);
}

TEST_CASE("a transaction that is over at the next statement is statement mode") {
  auto s = pooled(result::taken, "");
  s.begin = begin_result::lost;
  CHECK(conclude(s).pool_mode == pool_mode::statement);
}

TEST_CASE("clients that never met and never came back to a known server connection are not session mode") {
  auto s = pooled(result::never_taken, words_before_120);
  CHECK(conclude(s).pool_mode == pool_mode::session);
  s.pool_facts.scattered = true;
  CHECK(conclude(s).pool_mode == pool_mode::unknown);
  s.unknown_option.reset();
  s.own_answers = {{"show pool_version", "4.6.1 (chirikoboshi)"}};
  CHECK(conclude(s).pool_mode == pool_mode::session);
}

TEST_CASE(
    "a pooler that tracks statements is not in session mode, even where no clients shared a connection") {
  auto s = pooled(result::never_taken, words_of_123);
  s.server_name = "PGBOUNCER_1";
  CHECK(conclude(s).pool_mode == pool_mode::unknown);
  CHECK(conclude(s).prepared_statements == support::unknown);
}

TEST_CASE("of a version that is exact or has a lower end, the least minor version is known") {
  CHECK(least_minor("1.26.1") == 26);
  CHECK(least_minor("1.21") == 21);
  CHECK(least_minor(">= 1.23, < 1.26") == 23);
  CHECK(least_minor(">= 1.9") == 9);
  CHECK_FALSE(least_minor("< 1.20"));
  CHECK_FALSE(least_minor(""));
  CHECK_FALSE(least_minor("2.0.1"));
}

TEST_CASE("a passive survey says what it does not know because of that, and no more") {
  auto s = direct();
  s.key_pid = 7;
  s.pool_facts.how = result::taken;
  auto const shared = passive_gaps(s, conclude(s));
  REQUIRE(shared.size() == 2);
  CHECK(shared[0].signal == "transaction-block");
  CHECK(shared[1].signal == "refusal");
  s.server_name = "PGBOUNCER_3";
  CHECK(passive_gaps(s, conclude(s)).size() == 1);
  s.announced = announcement{"1.26.1", pool_mode::transaction, 200};
  CHECK(passive_gaps(s, conclude(s)).empty());
  CHECK(passive_gaps(direct(), conclude(direct())).empty());
}

TEST_CASE(
    "PgDog renames statements in session mode too; another pooler that renames shares server connections") {
  auto s = direct();
  s.key_pid = 7;
  s.server_name = "__pgdog_1";
  CHECK(conclude(s).product == "pgdog");
  CHECK(conclude(s).pool_mode == pool_mode::session);
  CHECK(conclude(s).prepared_statements == support::supported);
  s.server_name = "PGBOUNCER_1";
  CHECK(conclude(s).pool_mode == pool_mode::unknown);
}
