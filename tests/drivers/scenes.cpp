#include "drivers/scenes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "drivers/driver.hpp"
#include "drivers/segment.hpp"
#include "drivers/voice.hpp"

namespace poolprobe::testing {
namespace {

/// So many executions as poolprobe tries out: until all further ones are alike.
int executions_of(driver_config const& config) {
  auto names = name_giver::as_in_a_fresh_process(config.names);
  return std::max(voice(config, names).executions_until_settled(), 2);
}

/// Where a name belongs to a text, two processes that clash ask the same.
bool asks_the_same(driver_config const& config) {
  return config.names.by == naming::hash || config.names.by == naming::given;
}

/// "select N + k", with N from 1 on.
part query(driver_config const& config, int k, bool in_blocks) {
  part all;
  for (int n = 1; n <= executions_of(config); ++n)
    all.emplace_back(fmt::format("{} {} {}", in_blocks ? "transaction" : "autocommit", k, n),
                     std::to_string(n + k));
  return all;
}

ending_of_scene ending_of_second(actor const& b) {
  auto ended = b.ending();
  ended.process = 2;
  return ended;
}

ending_of_scene play_moved(actor& a, forced_pool const& where) {
  if (!a.comes_to_speak()) return a.ending();
  keeper keeps(where, a.startup_packet());
  for (; a.comes_to_speak(); a.speak()) {
    if (a.flights() > 0) keeps.occupy_last();
  }
  return a.ending();
}

ending_of_scene play_met(actor& a, actor& b) {
  a.play_on();
  if (a.failed()) return a.ending();
  b.play_on();
  if (b.failed()) return ending_of_second(b);
  a.once_more();
  a.play_on();
  return a.ending();
}

/// An unnamed statement is replaced where it lies: then both stay together.
ending_of_scene play_crossed(actor& a, actor& b, forced_pool const& where, bool apart) {
  if (!a.comes_to_speak()) return a.ending();
  keeper keeps(where, a.startup_packet());
  for (; a.comes_to_speak(); a.speak()) {
    if (a.flights() == 0) continue;
    if (apart) keeps.occupy_last();
    while (b.flights() < a.flights() && b.comes_to_speak()) b.speak();
    if (b.failed()) return ending_of_second(b);
  }
  return a.ending();
}

}  // namespace

struct real_scene::state {
  real_scene::kind kind;
  forced_pool where;
  std::string remark;
  bool apart;
  actor a;
  std::optional<actor> b;
};

real_scene::real_scene(kind which, proof const& of, forced_pool const& where, bool in_blocks) {
  auto const& config = *find_driver(of.id()).config;
  auto const remark = in_blocks ? ", in blocks" : "";
  state_.reset(new state{which,
                         where,
                         remark,
                         !reliance_of(config).unnamed_later,
                         actor(of, where, query(config, 1, in_blocks)),
                         {}});
  if (which != kind::moved)
    state_->b.emplace(of, where, query(config, asks_the_same(config) ? 1 : 2, in_blocks));
}

real_scene::real_scene(kind which, proof const& of, forced_pool const& where, part const& each)
    : state_(new state{which, where, {}, true, actor(of, where, each), {}}) {
  if (which != kind::moved) state_->b.emplace(of, where, each);
}

real_scene::~real_scene() = default;
real_scene::real_scene(real_scene&&) noexcept = default;

std::string real_scene::name() const {
  auto const word = state_->kind == kind::moved ? "moved" : state_->kind == kind::met ? "met" : "crossed";
  return word + state_->remark;
}

ending_of_scene real_scene::play() {
  auto& s = *state_;
  if (s.kind == kind::moved) return play_moved(s.a, s.where);
  return s.kind == kind::met ? play_met(s.a, *s.b) : play_crossed(s.a, *s.b, s.where, s.apart);
}

}  // namespace poolprobe::testing
