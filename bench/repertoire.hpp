#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "passage.hpp"

namespace poolprobe::bench {

/// Keeps one copy of passages that many clients have alike.
class passage_book {
 public:
  [[nodiscard]] passage_ptr keep(passage made);

 private:
  std::map<std::string, passage_ptr> known_;
};

/// What the clients of a run do.
struct program {
  driver_config const* config = nullptr;
  question const* asked = nullptr;
  int transaction = 0;  ///< queries in a transaction block of their own; 0: each by itself
};

/// What one connection of a driver sends, operation by operation, until every further one is like the last;
/// from then on it is a passage that is sent again and again.
class repertoire {
 public:
  /// `names` is shared where the driver counts for the whole process.
  repertoire(program const&, std::shared_ptr<name_giver> names);

  /// What the driver says by itself after login; null where that is nothing.
  [[nodiscard]] passage_ptr connect(passage_book&);
  /// One operation; the same object again and again once it is settled.
  [[nodiscard]] passage_ptr const& next(passage_book&);
  /// After an error that the driver forgives itself: the same operation once more; null where it does not.
  [[nodiscard]] passage_ptr again(std::string_view sqlstate, passage_book&);
  [[nodiscard]] bool settled() const { return !speaker_; }

 private:
  struct speaker {
    driver_config const* config;
    std::shared_ptr<name_giver> names;
    voice says;
    std::vector<utterance> last;
  };

  [[nodiscard]] std::vector<utterance> operation();

  program todo_;
  std::unique_ptr<speaker> speaker_;  ///< null once it is settled
  passage_ptr said_;                  ///< last
  int executions_ = 0;
};

}  // namespace poolprobe::bench
