#include "wire/backend_key.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

#include "wire/big_endian.hpp"
#include "wire/libpq_connection.hpp"
#include "wire/number.hpp"

namespace poolprobe::wire {

backend_key_trace::~backend_key_trace() {
  if (file_ != nullptr) std::fclose(file_);
  std::free(text_);  // what open_memstream has made
}

void backend_key_trace::begin(libpq_connection const& conn) {
  if (!libpq_connection::traces_cancel_key()) return;
  file_ = open_memstream(&text_, &size_);
  if (file_ != nullptr) conn.begin_trace(file_);
}

void backend_key_trace::take() {
  if (file_ == nullptr || std::fflush(file_) != 0) return;
  std::string_view rest(text_, size_);
  while (!rest.empty()) {
    auto const line = rest.substr(0, rest.find('\n'));
    take_line(line);
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  std::rewind(file_);
}

void backend_key_trace::end(libpq_connection const& conn) {
  if (file_ == nullptr) return;
  take();
  conn.end_trace();
}

/// "B\t12\tBackendKeyData\t 4711 -815" (fe-trace.c, libpq 14 to 16).
void backend_key_trace::take_line(std::string_view line) {
  constexpr std::string_view kind = "\tBackendKeyData\t ";
  auto const at = line.find(kind);
  if (!line.starts_with("B\t") || at == std::string_view::npos) return;
  auto const numbers = line.substr(at + kind.size());
  auto const space = numbers.find(' ');
  if (space == std::string_view::npos) return;
  auto const pid = read_number<int>(std::string(numbers.substr(0, space)));
  auto const key = read_number<std::int32_t>(std::string(numbers.substr(space + 1)));
  if (!pid || !key) return;
  pid_ = *pid;
  key_.clear();
  append_uint32(key_, static_cast<std::uint32_t>(*key));
}

std::string backend_key_trace::key_of(int pid) const { return pid == pid_ ? key_ : std::string(); }

}  // namespace poolprobe::wire
