#include "reports/json_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "model/fatal.hpp"

namespace poolprobe {

void json_reader::refuse(std::string_view why) const {
  throw fatal(exit_code::usage,
              fmt::format("{}: {} {}", *file_, place_.empty() ? "the document" : place_, why),
              "poolprobe report reads what poolprobe has written with -o json");
}

json_reader json_reader::at(std::string_view name) const {
  auto found = find(name);
  if (!found) refuse(fmt::format("has no {}", name));
  return std::move(*found);
}

std::optional<json_reader> json_reader::find(std::string_view name) const {
  if (!value_->is_object()) refuse("is not an object");
  auto const found = value_->find(std::string(name));
  if (found == value_->end()) return std::nullopt;
  return json_reader(*found, *file_, place_.empty() ? std::string(name) : fmt::format("{}.{}", place_, name));
}

std::vector<json_reader> json_reader::list(std::size_t most) const {
  if (!value_->is_array()) refuse("is not a list");
  if (value_->size() > most) refuse(fmt::format("has more than {} elements", most));
  std::vector<json_reader> all;
  all.reserve(value_->size());
  for (auto const& one : *value_) all.emplace_back(one, *file_, fmt::format("{}[{}]", place_, all.size()));
  return all;
}

std::string json_reader::text() const {
  if (!value_->is_string()) refuse("is not a text");
  return value_->get<std::string>();
}

std::optional<std::string> json_reader::optional_text() const {
  return is_null() ? std::nullopt : std::optional(text());
}

std::vector<std::string> json_reader::texts() const {
  return all_of(list(), [](json_reader const& one) { return one.text(); });
}

std::optional<std::string> json_reader::optional_sqlstate() const {
  auto found = optional_text();
  auto const allowed = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  if (found && (found->size() != 5 || !std::all_of(found->begin(), found->end(), allowed)))
    refuse("is not an SQLSTATE");
  return found;
}

bool json_reader::flag() const {
  if (!value_->is_boolean()) refuse("is neither true nor false");
  return value_->get<bool>();
}

double json_reader::number() const {
  if (!value_->is_number()) refuse("is not a number");
  auto const value = value_->get<double>();
  if (!std::isfinite(value) || value < 0) refuse("is not a number from 0 on");
  return value;
}

double json_reader::number_or_null() const {
  return is_null() ? std::numeric_limits<double>::quiet_NaN() : number();
}

}  // namespace poolprobe
