#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "trace/effects_cache.hpp"
#include "trace/hazard_list.hpp"

namespace poolprobe::trace {

/// The statement that each name stands for, over all connections of the application. Only the most recently
/// given names are remembered.
class name_registry {
 public:
  /// Whether another connection has given this name to another statement.
  [[nodiscard]] bool clashes(std::string_view name, std::string_view sql, std::uint64_t connection);
  /// Counts a name that is not followed because its connection has too many.
  void leave_out() { ++left_out_; }
  [[nodiscard]] std::uint64_t left_out() const { return left_out_; }

 private:
  struct owner {
    std::size_t sql = 0;  ///< a hash of the SQL
    std::uint64_t connection = 0;
  };
  std::unordered_map<std::string, owner> names_;
  std::deque<std::string> by_age_;  ///< the oldest first
  std::uint64_t left_out_ = 0;
};

/// The prepared statements that one connection made through the protocol, and the hazards in how it uses
/// them.
class prepared_names {
 public:
  prepared_names(std::uint64_t connection, name_registry& all, hazard_list& to)
      : connection_(connection), all_(all), to_(to) {}

  using statement_ref = std::shared_ptr<statement const>;

  void parse(std::string const& name, std::string_view sql, statement_ref, std::uint64_t transaction);
  /// The driver has said that it gives names which nobody else has, where they look like it.
  void expect_random_names() { random_names_ = true; }
  /// A Bind or Describe of that name. Returns the statement that the name stands for, or null.
  statement_ref use(std::string const& name, std::uint64_t transaction);
  /// The SQL that the name stands for; empty where it is not known.
  [[nodiscard]] std::string_view text_of(std::string const& name) const {
    auto const found = names_.find(name);
    return found == names_.end() || !found->second.what ? std::string_view() : found->second.what->text;
  }
  [[nodiscard]] bool is_known(std::string const& name) const { return names_.contains(name); }
  /// Whether this transaction has prepared it.
  [[nodiscard]] bool is_fresh(std::string const& name) const { return fresh_.contains(name); }
  void close(std::string const& name);
  /// Drops all names: DEALLOCATE ALL, DISCARD ALL.
  void clear();
  /// The transaction is over; statements that it prepared and did not close stay on the server connection.
  void end_transaction(std::uint64_t transaction);

 private:
  struct prepared {
    statement_ref what;
    std::uint64_t transaction = 0;
  };

  std::uint64_t connection_;
  name_registry& all_;
  hazard_list& to_;
  std::unordered_map<std::string, prepared> names_;  ///< "" is the unnamed statement
  std::set<std::string> fresh_;                      ///< names given in this transaction
  bool random_names_ = false;
};

}  // namespace poolprobe::trace
