#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

#include "trace/hazard_list.hpp"
#include "trace/statement_table.hpp"

namespace poolprobe::trace {

/// Which statement each name stands for, over all connections of the application. Remembers the names that
/// were given last.
class name_registry {
 public:
  /// Whether another connection has given this name to another statement.
  [[nodiscard]] bool clashes(std::string_view name, std::string_view sql, std::uint64_t connection);
  /// A connection has more names than are followed.
  void leave_out() { ++left_out_; }
  [[nodiscard]] std::uint64_t left_out() const { return left_out_; }

 private:
  struct owner {
    std::size_t sql = 0;  ///< a hash
    std::uint64_t connection = 0;
  };
  std::unordered_map<std::string, owner> names_;
  std::deque<std::string> by_age_;  ///< the oldest in front
  std::uint64_t left_out_ = 0;
};

/// The prepared statements of one connection, made by the protocol, and what of their use would go wrong.
class prepared_names {
 public:
  prepared_names(std::uint64_t connection, name_registry& all, hazard_list& to)
      : connection_(connection), all_(all), to_(to) {}

  using statement_ref = std::shared_ptr<statement const>;

  void parse(std::string const& name, std::string_view sql, statement_ref, std::uint64_t transaction);
  /// Bind and Describe. Returns what the name stands for, or null.
  statement_ref use(std::string const& name, std::uint64_t transaction);
  /// What the name stands for; empty where it is not known.
  [[nodiscard]] std::string_view text_of(std::string const& name) const {
    auto const found = names_.find(name);
    return found == names_.end() || !found->second.what ? std::string_view() : found->second.what->text;
  }
  void close(std::string const& name);
  /// All names are gone: DEALLOCATE ALL, DISCARD ALL.
  void clear();
  /// The transaction is over; what it has prepared and not closed stays behind.
  void end_transaction(std::uint64_t transaction);

 private:
  struct prepared {
    statement_ref what;
    std::uint64_t transaction = 0;
  };

  std::uint64_t connection_;
  name_registry& all_;
  hazard_list& to_;
  std::unordered_map<std::string, prepared> names_;  ///< "" is the unnamed one
  std::set<std::string> fresh_;                      ///< names of this transaction
};

}  // namespace poolprobe::trace
