#pragma once

#include <string>
#include <string_view>

#include "model/run_record.hpp"

/// Words that several formats use, for what the record has as ids and codes.
namespace poolprobe {

/// "PgBouncer 1.26.1", "none: this is the server itself"
[[nodiscard]] std::string pooler_words(pooler_info const&);

/// What the pool mode means for a client.
[[nodiscard]] std::string_view explained(pool_mode);

/// Whether named prepared statements outlive the transaction.
[[nodiscard]] std::string_view explained(support);

/// A verdict in words, with the outcome whose mark and colour fit it.
struct verdict_words {
  outcome mark;
  std::string_view word;
  std::string meaning;  ///< to follow the word and the exit code: ": ..." or " with ..."
};
/// The same of a benchmark, of `trace` and of a check.
[[nodiscard]] verdict_words words_of(run_record const&);
/// Of several hosts together.
[[nodiscard]] verdict_words words_of(verdict const&);

/// "PgBouncer 1.26.1, transaction mode" of a run that connected; else empty.
[[nodiscard]] std::string pooler_in_short(run_record const&);

/// "PgBouncer 1.16 to 1.19"
[[nodiscard]] std::string pooler_name(pooler_info const&);

/// "17.12" of a server's version with more behind it.
[[nodiscard]] std::string short_version(server_info const&);

/// What a finding is about, as users call it.
[[nodiscard]] std::string feature_words(finding const&);

}  // namespace poolprobe
