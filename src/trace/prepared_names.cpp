#include "trace/prepared_names.hpp"

#include <functional>
#include <utility>

#include "trace/unique_name.hpp"

namespace poolprobe::trace {
namespace {

constexpr std::size_t most_names = 2'000;        // on one connection
constexpr std::size_t most_known_names = 5'000;  // on all connections

}  // namespace

bool name_registry::clashes(std::string_view name, std::string_view sql, std::uint64_t connection) {
  owner const now{std::hash<std::string_view>()(sql), connection};
  auto const known = names_.find(std::string(name));
  if (known == names_.end()) {
    if (names_.size() >= most_known_names) {
      names_.erase(by_age_.front());
      by_age_.pop_front();
    }
    by_age_.emplace_back(name);
    names_.emplace(name, now);
    return false;
  }
  auto const before = std::exchange(known->second, now);
  return before.sql != now.sql && before.connection != connection;
}

void prepared_names::parse(std::string const& name, std::string_view sql, statement_ref what,
                           std::uint64_t transaction) {
  if (!name.empty() && all_.clashes(name, sql, connection_))
    to_.add(hazard_code::same_name, what->text, {connection_, transaction}, name);
  if (names_.size() >= most_names && names_.find(name) == names_.end()) return all_.leave_out();
  names_[name] = {std::move(what), transaction};
  if (!name.empty()) fresh_.insert(name);
}

prepared_names::statement_ref prepared_names::use(std::string const& name, std::uint64_t transaction) {
  auto const found = names_.find(name);
  if (found == names_.end()) return nullptr;
  auto const& [what, prepared_in] = found->second;
  if (prepared_in != transaction) {
    auto const code = name.empty() ? hazard_code::unnamed_across : hazard_code::reused_name;
    to_.add(code, what->text, {connection_, transaction}, name);
  }
  return what;
}

void prepared_names::close(std::string const& name) {
  names_.erase(name);
  fresh_.erase(name);
}

void prepared_names::clear() {
  names_.clear();
  fresh_.clear();
}

void prepared_names::end_transaction(std::uint64_t transaction) {
  for (auto const& name : fresh_) {
    auto const found = names_.find(name);
    if (found == names_.end()) continue;
    auto const code =
        is_unique_name(name, random_names_) ? hazard_code::left_unique_name : hazard_code::left_name;
    to_.add(code, found->second.what->text, {connection_, transaction}, name);
  }
  fresh_.clear();
}

}  // namespace poolprobe::trace
