#include "drivers/engine/expected_program_messages.hpp"

#include "drivers/engine/driver_session.hpp"

namespace poolprobe {
namespace {

constexpr int times = 7;

/// The program's queries.
enum : int { repeated, repeated_in_blocks, different, also_different, failing };

/// Queries are printed without their text: whether it is "BEGIN" or "begin;" does not matter.
std::string printed(message_group group) {
  for (auto& s : group) {
    if (s.verb == notation::verb::query) s.name.clear();
  }
  return notation::print_notation(group);
}

void add(program_part& to, std::vector<driver_message> const& said) {
  for (auto const& one : said) to.lines.push_back(printed(one.steps));
}

}  // namespace

std::vector<program_part> expected_program_messages(driver_config const& config) {
  auto names = statement_namer::as_in_a_fresh_process(config.names);
  driver_session session(config, names);
  std::vector<program_part> all{{"connect", {}},   {"autocommit", {}}, {"transactions", {}},
                                {"different", {}}, {"error", {}},      {"close", {}}};
  add(all[0], session.connect());
  for (int i = 0; i < times; ++i) add(all[1], session.query(repeated));
  for (int i = 0; i < times; ++i) {
    add(all[2], session.begin());
    add(all[2], session.query(repeated_in_blocks));
    add(all[2], session.commit());
  }
  for (auto const which : {different, also_different}) add(all[3], session.query(which));
  add(all[4], session.query(failing));
  if (config.release.when == statement_release::when::disconnect || config.release.at_disconnect) {
    for (int which = repeated; which <= failing; ++which) add(all[5], session.release(which));
  }
  return all;
}

}  // namespace poolprobe
