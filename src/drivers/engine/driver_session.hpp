#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/engine/driver_config.hpp"
#include "drivers/engine/script.hpp"

namespace poolprobe {

/// Generates statement names as a driver does. Connections of one process share it where the driver counts
/// per process.
class statement_namer {
 public:
  /// `first` is where counting begins; `text` replaces a hash, a random text or a name given by the program.
  statement_namer(statement_names const& how, std::uint64_t first, std::string text)
      : how_(how), next_(first), text_(std::move(text)) {}

  /// The names of a process that has just started. A hash, a random text or a name given by the program is
  /// replaced by `{hash-1}` and so on.
  [[nodiscard]] static statement_namer as_in_a_fresh_process(statement_names const& how);

  /// The name of the next statement, whose SQL is the program's query `which`.
  [[nodiscard]] std::string next(int which);
  /// Undoes the last count, so that the next statement gets the same number.
  void take_back() { --next_; }
  [[nodiscard]] statement_names const& how() const { return how_; }

 private:
  statement_names how_;
  std::uint64_t next_;
  std::string text_;
  std::map<int, std::string> by_sql_;  ///< for names that depend on the SQL
};

/// Some drivers send it before every statement. It must not be sent on a server connection that others share.
inline constexpr std::string_view deallocate_all = "DEALLOCATE ALL";

/// What a group of messages is for; it decides which SQL its Parse or Query contains.
enum class purpose {
  query,    ///< the program's query
  begin,    ///< BEGIN
  commit,   ///< COMMIT
  end,      ///< ROLLBACK
  release,  ///< drops a statement
  driver,   ///< a query of the driver itself
};

/// The answer that a query must get from the server.
enum class expected_answer {
  success,
  refused,  ///< its Parse fails, as the table does not exist
  failed,   ///< its Parse succeeds, and its Bind or Execute fails
};

/// Messages that the driver sends together, with the statement names filled in.
struct driver_message {
  poolprobe::purpose purpose = purpose::query;
  message_group steps;
  int query = 0;  ///< which of the program's queries its Parse or Query contains
  expected_answer expects = expected_answer::success;
};

/// One connection of a driver: produces the messages that the driver would send. Pure.
class driver_session {
 public:
  driver_session(driver_config const& of, statement_namer& names);

  [[nodiscard]] std::vector<driver_message> connect();
  /// One execution of the program's query `which`.
  [[nodiscard]] std::vector<driver_message> query(int which);
  [[nodiscard]] std::vector<driver_message> begin();
  [[nodiscard]] std::vector<driver_message> commit();
  [[nodiscard]] std::vector<driver_message> rollback();
  /// The messages that drop the statement of a query; none where it has no name.
  [[nodiscard]] std::vector<driver_message> release(int which);
  /// A query whose Parse the server refuses; the driver forgets its statement.
  [[nodiscard]] std::vector<driver_message> refused(int which);
  /// One execution of a query that fails at its Bind or Execute.
  [[nodiscard]] std::vector<driver_message> failing(int which);
  /// After an error: the messages before the retry. The statement is forgotten.
  [[nodiscard]] std::vector<driver_message> start_over(int which);
  /// BEGIN, COMMIT or ROLLBACK (`purpose::end`) again after an error, where the driver retries inside of
  /// blocks as well; nothing for any other purpose.
  [[nodiscard]] std::vector<driver_message> control_again(purpose of);

  /// Skips executions of a query that would be sent like the last one; returns how many.
  [[nodiscard]] int skip_alike(int which);

  /// The number of executions until all further ones are the same, including the first one in that form.
  [[nodiscard]] int executions_until_settled(bool in_block = false) const;

 private:
  struct state {
    int executions = 0;
    std::string name, previous;
    bool keeps_name = false;  ///< at its next Parse
  };

  [[nodiscard]] std::vector<driver_message> send(std::vector<phase> const& script, int which, purpose why);
  /// The end of a block, and what the driver sends after it.
  [[nodiscard]] std::vector<driver_message> end_block(std::vector<driver_message> said);
  [[nodiscard]] std::vector<driver_message> send_once(std::string_view script, int which, purpose why);

  driver_config const* of_;
  statement_namer* names_;
  std::vector<phase> outside_, inside_, begin_, commit_, rollback_;
  std::map<int, state> states_;
  std::string newest_;   ///< the name that was given last
  std::string refused_;  ///< the name whose Parse failed last, until `failed_parse::before_next` was sent
  std::vector<int> made_in_block_;
  bool in_block_ = false;
};

}  // namespace poolprobe
