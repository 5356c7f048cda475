#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "model/product.hpp"
#include "survey/admin_console_claims.hpp"
#include "survey/describe_evidence.hpp"
#include "survey/pooler_layers.hpp"
#include "survey/product_rules.hpp"
#include "survey/signal_predicates.hpp"
#include "survey/version_range.hpp"

namespace poolprobe {
namespace {

using list = std::vector<evidence>;

void tell_announcement(signals const& s, list& to) {
  if (!s.announced) return;
  auto const limit = s.announced->max_prepared_statements;
  to.push_back(
      {"announcement",
       fmt::format("login reports pgbouncer.version={}, pool_mode={}, max_prepared_statements={}",
                   s.announced->version, word(s.announced->pool_mode), limit ? std::to_string(*limit) : "?"),
       "PgBouncer 1.26 or later says so itself"});
}

void tell_layers(signals const& s, list& to) {
  for (auto const& why : contradictions(s)) {
    to.push_back({"layers", why, "two poolers, one behind the other"});
  }
}

/// What names the product, where no other line reports it.
void tell_marks(signals const& s, list& to) {
  for (auto& m : marks_of(s)) {
    if (!m.told.signal.empty()) to.push_back(std::move(m.told));
  }
}

void tell_refusal(std::optional<wire::startup_reply> const& answer, std::string_view what, list& to) {
  if (!answer) return;
  if (refused_by_pgbouncer(answer)) {
    to.push_back({"refusal", fmt::format("{} is refused before login: {}", what, answer->error->text()),
                  "only PgBouncer refuses so, with the error fields S, C and M alone"});
  } else if (refused_by_postgres(answer)) {
    to.push_back({"refusal", fmt::format("{} is refused by PostgreSQL: {}", what, answer->error->text()),
                  "no PgBouncer refused it first"});
  } else if (answer->how == wire::startup_reply::kind::asked_to_login) {
    to.push_back(
        {"refusal", fmt::format("{} is let through to the login", what), "no PgBouncer refused it first"});
  } else if (answer->how == wire::startup_reply::kind::logged_in) {
    to.push_back(
        {"refusal", fmt::format("{} is accepted", what), "neither PgBouncer nor PostgreSQL takes it"});
  }
}

/// What narrows the version, where the exact version is not known.
void tell_version(signals const& s, pooler_info const& concluded, list& to) {
  if (concluded.product != product::pgbouncer || concluded.version != pgbouncer_range(s)) return;
  for (auto const& r : version_reasons(s)) to.push_back({"version", r.observed, "PgBouncer " + r.range()});
}

/// The console's report in one line, and one line for each claim that differs.
void tell_console(signals const& s, std::vector<claim> const& claims, list& to) {
  if (!s.console) return;
  if (!s.console->failure.empty()) {
    to.push_back({"console", s.console->failure, "the admin console told nothing"});
    return;
  }
  auto const limit = s.console->max_prepared_statements;
  auto const differ = std::count_if(claims.begin(), claims.end(),
                                    [](claim const& c) { return c.how == claim::standing::differs; });
  to.push_back({"console",
                fmt::format("PgBouncer {}, pool_mode={}, max_prepared_statements={}", s.console->version,
                            word(s.console->pool_mode), limit ? std::to_string(*limit) : "not known to it"),
                differ == 0 ? "agrees with what was observed"
                            : "differs from what was observed; the observation counts"});
  for (auto const& c : claims) {
    if (c.how == claim::standing::differs) to.push_back(c.told);
  }
}

/// The other claims.
void tell_claims(std::vector<claim> const& claims, list& to) {
  for (auto const& c : claims) {
    if (c.how != claim::standing::differs) to.push_back(c.told);
  }
}

}  // namespace

void tell_make(signals const& s, std::vector<claim> const& claims, std::vector<evidence>& to) {
  tell_announcement(s, to);
  tell_console(s, claims, to);
  tell_layers(s, to);
  tell_marks(s, to);
  tell_refusal(s.unknown_option, "an unknown setting in options", to);
  tell_refusal(s.unknown_parameter, "an unknown startup parameter", to);
}

void tell_details(signals const& s, std::vector<claim> const& claims, pooler_info const& concluded,
                  std::vector<evidence>& to) {
  if (s.pins_at_parse) {
    to.push_back(
        {"pinning",
         "two clients that send simple queries are answered on one server connection; once one of them "
         "has sent Parse, its server connection is never given to the other",
         "transaction mode for simple queries only; every client that sends Parse, as nearly all drivers "
         "do, has a server connection of its own until it disconnects"});
  }
  if (s.flush_unanswered) {
    to.push_back({"flush", "Parse, Bind and Execute before Flush are answered only after Sync",
                  "a driver that waits for the answer to Flush hangs here, as asyncpg does"});
  }
  tell_version(s, concluded, to);
  tell_claims(claims, to);
}

}  // namespace poolprobe
