#include "run/lab_demo.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "connection_text/find_target.hpp"
#include "model/fatal.hpp"
#include "run/check_run.hpp"
#include "wire/interruptible_wait.hpp"

namespace poolprobe {
namespace {

/// A pooler, which of its pools to check, and the expected result.
struct demo_step {
  lab::found_binary pooler;
  lab::options options;
  std::string database = "transaction";
  std::string title;
  exit_code expected;
};

bool can_track(lab::found_binary const& pooler) { return pooler.at_least(1, 21); }

/// An old PgBouncer fails with its defaults; a newer one fails with tracking of prepared statements switched
/// off.
demo_step failing_step(std::vector<lab::found_binary> const& poolers) {
  auto const old = std::find_if_not(poolers.begin(), poolers.end(), can_track);
  auto const& pooler = old != poolers.end() ? *old : poolers.front();
  demo_step result{pooler, lab_start_options(), "transaction", {}, exit_code::incompatible};
  if (can_track(pooler)) result.options.settings.emplace_back("max_prepared_statements", "0");
  result.title = fmt::format("PgBouncer {} in transaction mode, {}", pooler.version,
                             can_track(pooler) ? "max_prepared_statements=0" : "as it comes");
  return result;
}

/// Without a PgBouncer that can track statements, session mode shows what works instead.
demo_step passing_step(std::vector<lab::found_binary> const& poolers) {
  auto const able = std::find_if(poolers.begin(), poolers.end(), can_track);
  if (able == poolers.end()) {
    return {poolers.front(), lab_start_options(), "session",
            fmt::format("PgBouncer {} in session mode (1.21 or later could also do it in transaction mode)",
                        poolers.front().version),
            exit_code::compatible};
  }
  demo_step result{*able, lab_start_options(), "transaction", {}, exit_code::compatible};
  // 1.21 to 1.23 track statements only when configured; from 1.24 on this is the default.
  if (!able->at_least(1, 24)) result.options.settings.emplace_back("max_prepared_statements", "200");
  result.title = fmt::format("PgBouncer {} in transaction mode, max_prepared_statements=200", able->version);
  return result;
}

/// Whether the result is as expected.
bool run_step(demo_step const& step, int number, lab::postgres const& server, demo_output const& out) {
  lab::pgbouncer const pooler(step.pooler, server, lab::usual_pools(), step.options);
  out.heading(fmt::format("{}. {}", number, step.title));
  auto const run = check_lab(pooler.url(step.database));
  out.report(run);
  return run.verdict.exit_code == step.expected;
}

}  // namespace

bool demonstrate(lab::search const& where, demo_output const& out) {
  auto const poolers = lab::find_pgbouncers(where);
  lab::postgres const server(lab::find_postgres(where), lab_start_options());
  auto const failed = run_step(failing_step(poolers), 1, server, out);
  auto const passed = run_step(passing_step(poolers), 2, server, out);
  return failed && passed;
}

run_record check_lab(std::string const& url) {
  auto run = check_target(parse_target(url, "lab"), {});
  if (run.verdict.exit_code == exit_code::interrupted) throw fatal(exit_code::interrupted, "interrupted");
  return run;
}

lab::options lab_start_options() {
  lab::options options;
  options.interrupted = [] { return wire::interrupted_by() != 0; };
  return options;
}

}  // namespace poolprobe
