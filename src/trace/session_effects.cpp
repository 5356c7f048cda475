#include "trace/session_effects.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "trace/tracked_settings.hpp"

namespace poolprobe::trace {
namespace {

using kind = effect::kind;

/// Further effects in one transaction are not kept; the first of each kind is the one that counts.
constexpr std::size_t most_items = 500;

/// PostgreSQL undoes the other kinds with the transaction (advisory locks: manual, "Explicit Locking";
/// PREPARE and LOAD are not transactional).
bool survives_rollback(kind what) {
  static constexpr std::array kinds{kind::lock,          kind::unlock,     kind::prepare,
                                    kind::execute,       kind::deallocate, kind::load,
                                    kind::read_sequence, kind::discard,    kind::savepoint};
  return std::find(kinds.begin(), kinds.end(), what) != kinds.end();
}

/// The kind of effect that takes this one back, for the same name or for all.
std::optional<kind> opposite(kind what) {
  switch (what) {
    case kind::set:
      return kind::reset;
    case kind::listen:
      return kind::unlisten;
    case kind::lock:
      return kind::unlock;
    case kind::make_temporary:
      return kind::drop;
    case kind::hold_cursor:
      return kind::close_cursor;
    case kind::prepare:
      return kind::deallocate;
    default:
      return std::nullopt;
  }
}

std::optional<hazard_code> code_of(effect const& what) {
  switch (what.what) {
    case kind::set:
      if (is_tracked(what.name)) return hazard_code::tracked_set;
      return what.harmless ? hazard_code::harmless_set : hazard_code::set;
    case kind::reset:
      return hazard_code::reset;
    case kind::listen:
      return hazard_code::listen;
    case kind::lock:
      return hazard_code::advisory_lock;
    case kind::make_temporary:
      return hazard_code::temporary_table;
    case kind::hold_cursor:
      return hazard_code::hold_cursor;
    case kind::prepare:
    case kind::execute:
      return hazard_code::sql_prepare;
    case kind::deallocate:
      return what.name.empty() ? hazard_code::deallocate_all : hazard_code::deallocate;
    case kind::discard:
      return hazard_code::discard;
    case kind::load:
      return hazard_code::load;
    case kind::read_sequence:
      return hazard_code::sequence_value;
    default:
      return std::nullopt;
  }
}

}  // namespace

void session_effects::executed(std::shared_ptr<statement const> const& by, std::size_t part,
                               std::string_view tag, std::uint64_t transaction) {
  if (!by || part >= by->parts.size()) return;
  ++statements_;
  for (auto const& each : by->parts[part]) {
    switch (each.what) {
      case kind::begin:
        statements_ = 0;
        break;
      case kind::commit:
        settle(transaction, tag != "ROLLBACK");
        break;
      case kind::rollback:
        settle(transaction, false);
        break;
      case kind::rollback_to:
        roll_back_to(each.name);
        break;
      default:
        if (items_.size() < most_items) items_.push_back({each, by});
    }
  }
}

void session_effects::end_transaction(std::uint64_t transaction, bool failed) {
  settle(transaction, !failed);
}

void session_effects::roll_back_to(std::string const& savepoint) {
  auto const mark = std::find_if(items_.rbegin(), items_.rend(), [&savepoint](item const& i) {
    return i.what.what == kind::savepoint && i.what.name == savepoint;
  });
  if (mark == items_.rend()) return;
  items_.erase(std::remove_if(mark.base(), items_.end(),
                              [](item const& i) { return !survives_rollback(i.what.what); }),
               items_.end());
}

void session_effects::settle(std::uint64_t transaction, bool committed) {
  if (!committed) std::erase_if(items_, [](item const& i) { return !survives_rollback(i.what.what); });
  for (std::size_t at = 0; at < items_.size(); ++at) {
    if (!undone(at)) report(at, transaction);
  }
  items_.clear();
  statements_ = 0;
}

/// Whether a later effect of the transaction takes this one back, or this one takes back an earlier one. Each
/// of several locks needs its own unlock.
bool session_effects::undone(std::size_t at) const {
  auto const& mine = items_[at].what;
  auto const matches = [](effect const& one, effect const& back) {
    return opposite(one.what) == back.what &&
           (back.name.empty() || one.name == back.name || one.what == kind::lock);
  };
  auto const is_execute = mine.what == kind::execute;
  for (std::size_t i = 0; i < at; ++i) {
    auto const& earlier = items_[i].what;
    if (matches(earlier, mine)) return true;
    if (is_execute && earlier.what == kind::prepare && earlier.name == mine.name) return true;
  }
  if (mine.what == kind::lock) {
    std::size_t unlocks = 0;
    std::size_t locks = 1;
    for (std::size_t i = at + 1; i < items_.size(); ++i) {
      auto const& later = items_[i].what;
      if (later.what == kind::unlock && later.name.empty()) return true;
      if (later.what == kind::unlock) ++unlocks;
      if (later.what == kind::lock) ++locks;
    }
    return unlocks >= locks;
  }
  return std::any_of(items_.begin() + static_cast<std::ptrdiff_t>(at), items_.end(),
                     [&](item const& later) { return matches(mine, later.what); });
}

void session_effects::report(std::size_t at, std::uint64_t transaction) {
  auto const& [what, by] = items_[at];
  auto const code = code_of(what);
  if (!code) return;
  // In a transaction with other statements the value may come from its own nextval().
  if (what.what == kind::read_sequence && statements_ > 1) return;
  to_.add(*code, by->text, {connection_, transaction});
}

}  // namespace poolprobe::trace
