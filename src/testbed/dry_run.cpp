#include "testbed/dry_run.hpp"

#include <fmt/format.h>

#include "testbed/client.hpp"
#include "testbed/statement.hpp"
#include "text/ascii.hpp"
#include "wire/expected_reply.hpp"

namespace poolprobe {
namespace {

using notation::verb;

/// In small letters, and without the mark of the run.
std::string command_in(std::string_view sql) { return lower_case(sql.substr(0, sql.find(" /*"))); }

/// A statement that sleeps until it is cancelled; here nothing waits.
bool sleeps(std::string_view sql) { return sql.find("pg_sleep") != std::string_view::npos; }

}  // namespace

int dry_run::take_server() {
  if (idle_.empty()) return ++servers_;
  auto const last = idle_.back();
  idle_.pop_back();
  return last;
}

std::string startup_words(std::vector<std::pair<std::string, std::string>> const& parameters) {
  std::string text;
  for (auto const& [name, value] : parameters)
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, value);
  return fmt::format("startup({})", text);
}

void simulated_connection::send(step const& step) {
  using question = step::question;
  auto const asks = step.asked == question::first || step.asked == question::last;
  in_->write_down({step.by->label(), step.shown(), step.sql, asks});
}

/// The answer to a statement, if the rest of the run depends on it.
void simulated_connection::run(std::string_view sql, wire::answer& into) {
  into.rows.push_back({sql == backend_sql ? std::to_string(*server_) : std::string(unknown_answer)});
  auto const command = command_in(sql);
  if (command == "begin" || command.starts_with("rollback to")) transaction_status_ = 'T';
  if (command == "commit" || command == "rollback") transaction_status_ = 'I';
  sleeping_ = sleeping_ || sleeps(sql);
}

void simulated_connection::end_transaction() {
  unsynced_ = false;
  if (transaction_status_ != 'I' || !server_) return;
  in_->give_back(*server_);
  server_.reset();
}

wire::answer simulated_connection::wake_up() {
  wire::answer cancelled;
  cancelled.error = wire::server_error{.severity = "ERROR",
                                       .sqlstate = "57014",
                                       .message = "canceling statement due to user request",
                                       .fields = "SVCMFLR"};
  sleeping_ = cancelled_ = false;
  end_transaction();
  return cancelled;
}

wire::answer simulated_connection::receive(step const& step) {
  wire::answer answer;
  if (sleeping_ && cancelled_) return wake_up();
  if (!sleeping_) {
    if (!server_) server_ = in_->take_server();
    std::string sql;  // of what is executed next
    for (auto const& r : step.requests) {
      if (r.message.verb == verb::parse) prepared_[r.message.name] = r.sql;
      if (r.message.verb == verb::bind) sql = prepared_[r.message.name];
      if (r.message.verb == verb::query) sql = r.sql;
      if (wire::runs_statement(r.message.verb)) run(sql, answer);
      unsynced_ = true;
    }
    if (step.releases && !sleeping_) end_transaction();
  }
  if (sleeping_) answer.status = wire::ending::timed_out;
  return answer;
}

}  // namespace poolprobe
