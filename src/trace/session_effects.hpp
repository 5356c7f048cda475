#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "trace/effects_cache.hpp"
#include "trace/hazard_list.hpp"

namespace poolprobe::trace {

/// What statements leave on the server connection at the end of a transaction. What the transaction itself
/// undoes leaves nothing: SET and RESET, a lock and its unlock, PREPARE and DEALLOCATE, a rollback.
class session_effects {
 public:
  session_effects(std::uint64_t connection, hazard_list& to) : connection_(connection), to_(to) {}

  /// A part of a statement was executed. The tag of a COMMIT in a failed transaction is ROLLBACK.
  void executed(std::shared_ptr<statement const> const&, std::size_t part, std::string_view tag,
                std::uint64_t transaction);
  /// The transaction is over, and the server connection may go to another client. `failed`: uncommitted work
  /// is undone.
  void end_transaction(std::uint64_t transaction, bool failed);

 private:
  struct item {
    effect what;
    std::shared_ptr<statement const> by;
  };

  void roll_back_to(std::string const& savepoint);
  void settle(std::uint64_t transaction, bool committed);
  [[nodiscard]] bool undone(std::size_t at) const;
  void report(std::size_t at, std::uint64_t transaction);

  std::uint64_t connection_;
  hazard_list& to_;
  std::vector<item> items_;
  int statements_ = 0;  ///< of this transaction, without its BEGIN
};

}  // namespace poolprobe::trace
