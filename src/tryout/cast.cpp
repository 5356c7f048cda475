#include "tryout/cast.hpp"

#include <fmt/format.h>

#include <cstdlib>

#include "drivers/segment.hpp"
#include "stage/guarded.hpp"

namespace poolprobe {
namespace {

/// 48 bits of the nonce, and room for 64 names in each of 1024 scenes: no counter of a real driver comes
/// there, and no other run.
std::uint64_t far_away(std::string const& nonce, int scene) {
  auto const random = std::strtoull(nonce.substr(0, 12).c_str(), nullptr, 16);
  return (random << 16U) + static_cast<std::uint64_t>(scene % 1024) * 64;
}

}  // namespace

lines::lines(driver_config const& config, std::string nonce, int scene, role who)
    : how_(config.names),
      nonce_(std::move(nonce)),
      scene_(scene),
      who_(who),
      of_this_scene_(reliance_of(config).unnamed_later) {}

name_giver lines::names() const {
  constexpr std::uint64_t two_digits = 10;  // of the `#`
  switch (how_.by) {
    case naming::hash:
      return {how_, two_digits, fmt::format("{}{:030x}#", nonce_, scene_)};
    case naming::given:
      return {how_, two_digits, fmt::format("poolprobe_{}_{}_#", nonce_, scene_)};
    case naming::random:
      return {how_, two_digits, fmt::format("{}{}{}#", nonce_, who_ == role::first ? 'a' : 'b', scene_)};
    default:
      return {how_, far_away(nonce_, scene_), {}};
  }
}

std::string lines::answer() const {
  auto const same = how_.by == naming::hash || how_.by == naming::given;
  auto const* const who = same ? "both" : who_ == role::first ? "A" : "B";
  return of_this_scene_ ? fmt::format("asked by {} in scene {}", who, scene_)
                        : fmt::format("asked by {}", who);
}

statement lines::query() const { return guarded(answer(), "poolprobe " + nonce_); }

statement lines::simple_query() const { return marked(fmt::format("select '{}'", answer())); }

statement lines::marked(std::string_view sql) const {
  statement result{"", fmt::format("{} /* poolprobe {} */", sql, nonce_), {}, {}};
  result.shown = sql;
  return result;
}

}  // namespace poolprobe
