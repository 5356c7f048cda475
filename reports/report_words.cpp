#include "reports/report_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "model/product.hpp"
#include "reports/verdict_headline.hpp"

namespace poolprobe {
namespace {

/// The outcome whose mark and colour fit an exit code.
outcome mark_of(exit_code code) {
  switch (code) {
    case exit_code::compatible:
      return outcome::works;
    case exit_code::inconclusive:
    case exit_code::interrupted:
      return outcome::unknown;
    case exit_code::too_slow:
      return outcome::leaks;
    case exit_code::incompatible:
    case exit_code::no_connection:
    case exit_code::usage:
    case exit_code::defect:
      break;
  }
  return outcome::breaks;
}

/// The verdict of a benchmark in words: it requires nothing, and a strategy that breaks is one of its
/// results.
constexpr std::array<exit_meaning, 3> bench_meanings{{
    {exit_code::compatible, "measured", "what works here has figures"},
    {exit_code::incompatible, "incompatible", "none of the strategies works here"},
    {exit_code::inconclusive, "inconclusive", "nothing could be measured"},
}};

exit_meaning const& bench_meaning_of(exit_code code) {
  auto const* const found = std::find_if(bench_meanings.begin(), bench_meanings.end(),
                                         [code](exit_meaning const& row) { return row.code == code; });
  return found == bench_meanings.end() ? meaning_of(code) : *found;
}

/// The meaning of the words for `trace`, where an application was recorded and no pooler tested.
std::string_view meaning_in(exit_meaning const& known, bool watched) {
  if (!watched) return known.meaning;
  switch (known.code) {
    case exit_code::compatible:
      return "nothing of it breaks behind a pooler in transaction mode";
    case exit_code::incompatible:
      return "some of it breaks behind a pooler in transaction mode";
    case exit_code::inconclusive:
      return "not all of it was seen";
    default:
      return known.meaning;
  }
}

/// "1.19" of "1.20": the series before it; empty where that is not known.
std::string series_before(std::string_view version) {
  auto const dot = version.find('.');
  int minor = 0;
  if (dot == std::string_view::npos || version.size() > dot + 4) return {};
  for (char const c : version.substr(dot + 1)) {
    if (c < '0' || c > '9') return {};
    minor = 10 * minor + (c - '0');
  }
  return minor == 0 ? std::string() : fmt::format("{}.{}", version.substr(0, dot), minor - 1);
}

/// "1.16 to 1.19" of ">= 1.16, < 1.20"; an exact version stays.
std::string range_words(std::string_view version) {
  constexpr std::string_view from = ">= ", before = "< ";
  auto const comma = version.find(", < ");
  if (version.starts_with(from) && comma != std::string_view::npos) {
    auto const first = version.substr(from.size(), comma - from.size());
    auto const end = version.substr(comma + 4);
    auto const last = series_before(end);
    if (last.empty()) return fmt::format("{} or later, before {}", first, end);
    return last == first ? last : fmt::format("{} to {}", first, last);
  }
  if (version.starts_with(from)) return fmt::format("{} or later", version.substr(from.size()));
  if (version.starts_with(before)) return fmt::format("before {}", version.substr(before.size()));
  return std::string(version);
}

}  // namespace

std::string_view explained(pool_mode mode) {
  switch (mode) {
    case pool_mode::transaction:
      return "transaction mode: a transaction may run on any server connection";
    case pool_mode::session:
      return "session mode: one server connection until you disconnect";
    case pool_mode::statement:
      return "statement mode: a statement may run on any server connection; no BEGIN";
    case pool_mode::none:
      return "no pooling of connections was seen";
    case pool_mode::unknown:
      break;
  }
  return "its pool mode is not known";
}

std::string_view explained(support value) {
  switch (value) {
    case support::supported:
      return "named prepared statements outlive the transaction";
    case support::unsupported:
      return "named prepared statements do not outlive the transaction";
    case support::unknown:
      break;
  }
  return "whether named prepared statements outlive the transaction is not known";
}

std::string pooler_name(pooler_info const& pooler) {
  std::string line(product::name_of(pooler.product));
  if (pooler.version) return line + " " + range_words(*pooler.version);
  return pooler.product == product::unknown ? line : line + ", version not known";
}

std::string short_version(server_info const& server) {
  return server.version.substr(0, server.version.find(' '));
}

std::string feature_words(finding const& of) {
  if (!of.feature.empty()) return of.feature;
  auto text = of.id.substr(of.id.find('/') + 1);
  std::replace(text.begin(), text.end(), '-', ' ');
  return text;
}

std::string pooler_words(pooler_info const& pooler) {
  if (pooler.present == certainty::no) return "none: this is the server itself";
  if (pooler.present == certainty::unknown) return "could not tell whether there is one";
  auto line = pooler_name(pooler);
  if (pooler.layers > 1) line += fmt::format(" ({} poolers, one behind the other)", pooler.layers);
  return line;
}

verdict_words words_of(run_record const& run) {
  auto const code = run.verdict.exit_code;
  // A text alone is never called compatible.
  if (run.offline && code == exit_code::compatible)
    return {mark_of(code), "nothing wrong", verdict_headline(run)};
  if (!run.bench && !run.traffic) return {mark_of(code), meaning_of(code).word, verdict_headline(run)};
  auto const& known = run.bench ? bench_meaning_of(code) : meaning_of(code);
  return {mark_of(code), known.word, fmt::format(": {}", meaning_in(known, run.traffic.has_value()))};
}

verdict_words words_of(verdict const& judged) {
  auto const& known = meaning_of(judged.exit_code);
  return {mark_of(judged.exit_code), known.word, fmt::format(": {}", known.meaning)};
}

std::string pooler_in_short(run_record const& run) {
  if (run.cost.connections == 0) return {};
  auto text = pooler_words(run.pooler);
  if (run.pooler.present == certainty::yes && run.pooler.pool_mode != pool_mode::unknown)
    text += fmt::format(", {} mode", word(run.pooler.pool_mode));
  return text;
}

}  // namespace poolprobe
