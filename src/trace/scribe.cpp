#include "trace/scribe.hpp"

#include <fmt/format.h>

#include "trace/one_line.hpp"

namespace poolprobe::trace {
namespace {

constexpr std::size_t most_steps = 1000;
constexpr std::size_t most_details = std::size_t{64} << 10U;  // bytes, for one line
constexpr std::size_t most_sql = 2000;

}  // namespace

void scribe::line(std::string_view messages) {
  to_(fmt::format("{} {}: {}\n{}", connection_, status_, one_line(messages), more_));
  more_.clear();
}

void scribe::start(std::vector<std::pair<std::string, std::string>> const& parameters) {
  std::string list;
  for (auto const& [name, value] : parameters) {
    if (name == "user" || name == "database") continue;  // every client names them
    list += fmt::format("{}{}={}", list.empty() ? "" : " ", name, value);
  }
  line(fmt::format("startup({})", list));
}

void scribe::cancel() { line("cancel"); }

void scribe::say(wire::step const& what, std::string_view sql, bool waited) {
  if (waited && !steps_.empty()) steps_.push_back({wire::verb::wait, {}});
  if (what.verb == wire::verb::copy_data && !steps_.empty() && steps_.back() == what) return;
  if (steps_.size() >= most_steps) {
    ++left_out_;
    return;
  }
  steps_.push_back(what);
  if (details_ && !sql.empty() && more_.size() < most_details) {
    more_ += fmt::format("    {}: {}\n", what.verb == wire::verb::parse ? 'P' : 'Q',
                         one_line(sql.substr(0, most_sql)));
  }
}

void scribe::fail(std::string_view sqlstate) {
  if (!details_) return;
  if (steps_.empty()) return line(fmt::format("error {}", sqlstate));
  if (more_.size() < most_details) more_ += fmt::format("    error {}\n", one_line(sqlstate));
}

void scribe::ready(status now, bool settled) {
  if (settled) finish();
  status_ = now;
}

void scribe::terminate() {
  finish();
  line("X");
}

void scribe::finish() {
  if (steps_.empty()) return;
  auto messages = wire::print_notation(steps_);
  if (left_out_ > 0) messages += fmt::format(" ... {} more", left_out_);
  steps_.clear();
  left_out_ = 0;
  line(messages);
}

}  // namespace poolprobe::trace
