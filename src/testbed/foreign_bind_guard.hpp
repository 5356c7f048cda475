#pragma once

#include <string_view>

#include "testbed/statement.hpp"

namespace poolprobe {

/// An unnamed statement that answers `answer`. Where another client of the pool has left its own unnamed
/// statement instead, Bind and Execute would run that one: so ours takes more parameters than any real
/// statement does. Bind then fails, and nothing of another client is ever executed. `remark` is added as a
/// comment.
[[nodiscard]] statement guarded(std::string_view answer, std::string_view remark = {});

}  // namespace poolprobe
