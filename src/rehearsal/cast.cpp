#include "rehearsal/cast.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "stage/guarded.hpp"

namespace poolprobe {
namespace {

bool same_for_all(statement_names const& how) { return how.by == naming::hash || how.by == naming::given; }

std::string remark(std::string const& nonce) { return "poolprobe " + nonce; }

/// 48 bits of the nonce, and room for 64 names in each of 1024 scenes: no counter of a real driver comes
/// there, and no other run.
std::uint64_t far_away(std::string const& nonce, int scene) {
  auto const random = std::strtoull(nonce.substr(0, 12).c_str(), nullptr, 16);
  return (random << 16U) + static_cast<std::uint64_t>(scene % 1024) * 64;
}

}  // namespace

name_giver names_for(statement_names const& how, std::string const& nonce, int scene, role who) {
  constexpr std::uint64_t two_digits = 10;  // of the `#`
  switch (how.by) {
    case naming::hash:
      return {how, two_digits, fmt::format("{}{:030x}#", nonce, scene)};
    case naming::given:
      return {how, two_digits, fmt::format("poolprobe_{}_{}_#", nonce, scene)};
    case naming::random:
      return {how, two_digits, fmt::format("{}{}{}#", nonce, who == role::first ? 'a' : 'b', scene)};
    default:
      return {how, far_away(nonce, scene), {}};
  }
}

std::string answer_to(statement_names const& how, role who) {
  if (same_for_all(how)) return "asked by both";
  return who == role::first ? "asked by A" : "asked by B";
}

statement question_of(statement_names const& how, std::string const& nonce, role who) {
  return guarded(answer_to(how, who), remark(nonce));
}

statement simple_question_of(statement_names const& how, std::string const& nonce, role who) {
  auto const sql = fmt::format("select '{}'", answer_to(how, who));
  statement result{"", fmt::format("{} /* {} */", sql, remark(nonce)), {}, {}};
  result.shown = sql;
  return result;
}

}  // namespace poolprobe
