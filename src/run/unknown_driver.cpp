#include "run/unknown_driver.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "drivers/framework_names.hpp"
#include "model/fatal.hpp"
#include "text/nearest.hpp"
#include "text/typed_word.hpp"

namespace poolprobe {
namespace {

/// Where only the configuration is unknown: those that the driver has.
[[noreturn]] void refuse_configuration(std::string_view option, driver const& of, std::string_view config) {
  std::vector<std::string> known;
  for (auto const& c : of.configs) {
    if (!c.id.empty()) known.push_back(id_of({&of, &c}));
  }
  auto const typed = fmt::format("{}:{}", of.id, config);
  auto const meant = did_you_mean(nearest_of(typed, known));
  auto const hint = known.empty()   ? fmt::format("{} has none beside its default: give {}", of.id, of.id)
                    : meant.empty() ? fmt::format("{} has {}", of.id, fmt::join(known, ", "))
                                    : meant;
  throw fatal(exit_code::usage, naming(fmt::format("{}: {} has no configuration", option, of.id), config),
              hint);
}

}  // namespace

void refuse_driver(std::string_view option, std::string_view name, std::vector<std::string> also_taken) {
  auto const at = std::min(name.find('@'), name.size());
  // Behind "@" stands a version; else it is a part of a connection text.
  if (at < name.size() && name.find('=', at) == name.npos) name = {};
  name = name.substr(0, at);
  auto const colon = name.find(':');
  if (auto const* known = find_driver(name.substr(0, colon)).driver;
      known != nullptr && colon != std::string_view::npos)
    refuse_configuration(option, *known, name.substr(colon + 1));
  auto const* const what = also_taken.empty() ? "driver" : "strategy or driver";
  auto known = std::move(also_taken);
  for (auto& one : all_driver_names()) known.push_back(std::move(one));
  auto const meant = did_you_mean(nearest_of(name, known));
  throw fatal(exit_code::usage, naming(fmt::format("{}: there is no {}", option, what), name),
              meant.empty() ? "poolprobe list drivers shows all" : meant);
}

}  // namespace poolprobe
