#include <doctest/doctest.h>

#include "survey/survey.hpp"

using namespace poolprobe;
using result = forced_switch::result;

namespace {

signals direct() {
  signals s;
  s.key_pid = 100;
  s.backend_pid = 100;
  s.backend_age_ms = 3;
  s.own_age_ms = 5;
  s.hand_over = {.how = result::never_taken, .first = 100, .second = 101};
  s.sent_name = "poolprobe_1";
  s.server_name = "poolprobe_1";
  return s;
}

wire::greeting refusal(std::string message, std::string fields = "SCM") {
  wire::greeting g;
  g.how = wire::greeting::kind::refused;
  g.error = wire::server_error{"FATAL", "08P01", std::move(message), std::move(fields)};
  return g;
}

signals pooled(result how, std::string const& words) {
  auto s = direct();
  s.key_pid = 7;
  s.hand_over.how = how;
  s.unknown_option = refusal(words);
  return s;
}

}  // namespace

TEST_CASE("every negative together means no pooler; one alone does not") {
  CHECK(weigh(direct()).present == certainty::no);
  CHECK(weigh(direct()).product == "none");
  CHECK(weigh(direct()).pool_mode == pool_mode::none);
  auto no_age = direct();
  no_age.backend_age_ms.reset();
  CHECK(weigh(no_age).present == certainty::unknown);
  CHECK(weigh(no_age).pool_mode == pool_mode::unknown);
  auto unclear = direct();
  unclear.hand_over.how = result::unclear;
  CHECK(weigh(unclear).present == certainty::unknown);
}

TEST_CASE("a backend older than our connection is a pooled one, even where the key's pid fits") {
  auto s = direct();
  s.backend_age_ms = 90'000;
  CHECK(weigh(s).present == certainty::yes);
  CHECK(weigh(s).product == "unknown");
  CHECK(weigh(s).pool_mode == pool_mode::session);
}

TEST_CASE("a pooler that refuses simple queries in PgBouncer's words is PgBouncer") {
  auto s = direct();
  s.backend_age_ms = 90'000;
  s.query_refusal = wire::server_error{"FATAL", "08P01", "PQexec disallowed", "SCM"};
  CHECK(weigh(s).product == "pgbouncer");
  CHECK(weigh(s).evidence.front().signal == "forced-switch");
  s.query_refusal->fields = "SVCM";
  CHECK(weigh(s).product == "unknown");
}

TEST_CASE("an announcement settles product, version and mode, also against a switch that was never seen") {
  auto s = direct();
  s.key_pid = 7;
  s.announced = announcement{"1.26.1", pool_mode::transaction, 200};
  auto const info = weigh(s);
  CHECK(info.product == "pgbouncer");
  CHECK(info.version == "1.26.1");
  CHECK(info.pool_mode == pool_mode::transaction);
}

TEST_CASE("the words of the refusal bracket the version") {
  CHECK(weigh(pooled(result::taken, "unsupported startup parameter: options")).version == "< 1.20");
  CHECK(weigh(pooled(result::taken, "unsupported options startup parameter: only '-c config=val' is allowed"))
            .version == ">= 1.20, < 1.23");
  CHECK(weigh(pooled(result::taken, "unsupported startup parameter in options: x")).version ==
        ">= 1.23, < 1.26");
}

TEST_CASE("tracked statements raise the lower bound of the version") {
  auto s = pooled(result::taken, "");
  s.unknown_option.reset();
  s.unknown_parameter = refusal("unsupported startup parameter: poolprobe_x");
  CHECK(weigh(s).version == "< 1.26");
  s.server_name = "PGBOUNCER_3";
  CHECK(weigh(s).version == ">= 1.21, < 1.26");
}

TEST_CASE("PostgreSQL's own refusal is not PgBouncer's") {
  auto s = direct();
  s.unknown_option = refusal("unsupported startup parameter: x", "SVCMFLR");
  CHECK(weigh(s).product == "none");
}

TEST_CASE("a taken server connection is shared; BEGIN tells statement mode from transaction mode") {
  auto s = pooled(result::taken, "unsupported startup parameter: options");
  CHECK(weigh(s).pool_mode == pool_mode::unknown);
  s.begin = begin_result::accepted;
  CHECK(weigh(s).pool_mode == pool_mode::transaction);
  s.begin = begin_result::refused;
  CHECK(weigh(s).pool_mode == pool_mode::statement);
}

TEST_CASE("a client that is served only after another left means session mode") {
  CHECK(weigh(pooled(result::other_blocked, "unsupported startup parameter: options")).pool_mode ==
        pool_mode::session);
}

TEST_CASE("the name on the server tells the product and whether statements are tracked") {
  auto s = pooled(result::taken, "");
  s.unknown_option.reset();
  s.begin = begin_result::accepted;
  CHECK(weigh(s).prepared_statements == support::unsupported);
  for (auto const& [name, product] :
       {std::pair{"PGBOUNCER_1", "pgbouncer"}, std::pair{"odyssey_pstmt_1", "odyssey"},
        std::pair{"PGCAT_1", "pgcat"}, std::pair{"__pgdog_1", "pgdog"}}) {
    s.server_name = name;
    CHECK(weigh(s).prepared_statements == support::supported);
    CHECK(weigh(s).product == product);
  }
  s.server_name.reset();
  CHECK(weigh(s).prepared_statements == support::unknown);
}

TEST_CASE("a survey that provoked nothing says what it does not know for that, and no more") {
  auto s = direct();
  s.key_pid = 7;
  s.hand_over.how = result::taken;
  auto const shared = untried(s, weigh(s));
  REQUIRE(shared.size() == 2);
  CHECK(shared[0].signal == "transaction-block");
  CHECK(shared[1].signal == "refusal");
  s.server_name = "PGBOUNCER_3";
  CHECK(untried(s, weigh(s)).size() == 1);
  s.announced = announcement{"1.26.1", pool_mode::transaction, 200};
  CHECK(untried(s, weigh(s)).empty());
  CHECK(untried(direct(), weigh(direct())).empty());
}

TEST_CASE("what the console claims is compared with what was observed") {
  auto s = pooled(result::taken, "unsupported startup parameter: options");
  s.begin = begin_result::accepted;
  s.console = console_report{"1.18.0", pool_mode::session, {}, {}};
  auto const info = weigh(s);
  CHECK(info.version == "1.18.0");
  CHECK(info.pool_mode == pool_mode::transaction);
}
