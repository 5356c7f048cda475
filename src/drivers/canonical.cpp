#include "drivers/canonical.hpp"

#include "drivers/voice.hpp"

namespace poolprobe {
namespace {

constexpr int times = 7;

/// The program's queries.
enum : int { repeated, repeated_in_blocks, different, also_different, failing };

/// Queries are printed without their text: whether it is "BEGIN" or "begin;" is of no interest.
std::string printed(script_flight flight) {
  for (auto& s : flight) {
    if (s.verb == wire::verb::query) s.name.clear();
  }
  return wire::print_notation(flight);
}

void add(canonical_part& to, std::vector<utterance> const& said) {
  for (auto const& one : said) to.lines.push_back(printed(one.steps));
}

}  // namespace

std::vector<canonical_part> canonical_program(driver_config const& config) {
  auto names = name_giver::as_in_a_fresh_process(config.names);
  voice speaker(config, names);
  std::vector<canonical_part> all{{"connect", {}},   {"autocommit", {}}, {"transactions", {}},
                                  {"different", {}}, {"error", {}},      {"close", {}}};
  add(all[0], speaker.connect());
  for (int i = 0; i < times; ++i) add(all[1], speaker.query(repeated));
  for (int i = 0; i < times; ++i) {
    add(all[2], speaker.begin());
    add(all[2], speaker.query(repeated_in_blocks));
    add(all[2], speaker.commit());
  }
  for (auto const which : {different, also_different}) add(all[3], speaker.query(which));
  add(all[4], speaker.query(failing));
  if (config.release.when == statement_release::when::disconnect) {
    for (int which = repeated; which <= failing; ++which) add(all[5], speaker.release(which));
  }
  return all;
}

}  // namespace poolprobe
