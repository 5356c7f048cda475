#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/engine/driver_config.hpp"
#include "drivers/engine/script.hpp"

namespace poolprobe {

/// Gives names as a driver does. Connections of one process share it where the driver counts per process.
class statement_namer {
 public:
  /// `first` is where counting begins, and `text` what stands for a hash, a random text or the author's name.
  statement_namer(statement_names const& how, std::uint64_t first, std::string text)
      : how_(how), next_(first), text_(std::move(text)) {}

  /// As the driver names its first statements; for what it makes of a hash, a random text or an author's name
  /// stands `{hash-1}` and the like.
  [[nodiscard]] static statement_namer as_in_a_fresh_process(statement_names const& how);

  /// The name of one more statement, whose SQL is the program's `which`.
  [[nodiscard]] std::string next(int which);
  /// The last number was not used up: the next statement gets it again.
  void take_back() { --next_; }
  [[nodiscard]] statement_names const& how() const { return how_; }

 private:
  statement_names how_;
  std::uint64_t next_;
  std::string text_;
  std::map<int, std::string> by_sql_;  ///< where the SQL decides
};

/// What some drivers say before every statement; not to be said to a server connection that others share.
inline constexpr std::string_view deallocate_all = "DEALLOCATE ALL";

/// What a flight is for, which says what its Parse or Query carries.
enum class purpose {
  query,    ///< the program's
  begin,    ///< BEGIN
  commit,   ///< COMMIT
  end,      ///< ROLLBACK
  release,  ///< what drops a statement
  driver,   ///< something of the driver's own
};

/// What the server is to answer to a query.
enum class expected_answer {
  success,
  refused,  ///< its Parse fails: what it names does not exist
  failed,   ///< its Parse succeeds, and its Bind or Execute fails
};

/// One flight on its way, names filled in.
struct driver_message {
  poolprobe::purpose purpose = purpose::query;
  message_group steps;
  int query = 0;  ///< which of the program's queries its Parse or Query carries
  expected_answer expects = expected_answer::success;
};

/// One connection of a driver, as far as what it sends goes. Pure.
class driver_session {
 public:
  driver_session(driver_config const& of, statement_namer& names);

  [[nodiscard]] std::vector<driver_message> connect();
  /// One execution of the program's query `which`.
  [[nodiscard]] std::vector<driver_message> query(int which);
  [[nodiscard]] std::vector<driver_message> begin();
  [[nodiscard]] std::vector<driver_message> commit();
  [[nodiscard]] std::vector<driver_message> rollback();
  /// What drops the statement of a query; nothing where it has none.
  [[nodiscard]] std::vector<driver_message> release(int which);
  /// A query whose Parse the server refuses; the driver forgets its statement.
  [[nodiscard]] std::vector<driver_message> refused(int which);
  /// One execution of the query, which the server does not refuse before its Bind or Execute.
  [[nodiscard]] std::vector<driver_message> failing(int which);
  /// After an error: what comes before the second try, and the statement is forgotten.
  [[nodiscard]] std::vector<driver_message> start_over(int which);
  /// BEGIN, COMMIT or ROLLBACK once more after an error, where the driver tries again inside of blocks as well.
  [[nodiscard]] std::vector<driver_message> begin_again();
  [[nodiscard]] std::vector<driver_message> commit_again();
  [[nodiscard]] std::vector<driver_message> rollback_again();

  /// Leaves out further executions of a query in the phase of the last one; says how many.
  [[nodiscard]] int skip_alike(int which);

  /// So many executions until all further ones are alike; the one that brings a new form is the last.
  [[nodiscard]] int executions_until_settled(bool in_block = false) const;

 private:
  struct state {
    int executions = 0;
    std::string name, previous;
    bool keeps_name = false;  ///< when it is parsed next
  };

  [[nodiscard]] std::vector<driver_message> say(std::vector<phase> const& script, int which, purpose why);
  /// The end of a block, with what follows on it.
  [[nodiscard]] std::vector<driver_message> end_block(std::vector<driver_message> said);
  [[nodiscard]] std::vector<driver_message> say_once(std::string_view script, int which, purpose why);

  driver_config const* of_;
  statement_namer* names_;
  std::vector<phase> outside_, inside_, begin_, commit_, rollback_;
  std::map<int, state> states_;
  std::string newest_;   ///< the name that was given last
  std::string refused_;  ///< the name whose Parse failed last, until the driver has done something about it
  std::vector<int> made_in_block_;
  bool in_block_ = false;
};

}  // namespace poolprobe
