#pragma once

#include <string>
#include <vector>

namespace poolprobe::trace {

/// What executing a statement does beyond its own result, as far as it matters to the next user of the server
/// connection.
struct effect {
  enum class kind {
    begin,
    commit,
    rollback,  ///< the whole transaction; also PREPARE TRANSACTION, which takes its work out of the session
    savepoint,
    rollback_to,
    set,    ///< lasts for the session
    reset,  ///< one parameter; all where there is no name
    listen,
    unlisten,        ///< all channels where there is no name
    lock,            ///< an advisory lock of the session
    unlock,          ///< one lock; all where there is no name
    make_temporary,  ///< a table, view or sequence that outlives the transaction
    drop,
    hold_cursor,   ///< DECLARE … WITH HOLD
    close_cursor,  ///< all cursors where there is no name
    prepare,       ///< the SQL command
    execute,
    deallocate,  ///< all statements where there is no name
    discard,     ///< `name`: all, temp or sequences
    load,
    read_sequence,  ///< currval or lastval
  };
  kind what;
  std::string name = {};
  bool harmless = false;  ///< of `set`: no result and no error depends on it

  friend bool operator==(effect const&, effect const&) = default;
};

/// The effects of one statement, in the order in which they happen.
using effects = std::vector<effect>;

}  // namespace poolprobe::trace
