#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "lab/lab.hpp"

/// The poolers that tests/lab/poolers.sh brings, in a row.
namespace poolprobe::testing {

/// A pooler that runs as long as the object exists.
struct started_pooler {
  std::shared_ptr<void> running;
  std::function<std::string(std::string const& database)> url;
};

/// One pooler, and the databases of it that stand for its pool modes.
struct known_pooler {
  std::string kind;    ///< as tests/lab/poolers.sh has it: "pgbouncer"
  std::string series;  ///< "1.24"
  std::vector<std::string> databases;
  std::function<started_pooler(lab::found_binary const&, lab::postgres const&)> start;
};

[[nodiscard]] std::vector<known_pooler> const& every_pooler();

}  // namespace poolprobe::testing
