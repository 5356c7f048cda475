#include "driver_check/scenario_statements.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "drivers/engine/split_by_transaction.hpp"
#include "testbed/foreign_bind_guard.hpp"

namespace poolprobe {
namespace {

/// 48 bits of the nonce, and room for 64 names in each of 1024 scenarios: no counter of a real driver comes
/// there, and no other run.
std::uint64_t far_away(std::string const& nonce, int scenario) {
  auto const random = std::strtoull(nonce.substr(0, 12).c_str(), nullptr, 16);
  return (random << 16U) + static_cast<std::uint64_t>(scenario % 1024) * 64;
}

}  // namespace

scenario_statements::scenario_statements(driver_config const& config, std::string nonce, int scenario,
                                         role who)
    : how_(config.names),
      nonce_(std::move(nonce)),
      scenario_(scenario),
      who_(who),
      of_this_scenario_(statement_needs_of(config).unnamed_later) {}

statement_namer scenario_statements::names() const {
  constexpr std::uint64_t two_digits = 10;  // of the `#`
  switch (how_.by) {
    case naming::hash:
      return {how_, two_digits, fmt::format("{}{:030x}#", nonce_, scenario_)};
    case naming::given:
      return {how_, two_digits, fmt::format("poolprobe_{}_{}_#", nonce_, scenario_)};
    case naming::random:
      return {how_, two_digits, fmt::format("{}{}{}#", nonce_, who_ == role::first ? 'a' : 'b', scenario_)};
    default:
      return {how_, far_away(nonce_, scenario_), {}};
  }
}

std::string scenario_statements::answer() const {
  auto const same = how_.by == naming::hash || how_.by == naming::given;
  auto const* const who = same ? "both" : who_ == role::first ? "A" : "B";
  return of_this_scenario_ ? fmt::format("asked by {} in scenario {}", who, scenario_)
                           : fmt::format("asked by {}", who);
}

statement scenario_statements::query(int which) const {
  return guarded(answer(), "poolprobe " + nonce_, which == 0 ? "" : fmt::format("query_{}", which));
}

statement scenario_statements::simple_query(int which) const {
  auto const other = which == 0 ? "" : fmt::format(" as query_{}", which);
  return marked(fmt::format("select '{}'{}", answer(), other));
}

statement scenario_statements::refused(bool simple) const {
  auto const table = "poolprobe_missing_" + nonce_;
  return simple ? marked("select 1 from " + table) : guarded_refusal(table);
}

statement scenario_statements::failing(bool simple) const {
  return simple ? marked("select 1 / 0") : guarded_failure("poolprobe " + nonce_);
}

statement scenario_statements::marked(std::string_view sql) const {
  statement result{"", fmt::format("{} /* poolprobe {} */", sql, nonce_), {}, {}};
  result.shown = sql;
  return result;
}

}  // namespace poolprobe
