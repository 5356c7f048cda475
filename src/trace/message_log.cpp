#include "trace/message_log.hpp"

#include <fmt/format.h>

#include "text/one_line.hpp"

namespace poolprobe::trace {
namespace {

constexpr std::size_t most_details = std::size_t{64} << 10U;  // bytes, for one line
constexpr std::size_t most_sql = 2000;

}  // namespace

void message_log::line(status before, std::string_view messages) {
  to_(fmt::format("{} {}: {}\n{}", connection_, before, one_line(messages), more_));
  more_.clear();
}

void message_log::start(std::vector<std::pair<std::string, std::string>> const& parameters) {
  std::string list;
  for (auto const& [name, value] : parameters) {
    if (name == "user" || name == "database") continue;  // every client names them
    list += fmt::format("{}{}={}", list.empty() ? "" : " ", name, value);
  }
  line(status_, fmt::format("startup({})", list));
}

void message_log::cancel() { line(status_, "cancel"); }

void message_log::sent(notation::message const& what, std::string_view sql, bool waited) {
  if (group_.steps().empty()) began_ = status_;
  if (!group_.add(what, waited) || !details_ || sql.empty() || more_.size() >= most_details) return;
  more_ += fmt::format("    {}: {}\n", what.verb == notation::verb::parse ? 'P' : 'Q',
                       one_line(sql.substr(0, most_sql)));
}

void message_log::fail(std::string_view sqlstate) {
  if (!details_) return;
  if (group_.steps().empty()) return line(status_, fmt::format("error {}", sqlstate));
  if (more_.size() < most_details) more_ += fmt::format("    error {}\n", one_line(sqlstate));
}

void message_log::ready(status now, bool settled) {
  if (settled) finish();
  status_ = now;
}

void message_log::terminate() {
  finish();
  line(status_, "X");
}

void message_log::finish() {
  if (group_.steps().empty()) return;
  auto messages = notation::print_notation(group_.steps());
  if (group_.left_out() > 0) messages += fmt::format(" ... {} more", group_.left_out());
  group_.clear();
  line(began_, messages);
}

}  // namespace poolprobe::trace
