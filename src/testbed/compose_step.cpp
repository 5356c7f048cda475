#include "testbed/compose_step.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "notation/notation.hpp"

namespace poolprobe {
namespace {

using notation::verb;
using wire::request;

std::vector<request> statement_of(std::string_view sql) {
  return {
      {{verb::parse, ""}, std::string(sql), {}}, {{verb::bind, ""}, {}, {}}, {{verb::execute, ""}, {}, {}}};
}

std::vector<request> question_for_backend() { return statement_of(backend_sql); }

bool has(std::vector<request> const& requests, verb wanted) {
  return std::any_of(requests.begin(), requests.end(),
                     [wanted](auto const& r) { return r.message.verb == wanted; });
}

/// Whether the statement's SQL goes with it; Q(text) carries its own.
bool carries_sql(request const& r) {
  return r.message.verb == verb::parse || (r.message.verb == verb::query && r.message.name.empty());
}

/// Whether it needs nothing of an earlier step, and begins or ends no transaction block.
bool stands_alone(std::vector<request> const& requests) {
  constexpr std::size_t small = 4000;  // of a buffer of PgBouncer, pkt_buf, of 4096 bytes
  constexpr std::array<std::string_view, 4> harmless{"select ", "prepare ", "declare ", "listen "};
  std::size_t binds = 0;
  bool parsed = false;
  for (auto const& r : requests) {
    if (r.message.verb == verb::query) return false;
    if (r.message.verb == verb::parse) {
      auto const begins = [&r](std::string_view word) { return r.sql.starts_with(word); };
      if (r.sql.size() > small || std::none_of(harmless.begin(), harmless.end(), begins)) return false;
      parsed = true;
    } else if (r.message.verb == verb::bind) {
      ++binds;
    }
  }
  return parsed && binds < 2;
}

/// Whether it ends in a named Parse and Flush. Pgpool-II 4.3 answers Flush behind Execute, Describe and
/// Close, not behind Parse and Bind (observed), so the query for the backend must come last.
bool ends_in_named_parse(std::vector<request> const& requests) {
  if (requests.size() < 2 || requests.back().message.verb != verb::flush) return false;
  auto const& last = requests[requests.size() - 2].message;
  return last.verb == verb::parse && !last.name.empty();
}

std::vector<notation::message> steps_of(std::vector<request> const& requests) {
  std::vector<notation::message> steps;
  steps.reserve(requests.size());
  for (auto const& r : requests) steps.push_back(r.message);
  return steps;
}

}  // namespace

std::string with_name(std::string_view script, std::string const& name) {
  std::string text(script);
  for (auto at = text.find("{}"); at != std::string::npos; at = text.find("{}", at + name.size())) {
    text.replace(at, 2, name);
  }
  return text;
}

std::vector<request> requests_of(std::string_view script, statement const& with) {
  std::vector<request> requests;
  std::size_t binds = 0;
  for (auto& step : notation::parse_notation(script)) {
    request next{std::move(step), {}, {}};
    if (next.message.verb == verb::parse || next.message.verb == verb::query) next.sql = with.sql;
    if (next.message.verb == verb::query && !next.message.name.empty()) next.sql = next.message.name;
    if (next.message.verb == verb::bind) {
      next.parameters = with.series.empty() ? with.parameters : with.series.at(binds++);
    }
    if (notation::carries_data(next.message.verb)) next.data = with.data;
    requests.push_back(std::move(next));
  }
  return requests;
}

bool uses_earlier_unnamed(std::vector<request> const& requests) {
  for (auto const& r : requests) {
    if (!r.message.name.empty()) continue;
    if (r.message.verb == verb::parse) return false;
    if (r.message.verb == verb::bind || r.message.verb == verb::describe_statement) return true;
  }
  return false;
}

/// Stands for all of them in a transcript: what the first few say.
statement summary_of(std::vector<statement> const& all) {
  constexpr std::size_t most = 3;
  statement some;
  for (std::size_t i = 0; i < all.size() && i < most; ++i)
    some.sql += fmt::format("{}{}", i == 0 ? "" : "; ", all[i].shown.empty() ? all[i].sql : all[i].shown);
  if (all.size() > most) some.sql += "; ...";
  if (!all.empty()) some.name = all.front().name;
  return some;
}

step_ptr compose_step(std::string_view script, std::vector<request> requests, statement const& with,
                      backend_question when) {
  auto next = std::make_shared<step>();
  // A repetition is easier to read as it was written.
  auto const repeats = script.find('[') != std::string_view::npos;
  next->sent = repeats ? std::string(script) : notation::print_notation(steps_of(requests));
  if (std::any_of(requests.begin(), requests.end(), carries_sql))
    next->sql = with.shown.empty() ? with.sql : with.shown;
  // A pooler that tracks statements prepares also at Bind and Describe, where the server lacks the statement.
  next->prepares = !with.name.empty() && (has(requests, verb::parse) || has(requests, verb::bind) ||
                                          has(requests, verb::describe_statement));
  auto const last = requests.empty() ? verb::flush : requests.back().message.verb;
  next->releases = last == verb::sync || last == verb::query;
  next->joins = next->releases && stands_alone(requests);
  using question = step::question;
  if (when == backend_question::known) {
    next->asked = question::known;
  } else if (when == backend_question::usual && !has(requests, verb::query)) {
    auto const must_be_last = uses_earlier_unnamed(requests) || ends_in_named_parse(requests);
    next->asked = must_be_last ? question::last : question::first;
    auto const asks = question_for_backend();
    requests.insert(next->asked == question::first ? requests.begin() : requests.end() - 1, asks.begin(),
                    asks.end());
  }
  next->requests = std::move(requests);
  return next;
}

void hold_by_block(step& one, bool held) {
  auto& requests = one.requests;
  if (requests.empty()) return;
  if (requests.back().message.verb == verb::flush) {
    requests.back().message.verb = verb::sync;
    if (one.sent.ends_with('H')) one.sent.back() = 'S';
    if (!held) {
      one.sent = "P() B E " + one.sent;
      one.sql = one.sql.empty() ? "begin" : "begin; " + one.sql;
      auto const begins = statement_of("begin");
      requests.insert(requests.begin(), begins.begin(), begins.end());
    }
  } else if (held && one.releases) {
    // After an error the server skips to the first Sync, so that the end of the block follows it.
    auto const ends = statement_of("commit");
    requests.insert(requests.end(), ends.begin(), ends.end());
    requests.push_back({{verb::sync, ""}, {}, {}});
    one.sent += " P() B E S";
    one.sql += one.sql.empty() ? "commit" : "; commit";
    one.joins = false;
  }
}

}  // namespace poolprobe
