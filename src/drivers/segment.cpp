#include "drivers/segment.hpp"

#include <algorithm>
#include <set>

namespace poolprobe {
namespace {

using wire::verb;

bool is_query(utterance const& one, std::string_view text) {
  return std::any_of(one.steps.begin(), one.steps.end(),
                     [text](wire::step const& s) { return s.verb == verb::query && s.name == text; });
}

bool begins(utterance const& one) { return one.purpose == purpose::begin || is_query(one, "BEGIN"); }

bool ends(utterance const& one) {
  return one.purpose == purpose::commit || one.purpose == purpose::end || is_query(one, "COMMIT") ||
         is_query(one, "ROLLBACK");
}

/// A COMMIT can take several flights.
bool ends_too(utterance const& one, utterance const& next) {
  return ends(one) && one.purpose != purpose::driver && next.purpose == one.purpose;
}

bool uses(verb v) { return v == verb::bind || v == verb::describe_statement; }

void look_at(segment& whole) {
  std::set<std::string> parsed;
  for (auto const& flight : whole.flights) {
    for (auto const& s : flight.steps) {
      if (!wire::names_a_statement(s.verb)) continue;
      whole.names = whole.names || !s.name.empty();
      if (s.verb == verb::parse) parsed.insert(s.name);
      if (uses(s.verb) && !parsed.contains(s.name)) whole.leans = true;
    }
  }
}

/// So many times the program's query, each in a block of its own where `in_blocks`.
std::vector<utterance> executions(voice& speaker, int times, bool in_blocks) {
  std::vector<utterance> all;
  auto const add = [&all](std::vector<utterance> more) { all.insert(all.end(), more.begin(), more.end()); };
  for (int i = 0; i < times; ++i) {
    if (in_blocks) add(speaker.begin());
    add(speaker.query(0));
    if (in_blocks) add(speaker.commit());
  }
  return all;
}

void add(reliance& all, segment const& one) {
  std::set<std::string> parsed;
  bool cleared = false;
  for (auto const& flight : one.flights) {
    cleared = cleared || is_query(flight, deallocate_all);
    for (auto const& s : flight.steps) {
      if (s.verb != verb::query) all.extended = true;
      if (s.verb == verb::query && flight.purpose == purpose::query) all.simple = true;
      if (s.verb == verb::parse) parsed.insert(s.name);
      if (!uses(s.verb) || parsed.contains(s.name)) continue;
      (s.name.empty() ? all.unnamed_later : all.named_later) = true;
    }
  }
  parsed.erase("");
  all.clashes = all.clashes || (!parsed.empty() && !cleared);
}

}  // namespace

std::vector<segment> cut_into_segments(std::vector<utterance> const& said) {
  std::vector<segment> all;
  bool open = false;
  for (std::size_t i = 0; i < said.size(); ++i) {
    auto const& one = said[i];
    if (!open) all.emplace_back();
    auto& last = all.back();
    last.flights.push_back(one);
    auto const goes_on = i + 1 < said.size() && ends_too(one, said[i + 1]);
    open = (open || begins(one)) && (!ends(one) || goes_on);
    last.block = last.block || open;
  }
  for (auto& one : all) look_at(one);
  return all;
}

reliance reliance_of(driver_config const& config) {
  reliance all;
  all.always_in_block = config.transaction.always;
  auto names = name_giver::as_in_a_fresh_process(config.names);
  voice speaker(config, names);
  auto const times = speaker.executions_until_settled() + 1;
  for (auto const in_blocks : {false, true}) {
    if (!in_blocks && config.transaction.always) continue;
    for (auto const& s : cut_into_segments(executions(speaker, times, in_blocks))) {
      if (!in_blocks && s.block) all.always_in_block = true;
      add(all, s);
    }
  }
  if (config.names.by == naming::random) all.clashes = false;
  auto const counted = config.names.by == naming::per_connection || config.names.by == naming::per_process;
  all.mistakable = all.named_later && counted;
  return all;
}

}  // namespace poolprobe
