#pragma once

#include <string>
#include <vector>

namespace poolprobe::trace {

/// What executing a statement does beyond its own result, as far as it matters who has the server connection
/// afterwards.
struct effect {
  enum class kind {
    begin,
    commit,
    rollback,  ///< all of a transaction; also PREPARE TRANSACTION, which takes its work out of the session
    savepoint,
    rollback_to,
    set,    ///< for the session
    reset,  ///< of one parameter; of all where there is no name
    listen,
    unlisten,        ///< of all where there is no name
    lock,            ///< an advisory lock of the session
    unlock,          ///< one; all where there is no name
    make_temporary,  ///< a table, view or sequence that outlives the transaction
    drop,
    hold_cursor,   ///< DECLARE … WITH HOLD
    close_cursor,  ///< all where there is no name
    prepare,       ///< the SQL command
    execute,
    deallocate,  ///< all where there is no name
    discard,     ///< `name`: all, temp or sequences
    load,
    read_sequence,  ///< currval or lastval
  };
  kind what;
  std::string name = {};

  friend bool operator==(effect const&, effect const&) = default;
};

/// Those of one statement, in the order in which they come about.
using effects = std::vector<effect>;

}  // namespace poolprobe::trace
