#include "bench/load/sql_tokens.hpp"

#include <pg_query.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

namespace poolprobe::bench {
namespace {

/// As much of protobuf's encoding as the scanner's result needs: numbers, and what has a length.
class protobuf_fields {
 public:
  explicit protobuf_fields(std::string_view bytes) : rest_(bytes) {}

  struct field {
    std::uint64_t id = 0;
    std::uint64_t number = 0;
    std::string_view bytes;
  };
  std::optional<field> next() {
    if (rest_.empty()) return std::nullopt;
    auto const key = number();
    field read{key >> 3U, number(), {}};
    if ((key & 7U) != 2) return read;
    read.bytes = rest_.substr(0, read.number);
    rest_.remove_prefix(read.bytes.size());
    return read;
  }

 private:
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; !rest_.empty() && shift < 64; shift += 7) {
      auto const byte = static_cast<unsigned char>(rest_.front());
      rest_.remove_prefix(1);
      value |= std::uint64_t{byte & 0x7FU} << shift;
      if (byte < 0x80) break;
    }
    return value;
  }

  std::string_view rest_;
};

/// ScanToken { int32 start = 1; int32 end = 2; … } of pg_query.proto.
sql_token read_token(std::string_view bytes) {
  sql_token token;
  protobuf_fields fields(bytes);
  while (auto const field = fields.next()) {
    if (field->id == 1) token.begin = field->number;
    if (field->id == 2) token.end = field->number;
  }
  return token;
}

/// How many bytes the character takes up that begins with this one, as PostgreSQL counts (pg_utf_mblen).
std::size_t character_size(char first) {
  auto const byte = static_cast<unsigned char>(first);
  return byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : byte < 0xF8 ? 4 : 1;
}

/// Where the character of that number begins; the scanner counts them from 1.
std::size_t byte_of(std::string_view sql, int character) {
  std::size_t at = 0;
  for (; character > 1 && at < sql.size(); --character) at += character_size(sql[at]);
  return std::min(at, sql.size());
}

/// What the scanner has to say about a text: tokens, or where it gave up.
struct scanned {
  std::vector<sql_token> tokens;
  std::optional<std::size_t> refused_at;
  bool unterminated = false;
};

scanned scan(std::string_view sql) {
  scanned told;
  auto const result = pg_query_scan(std::string(sql).c_str());
  if (auto const* error = result.error) {
    told.refused_at = byte_of(sql, error->cursorpos);
    // Without a place nothing can be passed over.
    told.unterminated = error->cursorpos < 1 || std::string_view(error->message).starts_with("unterminated");
  } else {
    protobuf_fields fields({result.pbuf.data, result.pbuf.len});
    while (auto const field = fields.next()) {
      if (field->id == 2) told.tokens.push_back(read_token(field->bytes));
    }
  }
  pg_query_free_scan_result(result);
  return told;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The parameter or the character that the text begins with.
std::size_t refused_size(std::string_view sql) {
  auto const digits = std::find_if_not(sql.begin() + 1, sql.end(), is_digit);
  return sql.front() == '$' ? static_cast<std::size_t>(digits - sql.begin()) : 1;
}

void add_tokens(std::vector<sql_token>& to, std::string_view sql, std::size_t offset) {
  while (!sql.empty()) {
    auto const told = scan(sql);
    for (auto const& token : told.tokens) to.push_back({offset + token.begin, offset + token.end});
    if (!told.refused_at) return;
    auto const at = *told.refused_at;
    add_tokens(to, sql.substr(0, at), offset);
    if (told.unterminated || at == sql.size()) return;
    auto const size = refused_size(sql.substr(at));
    to.push_back({offset + at, offset + at + size});
    sql.remove_prefix(at + size);
    offset += at + size;
  }
}

}  // namespace

std::vector<sql_token> tokens_in(std::string_view sql) {
  std::vector<sql_token> all;
  add_tokens(all, sql, 0);
  return all;
}

}  // namespace poolprobe::bench
