#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/engine/requirement.hpp"
#include "probes/probe.hpp"

namespace poolprobe {

/// The values of --only, --skip and --require: codes (PP101, in upper or lower case), ids (session/set) and
/// groups (session), separated by commas.
using probe_words = std::vector<std::string>;

/// Whether it tries a parameter of the startup packet.
[[nodiscard]] bool is_startup(probe const&);

/// The codes of the probes that the values of `option` name, in registry order and each once. Throws
/// `fatal{usage}` for a word that names nothing, with the most similar names.
[[nodiscard]] std::vector<std::string> codes_of(std::span<probe const>, std::string_view option,
                                                probe_words const& values);

/// Removes `errors`, `cursors` and `batches` from the values of --require; the rest are probes.
[[nodiscard]] life_requirements take_life_requirements(probe_words& values);

/// Which probes are to run: those of `only`, or all where it is empty, without those of `skip`.
struct selection {
  std::vector<std::string> only;  ///< codes
  std::vector<std::string> skip;  ///< codes

  [[nodiscard]] bool has(std::string_view code) const;
  /// Why that probe does not run, for its finding; nullopt where it runs.
  [[nodiscard]] std::optional<std::string> objection(std::string_view code) const;
};

/// Reads the values of both options. Throws `fatal{usage}` as `codes_of`, and where nothing is left.
[[nodiscard]] selection select(std::span<probe const>, probe_words const& only, probe_words const& skip);

}  // namespace poolprobe
