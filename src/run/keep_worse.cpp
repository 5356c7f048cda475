#include "run/keep_worse.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/driver_words.hpp"
#include "model/product.hpp"

namespace poolprobe {
namespace {

std::string elsewhere(outcome seen) {
  return fmt::format(" (on another pooler behind this address: {})", word(seen));
}

/// Adds caveats and features that only the other one shows; of a feature that both show the graver.
void add_notes(driver_result& mine, driver_result const& theirs) {
  for (auto const& c : theirs.caveats) {
    auto const known = std::any_of(mine.caveats.begin(), mine.caveats.end(), [&c](driver_caveat const& own) {
      return own.code == c.code && own.summary == c.summary;
    });
    if (!known) mine.caveats.push_back(c);
  }
  for (auto& own : mine.features) {
    for (auto const& f : theirs.features) {
      if (f.group == own.group && f.use == own.use && f.outcome > own.outcome) own = f;
    }
  }
}

/// A fix must hold on both.
void drop_vain_fixes(std::vector<driver_result>& all) {
  for (auto& d : all) {
    auto const fix = std::find_if(all.begin(), all.end(),
                                  [&d](driver_result const& other) { return id_of(other) == d.fix_id; });
    if (fix == all.end() || fix->outcome == outcome::works) continue;
    d.fix.clear();
    d.fix_id.clear();
    d.fix_verified = false;
  }
}

/// Keeps the graver of the two in `mine`; both have a summary.
template <class Result>
void keep_graver(Result& mine, Result const& theirs) {
  if (mine.outcome == theirs.outcome) return;
  auto const less = std::min(mine.outcome, theirs.outcome);
  if (theirs.outcome > mine.outcome) mine = theirs;
  mine.summary += elsewhere(less);
}

void keep_graver(std::vector<finding>& mine, std::vector<finding> const& theirs) {
  for (auto& f : mine) {
    auto const same = std::find_if(theirs.begin(), theirs.end(),
                                   [&f](finding const& other) { return other.code == f.code; });
    if (same != theirs.end()) keep_graver(f, *same);
  }
}

void keep_graver(std::vector<driver_result>& mine, std::vector<driver_result> const& theirs) {
  for (auto const& other : theirs) {
    auto const same = std::find_if(mine.begin(), mine.end(), [&other](driver_result const& d) {
      return d.driver == other.driver && d.config == other.config;
    });
    if (same != mine.end()) {
      auto const first = *same;
      keep_graver(*same, other);
      add_notes(*same, first);
      add_notes(*same, other);
    } else {
      mine.push_back(other);
    }
  }
}

/// The pooler of the other path follows the one of ours.
void add_to_path(pooler_info& mine, pooler_info const& theirs) {
  for (auto const& part : theirs.path) {
    auto const known = std::any_of(mine.path.begin(), mine.path.end(),
                                   [&part](path_element const& p) { return p.what == part.what; });
    if (known || mine.path.empty()) continue;
    mine.path.insert(mine.path.end() - 1, {part.what, part.why, true});
  }
}

void keep_common(pooler_info& mine, pooler_info const& theirs) {
  add_to_path(mine, theirs);
  if (mine.product != theirs.product) mine.product = product::unknown;
  if (mine.version != theirs.version) mine.version.reset();
  if (mine.pool_mode != theirs.pool_mode) mine.pool_mode = pool_mode::unknown;
  if (mine.prepared_statements != theirs.prepared_statements) {
    auto const either = [&](support one) {
      return mine.prepared_statements == one || theirs.prepared_statements == one;
    };
    mine.prepared_statements = either(support::unsupported) ? support::unsupported : support::unknown;
  }
  mine.layers = std::max(mine.layers, theirs.layers);
}

}  // namespace

void keep_worse(run_record& run, run_record const& other) {
  keep_graver(run.findings, other.findings);
  keep_graver(run.drivers, other.drivers);
  drop_vain_fixes(run.drivers);
  keep_common(run.pooler, other.pooler);
}

}  // namespace poolprobe
