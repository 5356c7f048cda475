#include "testbed/step_result.hpp"

#include <fmt/format.h>

#include "testbed/client.hpp"

namespace poolprobe {
namespace {

std::string text_of(wire::row const& values) {
  std::string text = "row";
  for (auto const& value : values) text += " " + value.value_or("NULL");
  return text;
}

}  // namespace

std::optional<std::string> step_result::value() const {
  if (answer.rows.size() != 1 || answer.rows.front().empty()) return std::nullopt;
  return answer.rows.front().front();
}

std::string step_result::text() const {
  if (by != nullptr && !by->failure().empty()) return "no connection: " + by->failure();
  auto const closed = answer.status == wire::ending::closed;
  if (answer.error) return answer.error->text() + (closed ? ", connection closed" : "");
  if (answer.status != wire::ending::complete) return std::string(wire::word(answer.status));
  if (answer.rows.size() > 1) return fmt::format("{} rows", answer.rows.size());
  return answer.rows.empty() ? "accepted" : text_of(answer.rows.front());
}

}  // namespace poolprobe
