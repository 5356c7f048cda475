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
#include "trace/effects_cache.hpp"
#include "trace/hazard_list.hpp"
#include "trace/message_group.hpp"
#include "trace/prepared_names.hpp"
#include "trace/session_effects.hpp"

namespace poolprobe::trace {

/// Counts over all connections.
struct traffic_counts {
  std::uint64_t connections = 0;  ///< connections that sent a startup packet
  std::uint64_t logins = 0;       ///< of these, those that logged in
  std::uint64_t unreachable = 0;  ///< of these, those for which the server could not be reached
  std::uint64_t transactions = 0;
  std::uint64_t statements = 0;  ///< completed statements
  std::uint64_t cancels = 0;
  std::uint64_t not_sql = 0;   ///< texts that the parser rejected
  std::uint64_t too_long = 0;  ///< texts too long for the parser
  std::uint64_t lost = 0;      ///< connections that could not be followed to their end
};

/// State that all connections of one application share.
struct application {
  statement_table book;
  name_registry names;
  hazard_list hazards;
  driver_signs drivers;
  traffic_counts counts;
};

/// Finds the hazards of one connection in what happens on it.
class session_observer {
 public:
  session_observer(std::uint64_t connection, application& of)
      : connection_(connection),
        of_(of),
        prepared_(connection, of.names, of.hazards),
        effects_(connection, of.hazards) {}

  /// `sql` is that of a Parse or Query.
  void sent(notation::message const&, std::string_view sql, bool waited);
  void start(std::vector<std::pair<std::string, std::string>> const& parameters);
  void done(request const&, std::string_view tag);
  /// `what` failed; null where nothing was asked.
  void fail(std::string_view sqlstate, request const* what);
  void ready(status, bool settled);
  void lose();
  void close();

 private:
  using statement_ref = std::shared_ptr<statement const>;

  statement_ref read(request const&);
  void use_refused_name(notation::message const&);
  bool deallocates_own(effects const&, std::string const& text);
  void meet(std::string_view sqlstate, request const&);
  bool meet_command(request const&);
  void bind(request const&);
  void query(request const&, std::string_view tag);
  void execute(statement_ref const&, std::size_t part, std::string_view tag);

  /// A failed statement, as far as it is known.
  struct failed_statement {
    std::string text;
    std::string name;  ///< of the prepared statement; may be empty
  };
  [[nodiscard]] failed_statement statement_of(request const&) const;
  [[nodiscard]] bool comes_of_a_pooler(std::string_view sqlstate, request const&) const;

  std::uint64_t connection_;
  application& of_;
  prepared_names prepared_;
  session_effects effects_;
  std::unordered_map<std::string, statement_ref> portals_;
  std::unordered_map<std::string, std::string> refused_;  ///< names whose Parse failed, with its SQL
  statement_ref query_;                                   ///< the Query in progress
  std::uint64_t transaction_ = 1;
  status status_ = '-';
  bool failed_ = false;
  std::optional<failed_statement> aborted_by_;  ///< the statement that put the block into the failed state
  message_group group_{8};                      ///< as long as the longest sign of a driver
};

}  // namespace poolprobe::trace
