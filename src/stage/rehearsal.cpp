#include "stage/rehearsal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "stage/client.hpp"
#include "stage/statement.hpp"

namespace poolprobe {
namespace {

using wire::verb;

/// In small letters, and without the mark of the run.
std::string command_in(std::string_view sql) {
  std::string text(sql.substr(0, sql.find(" /*")));
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

/// Sleeps until it is cancelled: nobody waits for it here.
bool sleeps(std::string_view sql) { return sql.find("pg_sleep") != std::string_view::npos; }

}  // namespace

int rehearsal::take_server() {
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

void understudy::send(flight const& step) {
  using question = flight::question;
  auto const asks = step.asked == question::first || step.asked == question::last;
  in_->write_down({step.by->label(), step.shown(), step.sql, asks});
}

/// The answer to a statement, as far as the rest of the run depends on it.
void understudy::run(std::string_view sql, wire::answer& into) {
  into.rows.push_back({sql == backend_sql ? std::to_string(*server_) : std::string(unknown_answer)});
  auto const command = command_in(sql);
  if (command == "begin" || command.starts_with("rollback to")) transaction_status_ = 'T';
  if (command == "commit" || command == "rollback") transaction_status_ = 'I';
  sleeping_ = sleeping_ || sleeps(sql);
}

void understudy::end_transaction() {
  unsynced_ = false;
  if (transaction_status_ != 'I' || !server_) return;
  in_->give_back(*server_);
  server_.reset();
}

wire::answer understudy::wake_up() {
  wire::answer cancelled;
  cancelled.error = wire::server_error{.severity = "ERROR",
                                       .sqlstate = "57014",
                                       .message = "canceling statement due to user request",
                                       .fields = "SVCMFLR"};
  sleeping_ = cancelled_ = false;
  end_transaction();
  return cancelled;
}

wire::answer understudy::hear(flight const& step) {
  wire::answer answer;
  if (sleeping_ && cancelled_) return wake_up();
  if (!sleeping_) {
    if (!server_) server_ = in_->take_server();
    std::string sql;  // of what is executed next
    for (auto const& r : step.requests) {
      if (r.step.verb == verb::parse) prepared_[r.step.name] = r.sql;
      if (r.step.verb == verb::bind) sql = prepared_[r.step.name];
      if (r.step.verb == verb::query) sql = r.sql;
      if (r.step.verb == verb::execute || r.step.verb == verb::query) run(sql, answer);
      unsynced_ = true;
    }
    if (step.releases && !sleeping_) end_transaction();
  }
  if (sleeping_) answer.status = wire::ending::timed_out;
  return answer;
}

}  // namespace poolprobe
