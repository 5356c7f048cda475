#include "bench/load/compiled_operation.hpp"

#include "wire/expected_reply.hpp"
#include "wire/message.hpp"

namespace poolprobe::bench {
namespace {

using notation::verb;

/// The SQL of a driver's own messages. The catalogue does not record it, except where it matters.
std::string own_text(std::string const& name) {
  auto const is_sql =
      name == "BEGIN" || name == "COMMIT" || name == "ROLLBACK" || name.starts_with("DEALLOCATE");
  return is_sql ? name : "select 1";
}

/// The SQL of a Parse or a Query. Only the program's query has a value and parameters.
std::string text_of(driver_message const& one, notation::message const& s, bench_query const& asked) {
  if (s.verb == verb::query && !s.name.empty()) return own_text(s.name);
  switch (one.purpose) {
    case purpose::begin:
      return "BEGIN";
    case purpose::commit:
      return "COMMIT";
    case purpose::end:
      return "ROLLBACK";
    case purpose::release:
    case purpose::driver:
      return own_text({});
    case purpose::query:
      break;
  }
  return s.verb == verb::parse ? asked.sql : asked.literal;
}

/// A named statement may stay on a server connection, where the clean-up finds it by its mark.
std::string sql_of(driver_message const& one, notation::message const& s, bench_query const& asked) {
  auto const named = s.verb == verb::parse && !s.name.empty();
  return text_of(one, s, asked) + (named ? asked.mark : "");
}

/// Whether the message belongs to the program's query, and not to what the driver sends in addition.
bool asks(driver_message const& one, notation::message const& s) {
  return one.purpose == purpose::query && (s.verb != verb::query || s.name.empty());
}

std::vector<std::string> values_of(driver_message const& one, notation::message const& s,
                                   bench_query const& asked) {
  if (s.verb != verb::bind || one.purpose != purpose::query) return {};
  return asked.values > 0 ? std::vector<std::string>{std::string(bench_query::hole)} : asked.parameters;
}

/// The messages that the server sends when the statement is executed.
std::string result_of(driver_message const& one, notation::message const& s, bench_query const& asked) {
  if (text_of(one, s, asked) == "COMMIT") return "*k";
  if (!asks(one, s)) return "*C";
  switch (asked.expected) {
    case bench_query::reply::row:
      return "rC";
    case bench_query::reply::changed:
      return "c";
    case bench_query::reply::any:
      return "*C";
  }
  return "*C";
}

std::string described(driver_message const& one, notation::message const& s, bench_query const& asked) {
  if (!asks(one, s) || asked.expected == bench_query::reply::any) return "?";
  return asked.expected == bench_query::reply::changed ? "n" : "T";
}

std::string answer_of(driver_message const& one, notation::message const& s, bench_query const& asked) {
  auto const [before, last] = wire::reply_to(s.verb);
  switch (s.verb) {
    case verb::query:  // no RowDescription where there are no columns
      return (asks(one, s) && asked.expected == bench_query::reply::row ? "T" : "") +
             result_of(one, s, asked).append(last);
    case verb::describe_statement:
    case verb::describe_portal:
      return std::string(before) + described(one, s, asked);
    case verb::execute:
      return result_of(one, s, asked);
    default:
      return std::string(last);
  }
}

void add(part& to, driver_message const& one, notation::message const& s, bench_query const& asked) {
  auto const carries = s.verb == verb::parse || s.verb == verb::query;
  auto const begins = to.bytes.size();
  to.bytes += wire::encode({s, carries ? sql_of(one, s, asked) : "", values_of(one, s, asked)});
  ++to.messages;
  if (asked.values == 0 || !asks(one, s) || s.verb == verb::parse) return;
  if (s.verb != verb::bind && s.verb != verb::query) return;
  // A statement name before the value may contain the same digits; nothing after it can.
  to.holes.push_back(static_cast<std::uint32_t>(to.bytes.rfind(bench_query::hole)));
  if (to.holes.back() < begins) to.holes.pop_back();
}

void close(std::vector<part>& all, part& now) {
  if (now.messages > 0) all.push_back(std::move(now));
  now = part();
}

}  // namespace

compiled_operation compile(std::vector<driver_message> const& said, bench_query const& asked) {
  compiled_operation made;
  for (auto const& one : said) {
    part now;
    for (auto const& s : one.steps) {
      if (s.verb == verb::wait) {
        close(made.parts, now);
        continue;
      }
      add(now, one, s, asked);
      now.answer += answer_of(one, s, asked);
      if (asks(one, s) && wire::runs_statement(s.verb)) ++made.executions;
    }
    close(made.parts, now);
  }
  return made;
}

}  // namespace poolprobe::bench
