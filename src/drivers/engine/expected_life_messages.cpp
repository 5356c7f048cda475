#include <utility>

#include "drivers/engine/driver_session.hpp"
#include "drivers/engine/expected_program_messages.hpp"

namespace poolprobe {
namespace {

constexpr int usual = 0, other = 1;

/// One connection of a fresh process, and what it has sent.
class life {
 public:
  explicit life(driver_config const& of)
      : names_(statement_namer::as_in_a_fresh_process(of.names)), session_(of, names_), of_(&of) {}

  [[nodiscard]] driver_session& session() { return session_; }
  void add(std::vector<driver_message> const& sent) {
    for (auto const& one : sent) lines_.push_back(notation::print_notation(one.steps));
  }
  /// In a transaction block where the driver has no query outside of one, or where that is asked for.
  template <class Body>
  void in_block(bool asked, Body const& body, bool ends_well = true) {
    auto const block = asked || of_->transaction.always;
    if (block) add(session_.begin());
    body();
    if (block) add(ends_well ? session_.commit() : session_.rollback());
  }
  /// Executes the usual query until its statement has its final name; that is not shown.
  void settle(bool in_block) {
    auto const before = lines_;
    for (int i = session_.executions_until_settled(in_block); i > 0; --i)
      this->in_block(in_block, [this] { add(session_.query(usual)); });
    lines_ = before;
  }
  [[nodiscard]] program_part part(std::string name) && { return {std::move(name), std::move(lines_)}; }

 private:
  statement_namer names_;
  driver_session session_;
  driver_config const* of_;
  std::vector<std::string> lines_;
};

program_part refused(driver_config const& config) {
  life one(config);
  for (int i = config.failed_parse.counts ? 3 : 2; i > 0; --i)
    one.in_block(
        false, [&one] { one.add(one.session().refused(usual)); }, false);
  return std::move(one).part("refused");
}

program_part failed_inside(driver_config const& config) {
  life one(config);
  one.in_block(
      true, [&one] { one.add(one.session().failing(usual)); }, false);
  return std::move(one).part("failed inside");
}

program_part dropped(driver_config const& config) {
  life one(config);
  one.settle(false);
  one.add(one.session().release(usual));
  return std::move(one).part("dropped");
}

program_part dropped_inside(driver_config const& config) {
  life one(config);
  one.settle(true);
  std::vector<driver_message> drop;
  one.in_block(true, [&] {
    one.add(one.session().query(usual));
    drop = one.session().release(usual);
    if (config.release.inside_block) one.add(std::exchange(drop, {}));
  });
  one.add(drop);
  return std::move(one).part("dropped inside");
}

program_part used(driver_config const& config, driver_feature const& feature) {
  auto const with = with_feature(config, feature);
  life one(with);
  for (int i = 0; i < 2; ++i) one.in_block(feature.in_block, [&one] { one.add(one.session().query(other)); });
  return std::move(one).part(std::string(word(feature.group)) + ": " + std::string(feature.use));
}

bool drops(driver_config const& config) {
  using release_time = enum statement_release::when;
  return !config.release.script.empty() && config.release.when == release_time::evicted;
}

}  // namespace

std::vector<program_part> expected_life_messages(driver_config const& config) {
  std::vector<program_part> all{refused(config), failed_inside(config)};
  if (auto drop = dropped(config); drops(config) && !drop.lines.empty()) {
    all.push_back(std::move(drop));
    all.push_back(dropped_inside(config));
  }
  for (auto const& feature : config.features) all.push_back(used(config, feature));
  if (!config.give_back.empty()) all.push_back({"given back", {"Q(" + std::string(config.give_back) + ")"}});
  return all;
}

}  // namespace poolprobe
