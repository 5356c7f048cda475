#pragma once

#include <string_view>

#include "testbed/statement.hpp"

namespace poolprobe {

/// An unnamed statement that answers `answer`. Where another client of the pool has left its own unnamed
/// statement instead, Bind and Execute would run that one: so ours takes more parameters than any real
/// statement does. Bind then fails, and nothing of another client is ever executed. `remark` is added as a
/// comment.
[[nodiscard]] statement guarded(std::string_view answer, std::string_view remark = {},
                                std::string_view column = {});

/// As `guarded`, but the server refuses its Parse with 42P01: the table, which has that name, does not exist.
[[nodiscard]] statement guarded_refusal(std::string_view table);

/// As `guarded`, but its Bind or Execute fails with 22012, a division by zero.
[[nodiscard]] statement guarded_failure(std::string_view remark);

}  // namespace poolprobe
