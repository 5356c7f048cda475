#include "run/bench_strategies.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "driver_check/driver_check.hpp"
#include "drivers/engine/split_by_transaction.hpp"
#include "drivers/framework_names.hpp"
#include "model/fatal.hpp"
#include "run/unknown_driver.hpp"
#include "text/split.hpp"

namespace poolprobe {
namespace {

/// pgbench's three strategies, and the drivers that send the same.
struct plain {
  std::string_view name, driver;
};
constexpr std::array plains{plain{"simple", "libpq"}, plain{"unnamed", "libpq:params"},
                            plain{"named", "libpq:prepared"}};

bench::strategy plain_strategy(plain const& p) {
  return {std::string(p.name), {}, find_driver(p.driver), false};
}

/// Accepts the end of a name that is unambiguous: "jdbc" for pgjdbc.
driver_choice find_by_ending(std::string const& word) {
  driver const* found = nullptr;
  for (auto const& d : all_drivers()) {
    if (!d.id.ends_with(word)) continue;
    if (found != nullptr) return {};
    found = &d;
  }
  return found == nullptr ? driver_choice{} : driver_choice{found, found->configs.data()};
}

[[noreturn]] void unknown(std::string const& word) {
  std::vector<std::string> plain_words{"all"};
  for (auto const& p : plains) plain_words.emplace_back(p.name);
  refuse_driver("-S", word, std::move(plain_words));
}

void add(std::vector<bench::strategy>& to, bench::strategy one) {
  for (auto& known : to) {
    auto const has = known.strategy == one.strategy ||
                     std::find(known.also.begin(), known.also.end(), one.strategy) != known.also.end();
    if (has) return;
    if (!same_on_the_wire(*known.choice.config, *one.choice.config)) continue;
    known.also.push_back(std::move(one.strategy));
    return;
  }
  to.push_back(std::move(one));
}

void add_named(std::vector<bench::strategy>& to, std::string const& word) {
  auto const* p = std::find_if(plains.begin(), plains.end(),
                               [&](plain const& candidate) { return candidate.name == word; });
  if (p != plains.end()) return add(to, plain_strategy(*p));
  auto found = find_named_driver(word).choice;
  if (found.driver == nullptr) found = find_by_ending(word);
  if (found.driver == nullptr) unknown(word);
  add(to, {id_of(found), {}, found, true});
}

void add_all(std::vector<bench::strategy>& to) {
  for (auto const& p : plains) add(to, plain_strategy(p));
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) add(to, {id_of({&d, &c}), {}, {&d, &c}, true});
  }
}

}  // namespace

std::vector<bench::strategy> strategies_of(std::vector<std::string> const& words) {
  std::vector<bench::strategy> all;
  for (auto const& list : words) {
    for (auto const& word : split_list(list)) {
      if (word == "all") {
        add_all(all);
      } else {
        add_named(all, word);
      }
    }
  }
  if (all.empty())
    throw fatal(exit_code::usage, "-S names no strategy", "for example -S simple,unnamed,named");
  return all;
}

bool clears_everything(driver_config const& c) {
  auto const has = [](std::string_view script) { return script.find(deallocate_all) != script.npos; };
  return has(c.script) || has(c.inside) || has(c.connect);
}

bool depends_on_its_blocks(driver_config const& c) {
  if (!c.transaction.always) return false;
  auto without = c;
  without.transaction.always = false;
  auto const alone = statement_needs_of(without);
  auto const usual = statement_needs_of(c);
  return (alone.unnamed_later && !usual.unnamed_later) || (alone.named_later && !usual.named_later);
}

}  // namespace poolprobe
