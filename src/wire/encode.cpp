#include "wire/message.hpp"

#include <cstdlib>

namespace poolprobe::wire {
namespace {

void put_int16(std::string& out, std::size_t value) {
  out.push_back(static_cast<char>((value >> 8U) & 0xFFU));
  out.push_back(static_cast<char>(value & 0xFFU));
}

void put_int32(std::string& out, std::size_t value) {
  put_int16(out, (value >> 16U) & 0xFFFFU);
  put_int16(out, value & 0xFFFFU);
}

void put_text(std::string& out, std::string_view text) {
  out.append(text.substr(0, text.find('\0')));
  out.push_back('\0');
}

std::string parse(request const& r) {
  std::string body;
  put_text(body, r.message.name);
  put_text(body, r.sql);
  put_int16(body, 0);  // the server infers the parameter types
  return framed('P', body);
}

std::string bind(request const& r) {
  std::string body;
  put_text(body, "");
  put_text(body, r.message.name);
  put_int16(body, 0);  // every parameter in text format
  put_int16(body, r.parameters.size());
  for (auto const& value : r.parameters) {
    put_int32(body, value.size());
    body += value;
  }
  put_int16(body, 0);  // every result in text format
  return framed('B', body);
}

/// Describe and Close: which kind of thing, then its name.
std::string about(char type, char kind, std::string_view name) {
  std::string body(1, kind);
  put_text(body, name);
  return framed(type, body);
}

/// Without a row limit: all rows.
std::string execute(request const& r) {
  std::string body;
  put_text(body, "");
  put_int32(body, static_cast<std::uint32_t>(std::strtoul(r.message.name.c_str(), nullptr, 10)));
  return framed('E', body);
}

std::string copy_fail(request const& r) {
  std::string body;
  put_text(body, r.data);
  return framed('f', body);
}

std::string query(request const& r) {
  std::string body;
  put_text(body, r.sql);
  return framed('Q', body);
}

}  // namespace

/// Length counts itself but not the type letter.
std::string framed(char type, std::string_view body) {
  std::string out(1, type);
  put_int32(out, body.size() + 4);
  return out.append(body);
}

std::string encode(request const& r) {
  switch (r.message.verb) {
    case verb::query:
      return query(r);
    case verb::parse:
      return parse(r);
    case verb::bind:
      return bind(r);
    case verb::describe_statement:
      return about('D', 'S', r.message.name);
    case verb::describe_portal:
      return about('D', 'P', "");
    case verb::execute:
      return execute(r);
    case verb::close_statement:
      return about('C', 'S', r.message.name);
    case verb::close_portal:
      return about('C', 'P', "");
    case verb::flush:
      return framed('H', "");
    case verb::sync:
      return framed('S', "");
    case verb::wait:
      return {};
    case verb::copy_data:
      return framed('d', r.data);
    case verb::copy_done:
      return framed('c', "");
    case verb::copy_fail:
      return copy_fail(r);
  }
  return {};
}

std::string encode_startup(std::int32_t version,
                           std::vector<std::pair<std::string, std::string>> const& parameters) {
  std::string body;
  put_int32(body, static_cast<std::uint32_t>(version));
  for (auto const& [name, value] : parameters) {
    put_text(body, name);
    put_text(body, value);
  }
  body.push_back('\0');
  std::string out;
  put_int32(out, body.size() + 4);
  return out.append(body);
}

std::string encode_ssl_request() {
  std::string out;
  put_int32(out, 8);
  put_int32(out, 80877103);
  return out;
}

std::string encode_cancel(int pid, std::string_view key) {
  std::string out;
  put_int32(out, 12 + key.size());
  put_int32(out, 80877102);
  put_int32(out, static_cast<std::uint32_t>(pid));
  return out.append(key);
}

std::string encode_terminate() { return framed('X', ""); }

}  // namespace poolprobe::wire
