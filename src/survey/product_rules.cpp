#include "survey/product_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "model/product.hpp"
#include "survey/signal_predicates.hpp"
#include "text/ascii.hpp"

namespace poolprobe {
namespace {

/// How each pooler that tracks prepared statements names them on the server: PgBouncer include/prepare.h,
/// Odyssey sources/include/pstmt.h, PgCat src/messages.rs, pg_doorman, PgDog and Supavisor sources.
struct naming {
  std::string_view prefix;
  std::string_view product;
};
constexpr std::array namings{
    naming{"PGBOUNCER_", product::pgbouncer}, naming{"odyssey_pstmt_", product::odyssey},
    naming{"PGCAT_", product::pgcat},         naming{"__pgdog_", product::pgdog},
    naming{"DOORMAN_", product::pg_doorman},  naming{"sv_", product::supavisor}};

/// Words that occur only in one product's own errors: Odyssey prefixes them with its id of the client; for
/// PgCat, PgDog and pg_doorman see their sources.
struct wording {
  std::string_view words;
  bool begins;  ///< the message begins with them; otherwise they may be anywhere in it
  std::string_view product;
};
constexpr std::array wordings{
    wording{"odyssey: c", true, product::odyssey},
    wording{"No pool configured for database", true, product::pgcat},
    wording{"is wrong, or the database does not exist", false, product::pgdog},
    wording{"PgDog", false, product::pgdog},
    // src/auth/mod.rs
    wording{"No connection pool configured for database", true, product::pg_doorman}};

/// How poolers name themselves in `application_name`, where they do not use the client's value.
struct calling {
  std::string_view name;
  std::string_view product;
};
constexpr std::array callings{calling{"pgagroal", product::pgagroal},
                              calling{"Supavisor", product::supavisor}, calling{"pgcat", product::pgcat}};

/// Questions that one product answers itself.
constexpr std::array questions{calling{"show pool_version", product::pgpool},
                               calling{"show pgdog.shards", product::pgdog},
                               calling{"show server role", product::pgcat}};

using marks = std::vector<mark>;

/// Pgpool-II's own errors name its source files, but no routine as PostgreSQL's do (src/utils/error/elog.c).
bool from_pgpool(wire::server_error const& error) {
  return !error.from_postgres() && (error.file.starts_with("pool_") || error.file == "child.c");
}

/// Supavisor's own errors begin with a code in parentheses, "(ENOTFOUND) ...", "(EMAXPREPARED) ..."
/// (Supavisor 2.9.7, lib/supavisor/errors).
bool from_supavisor(wire::server_error const& error) {
  if (error.from_postgres() || !error.message.starts_with("(E")) return false;
  auto const end = error.message.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_", 1);
  return end != std::string::npos && end > 3 && error.message.substr(end).starts_with(") ");
}

std::string_view author_of(wire::server_error const& error) {
  if (from_pgpool(error)) return product::pgpool;
  if (from_supavisor(error)) return product::supavisor;
  for (auto const& known : wordings) {
    auto const at = error.message.find(known.words);
    if (known.begins ? at == 0 : at != std::string::npos) return known.product;
  }
  return {};
}

void add_error(wire::server_error const& error, std::string_view what, marks& to) {
  auto const author = author_of(error);
  if (author.empty()) return;
  auto const named = error.file.empty() ? std::string() : fmt::format(" (in its {})", error.file);
  to.push_back({author,
                true,
                {"own-error", fmt::format("{} is answered {}{}", what, error.text(), named),
                 "these are the words of one pooler only"}});
}

void add_answer(std::optional<wire::startup_reply> const& answer, std::string_view what, marks& to) {
  if (answer && answer->error) add_error(*answer->error, what, to);
}

void add_names(signals const& s, marks& to) {
  auto const& way = s.network_path;
  for (auto const& known : callings) {
    for (auto const& name : {way.reported_name, way.server_name}) {
      if (name != known.name || way.asked_name == known.name) continue;
      to.push_back({known.product,
                    true,
                    {"application-name",
                     fmt::format("we said application_name={}, and it is {}", way.asked_name, name),
                     "the pooler's own name"}});
      break;
    }
  }
}

/// PgBouncer and PostgreSQL refuse an unknown parameter. The poolers here accept and drop it; pgagroal and
/// Pgpool-II also answer a login with the server's own cancel key.
void add_tolerance(signals const& s, marks& to) {
  if (!s.unknown_parameter || s.unknown_parameter->how != wire::startup_reply::kind::logged_in) return;
  auto const own_key = s.key_pid != 0 && s.key_pid == s.backend_pid;
  auto const reused = reused_backend(s.first) || (s.again && reused_backend(*s.again));
  if (own_key && reused) {
    to.push_back(
        {product::pgagroal,
         false,
         {"login-replay", "an unknown startup parameter is accepted, with the server's own cancel key",
          "the login of a server connection is repeated to us, as pgagroal does"}});
  }
}

/// PostgreSQL reports its parameters in alphabetical order, ignoring case; Odyssey reports them in reverse.
bool is_reversed(std::vector<std::pair<std::string, std::string>> const& reported) {
  constexpr std::size_t enough = 8;
  auto const less = [](auto const& one, auto const& other) {
    return std::lexicographical_compare(one.first.begin(), one.first.end(), other.first.begin(),
                                        other.first.end(),
                                        [](char x, char y) { return lower_case(x) < lower_case(y); });
  };
  return reported.size() >= enough && std::is_sorted(reported.rbegin(), reported.rend(), less);
}

void add_order(signals const& s, marks& to) {
  for (auto const* answer : {&s.unknown_option, &s.unknown_parameter}) {
    if (!*answer || !is_reversed((*answer)->reported)) continue;
    to.push_back({product::odyssey,
                  false,
                  {"parameter-order", "the login reports its parameters from Z to A", "as Odyssey does"}});
    return;
  }
}

/// Odyssey 1.5 closes the connection without an answer, pgagroal answers in the form of protocol 2
/// (src/libpgagroal/message.c); PostgreSQL, PgBouncer and Pgpool-II answer otherwise.
void add_newer_protocol(signals const& s, marks& to) {
  if (!s.newer_protocol) return;
  if (s.newer_protocol->how == wire::startup_reply::kind::closed) {
    to.push_back({product::odyssey,
                  false,
                  {"newer-protocol", "protocol 3.2 is answered by closing the connection without a word",
                   "as Odyssey 1.5 and some others do"},
                  true});
  } else if (s.newer_protocol->old_error == "connection refused") {
    to.push_back(
        {product::pgagroal,
         false,
         {"newer-protocol", "protocol 3.2 is answered \"connection refused\" in the form of protocol 2",
          "as pgagroal does"}});
  }
}

void add_bare_error(signals const& s, marks& to) {
  if (!s.unknown_statement || s.unknown_statement->sqlstate != "26000") return;
  if (s.unknown_statement->fields != "SCM") return;
  to.push_back({product::odyssey,
                false,
                {"own-error",
                 fmt::format("Describe of an unknown statement is answered {}, with the fields "
                             "S, C and M alone",
                             s.unknown_statement->text()),
                 "the pooler keeps track of prepared statements, as Odyssey and some others do"},
                true});
}

void add_pgbouncer(signals const& s, marks& to) {
  if (pgbouncer_refusal(s)) to.push_back({product::pgbouncer, true, {}});
  if (s.announced || console_spoke(s)) to.push_back({product::pgbouncer, true, {}});
}

void add_own_answers(signals const& s, marks& to) {
  for (auto const& known : questions) {
    for (auto const& own : s.own_answers) {
      if (own.question != known.name) continue;
      to.push_back({known.product,
                    true,
                    {"own-answer", fmt::format("`{}` is answered: {}", own.question, own.answer),
                     "no PostgreSQL knows that: the pooler answers itself"}});
    }
  }
}

}  // namespace

std::string_view product_of_name(signals const& s) {
  if (!renamed(s)) return {};
  for (auto const& known : namings) {
    if (s.server_name->starts_with(known.prefix)) return known.product;
  }
  return {};
}

bool renamed_for_sharing(signals const& s) { return renamed(s) && product_of_name(s) != product::pgdog; }

std::vector<mark> marks_of(signals const& s) {
  marks all;
  add_answer(s.unknown_option, "an unknown setting in options", all);
  add_answer(s.unknown_parameter, "an unknown startup parameter", all);
  add_answer(s.unknown_database, "an unknown database", all);
  add_answer(s.newer_protocol, "protocol 3.2", all);
  if (s.unknown_statement) add_error(*s.unknown_statement, "Describe of an unknown statement", all);
  add_pgbouncer(s, all);
  add_own_answers(s, all);
  add_names(s, all);
  if (auto const namer = product_of_name(s); !namer.empty()) all.push_back({namer, true, {}});
  add_tolerance(s, all);
  add_order(s, all);
  add_newer_protocol(s, all);
  add_bare_error(s, all);
  return all;
}

std::string product_of(signals const& s) {
  auto const all = marks_of(s);
  auto const proof = std::find_if(all.begin(), all.end(), [](mark const& m) { return m.proof; });
  if (proof != all.end()) return std::string(proof->product);
  std::set<std::string_view> products;
  for (auto const& m : all) products.insert(m.product);
  auto const own = std::any_of(all.begin(), all.end(), [](mark const& m) { return !m.others_too; });
  auto const agree = products.size() == 1 && all.size() > 1 && own;
  return std::string(agree ? all.front().product : product::unknown);
}

}  // namespace poolprobe
