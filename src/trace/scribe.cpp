#include "trace/scribe.hpp"

#include <fmt/format.h>

#include "trace/one_line.hpp"

namespace poolprobe::trace {
namespace {

constexpr std::size_t most_details = std::size_t{64} << 10U;  // bytes, for one line
constexpr std::size_t most_sql = 2000;

}  // namespace

void scribe::line(status before, std::string_view messages) {
  to_(fmt::format("{} {}: {}\n{}", connection_, before, one_line(messages), more_));
  more_.clear();
}

void scribe::start(std::vector<std::pair<std::string, std::string>> const& parameters) {
  std::string list;
  for (auto const& [name, value] : parameters) {
    if (name == "user" || name == "database") continue;  // every client names them
    list += fmt::format("{}{}={}", list.empty() ? "" : " ", name, value);
  }
  line(status_, fmt::format("startup({})", list));
}

void scribe::cancel() { line(status_, "cancel"); }

void scribe::say(wire::step const& what, std::string_view sql, bool waited) {
  if (flight_.steps().empty()) began_ = status_;
  if (!flight_.add(what, waited) || !details_ || sql.empty() || more_.size() >= most_details) return;
  more_ += fmt::format("    {}: {}\n", what.verb == wire::verb::parse ? 'P' : 'Q',
                       one_line(sql.substr(0, most_sql)));
}

void scribe::fail(std::string_view sqlstate) {
  if (!details_) return;
  if (flight_.steps().empty()) return line(status_, fmt::format("error {}", sqlstate));
  if (more_.size() < most_details) more_ += fmt::format("    error {}\n", one_line(sqlstate));
}

void scribe::ready(status now, bool settled) {
  if (settled) finish();
  status_ = now;
}

void scribe::terminate() {
  finish();
  line(status_, "X");
}

void scribe::finish() {
  if (flight_.steps().empty()) return;
  auto messages = wire::print_notation(flight_.steps());
  if (flight_.left_out() > 0) messages += fmt::format(" ... {} more", flight_.left_out());
  flight_.clear();
  line(began_, messages);
}

}  // namespace poolprobe::trace
