#include "testbed/named_statement.hpp"

#include <fmt/format.h>

#include "testbed/testbed_state.hpp"

namespace poolprobe {

std::string fresh_name(testbed_state& of) { return fmt::format("poolprobe_{}_{}", of.nonce, ++of.names); }

statement named_statement(testbed_state& of, std::string_view sql) {
  return {fresh_name(of), fmt::format("{} /* poolprobe {} */", sql, of.nonce), {}, {}, std::string(sql)};
}

}  // namespace poolprobe
