#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "trace/conversation.hpp"
#include "trace/driver_signs.hpp"
#include "trace/hazard_list.hpp"
#include "trace/message_group.hpp"
#include "trace/prepared_names.hpp"
#include "trace/session_effects.hpp"
#include "trace/statement_table.hpp"

namespace poolprobe::trace {

/// What all connections have done, in numbers.
struct traffic_counts {
  std::uint64_t connections = 0;  ///< that sent a startup packet
  std::uint64_t logins = 0;       ///< of these, that got in
  std::uint64_t unreachable = 0;  ///< of these, for which there was no way to the server
  std::uint64_t transactions = 0;
  std::uint64_t statements = 0;  ///< completed
  std::uint64_t cancels = 0;
  std::uint64_t not_sql = 0;   ///< texts that the parser did not take
  std::uint64_t too_long = 0;  ///< texts that it was not given
  std::uint64_t lost = 0;      ///< connections that could not be followed to their end
};

/// What the connections of one application share.
struct application {
  statement_table book;
  name_registry names;
  hazard_list hazards;
  driver_signs drivers;
  traffic_counts counts;
};

/// The hazards of one connection, from what happens on it.
class session_observer {
 public:
  session_observer(std::uint64_t connection, application& of)
      : connection_(connection),
        of_(of),
        prepared_(connection, of.names, of.hazards),
        effects_(connection, of.hazards) {}

  void sent(notation::message const&, bool waited);
  void start(std::vector<std::pair<std::string, std::string>> const& parameters);
  void done(request const&, std::string_view tag);
  /// `what` failed; null where nothing was asked.
  void fail(request const* what);
  void ready(status, bool settled);
  void lose();
  void close();

 private:
  using statement_ref = std::shared_ptr<statement const>;

  statement_ref read(request const&);
  void bind(request const&);
  void query(request const&, std::string_view tag);
  void execute(statement_ref const&, std::size_t part, std::string_view tag);

  /// A statement that failed, as far as it is known.
  struct failed_statement {
    std::string text;
    std::string name;  ///< of the prepared statement; may be empty
  };
  [[nodiscard]] failed_statement statement_of(request const&) const;

  std::uint64_t connection_;
  application& of_;
  prepared_names prepared_;
  session_effects effects_;
  std::unordered_map<std::string, statement_ref> portals_;
  statement_ref query_;  ///< of the Query under way
  std::uint64_t transaction_ = 1;
  status status_ = '-';
  bool failed_ = false;
  std::optional<failed_statement> aborted_by_;  ///< what put the block into the failed state
  message_group group_{8};                      ///< no longer than the marks of drivers
};

}  // namespace poolprobe::trace
