#include "bench/load/bench_table.hpp"

#include <fmt/format.h>

#include "bench/load/bench_query.hpp"
#include "bench/load/delayed_target.hpp"
#include "model/fatal.hpp"
#include "text/random_hex.hpp"
#include "wire/interruptible_wait.hpp"

namespace poolprobe::bench {

std::string bench_table::run(std::string const& sql) const {
  auto on = connect(*where_, patience_);
  auto const got =
      on.talk().exchange({{{notation::verb::query, {}}, sql, {}}}, wire::clock::now() + patience_);
  if (got.error) return where_->password.redact(got.error->text());
  return got.status == wire::ending::complete ? "" : std::string(word(got.status));
}

bench_table::bench_table(target const& where, std::chrono::milliseconds patience)
    : where_(&where), patience_(patience), table_("poolprobe_bench_" + random_hex(8)) {
  // After an interrupt in the middle it would be unknown whether the table exists.
  wire::interrupt_shield const shield;
  auto const why = run(fmt::format(
      "create table {0} with (autovacuum_enabled = off) as select n::int4 as id, n * {1} as value, "
      "0 as changes from generate_series(1, {2}) as n; "
      "alter table {0} add primary key (id); analyze {0}",
      table_, table_factor, table_rows));
  if (why.empty()) return;
  (void)drop();
  throw fatal(exit_code::usage, fmt::format("cannot make the table for --query: {}", why),
              "lookup and update need the right to create a table in the first schema of search_path");
}

std::optional<residue> bench_table::drop() {
  if (dropped_) return std::nullopt;
  wire::interrupt_shield const shield;
  std::string why;
  try {
    why = run(fmt::format("drop table if exists {}", table_));
  } catch (fatal const& end) {
    why = end.message;
  }
  dropped_ = why.empty();
  return dropped_ ? std::nullopt
                  : std::optional(residue{0, residue_kind::table, fmt::format("{} ({})", table_, why)});
}

bench_table::~bench_table() { (void)drop(); }

}  // namespace poolprobe::bench
