#include "hostile/altered_messages.hpp"

#include <vector>

#include "support/scripted_server.hpp"
#include "wire/big_endian.hpp"
#include "wire/message.hpp"
#include "wire/message_frame.hpp"

namespace poolprobe::testing {
namespace {

using namespace std::string_literals;

constexpr std::size_t startup_head = 8;  ///< length and protocol

/// `text` with every `from` replaced.
std::string replaced(std::string text, std::string_view from, std::string_view to) {
  if (from.empty()) return text;
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

/// The text that begins at `from` and ends with a NUL.
std::string text_at(std::string_view body, std::size_t from) {
  return std::string(body.substr(from, body.find('\0', from) - from));
}

/// A DataRow with `from` replaced in its values.
std::string altered_row(std::string_view body, std::string_view from, std::string_view to) {
  std::string result(body.substr(0, 2));
  for (std::size_t at = 2; at + 4 <= body.size();) {
    auto const size = wire::read_uint32(body.substr(at));
    at += 4;
    if (size == 0xFFFFFFFFU) {
      wire::append_uint32(result, size);
      continue;
    }
    auto const value = replaced(std::string(body.substr(at, size)), from, to);
    wire::append_uint32(result, static_cast<std::uint32_t>(value.size()));
    result += value;
    at += size;
  }
  return result;
}

/// The name, value, name, ... of a startup packet.
std::vector<std::string> words_of_startup(std::string_view packet) {
  std::vector<std::string> words;
  for (auto at = startup_head; at < packet.size() && packet[at] != '\0'; at += words.back().size() + 1)
    words.push_back(text_at(packet, at));
  return words;
}

/// A startup packet of the same protocol with these names and values.
std::string startup_of(std::string_view packet, std::vector<std::string> const& words) {
  std::string rest(packet.substr(4, 4));
  for (auto const& word : words) rest += word + '\0';
  rest += '\0';
  std::string whole;
  wire::append_uint32(whole, static_cast<std::uint32_t>(rest.size() + 4));
  return whole + rest;
}

/// Whether the SQL of a Parse or Query changes a setting.
bool sets_something(std::string const& sql) {
  return sql.starts_with("set ") || sql.find("set_config(") != std::string::npos;
}

/// Calls `with` for each whole message in `unread`, and leaves the rest there.
template <class With>
void each_message(std::string& unread, With const& with) {
  auto const next = [&unread] { return wire::first_message(unread, wire::decoder::most_bytes); };
  for (auto message = next(); message.whole(); message = next()) {
    auto const size = message.size();
    with(message.type, std::string(message.body));
    unread.erase(0, size);
  }
}

}  // namespace

std::string without_parameters(std::string_view packet) {
  std::vector<std::string> kept;
  auto const words = words_of_startup(packet);
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    if (words[i] == "user" || words[i] == "database") kept.insert(kept.end(), {words[i], words[i + 1]});
  }
  return startup_of(packet, kept);
}

std::string with_database(std::string_view packet, std::string_view database) {
  auto words = words_of_startup(packet);
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    if (words[i] == "database") words[i + 1] = database;
  }
  return startup_of(packet, words);
}

bool names_endpoint(std::string_view packet) {
  auto const words = words_of_startup(packet);
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    if (words[i] == "options" && words[i + 1].find("endpoint=") != std::string::npos) return true;
  }
  return false;
}

std::string without_endpoint(std::string_view packet) {
  std::vector<std::string> kept;
  auto const words = words_of_startup(packet);
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    auto value = words[i + 1];
    if (auto const at = words[i] == "options" ? value.find("endpoint=") : std::string::npos; at != value.npos)
      value.erase(at, value.find(' ', at) - at);
    if (value.find_first_not_of(' ') != std::string::npos) kept.insert(kept.end(), {words[i], value});
  }
  return startup_of(packet, kept);
}

std::string database_in(std::string_view packet) {
  auto const words = words_of_startup(packet);
  for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
    if (words[i] == "database") return words[i + 1];
  }
  return {};
}

std::string framed_refusal(scripted_refusal const& how, std::string_view database) {
  std::string body;
  for (auto const field : how.fields) {
    auto const text = field == 'C'   ? how.sqlstate
                      : field == 'M' ? replaced(how.words, "{}", database)
                                     : how.severity;
    body += field + text + '\0';
  }
  return framed('E', body + '\0');
}

std::string client_messages::server_name(std::string const& name, bool is_new) {
  if (is_new) names_[name] = how_->renames_to + std::to_string(++*statements_);
  auto const known = names_.find(name);
  return known == names_.end() ? name : known->second;
}

std::string client_messages::altered(char type, std::string body) {
  if (type == 'P' || type == 'Q') body = replaced(body, how_->spells_as.second, how_->spells_as.first);
  if (how_->renames_to.empty()) return body;
  auto const begins = type == 'P' ? 0 : type == 'B' ? body.find('\0') + 1 : 1;
  auto const names = type == 'P' || type == 'B' || ((type == 'D' || type == 'C') && body.front() == 'S');
  auto const name = names ? text_at(body, begins) : std::string();
  if (!name.empty()) body.replace(begins, name.size(), server_name(name, type == 'P'));
  return body;
}

bool client_messages::pins(std::string_view bytes) const {
  bool found = false;
  auto all = unread_ + std::string(bytes);
  each_message(all, [&](char type, std::string const& body) {
    auto const sql = type == 'Q' ? text_at(body, 0) : type == 'P' ? text_at(body, body.find('\0') + 1) : "";
    found = found || (how_->pins_at_set && sets_something(sql)) || (how_->pins_at_parse && type == 'P');
  });
  return found;
}

std::string client_messages::pass(std::string_view bytes) {
  unread_ += bytes;
  std::string on;
  each_message(unread_, [&](char type, std::string body) {
    if (how_->swallowed.contains(type)) return;
    auto const message = framed(type, altered(type, std::move(body)));
    if (how_->collects && "PBDEC"s.find(type) != std::string::npos) {
      collected_ += message;
      return;
    }
    if (type == 'S') on += std::exchange(collected_, {});
    on += message;
  });
  return on;
}

std::string server_messages::ended_answer(char type) {
  auto all = std::exchange(first_, {}) + std::exchange(others_, {});
  auto const& [name, value] = how_->reports;
  if (type == 'Z' && logged_in_ && !name.empty()) all += framed('S', name + '\0' + value + '\0');
  return all;
}

std::string server_messages::pass(std::string_view bytes) {
  unread_ += bytes;
  std::string on;
  each_message(unread_, [&](char type, std::string body) {
    if (type == 'D') body = altered_row(body, how_->spells_as.first, how_->spells_as.second);
    auto const overtakes = how_->completes_first && (type == '1' || type == '3');
    (overtakes ? first_ : others_) += framed(type, body);
    auto const more_comes = "ZGEA"s.find(type) == std::string::npos;
    if (how_->completes_first && logged_in_ && more_comes) return;
    on += ended_answer(type);
    logged_in_ = logged_in_ || type == 'Z';
  });
  return on;
}

}  // namespace poolprobe::testing
