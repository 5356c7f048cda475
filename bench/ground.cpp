#include "ground.hpp"

#include <fmt/format.h>

#include <random>

#include "distance.hpp"
#include "model/fatal.hpp"
#include "question.hpp"
#include "wire/wait.hpp"

namespace poolprobe::bench {

void ground::run(std::string const& sql) {
  auto on = connect(*where_, patience_);
  auto const got = on.talk().exchange({{{wire::verb::query, {}}, sql, {}}}, wire::clock::now() + patience_);
  if (got.status == wire::ending::complete && !got.error) return;
  auto const why = got.error ? where_->password.scrub(got.error->text()) : std::string(word(got.status));
  throw fatal(exit_code::usage, fmt::format("cannot make the table for --query: {}", why),
              "lookup and update need the right to create a table in the first schema of search_path");
}

ground::ground(target const& where, std::chrono::milliseconds patience)
    : where_(&where),
      patience_(patience),
      table_(fmt::format("poolprobe_bench_{:08x}", std::random_device()())) {
  // Whoever went away in the middle would not know whether there is a table now.
  wire::interrupt_shield const shield;
  run(fmt::format(
      "create table {0} with (autovacuum_enabled = off) as select n::int4 as id, n * {1} as value, 0 as "
      "changes from generate_series(1, {2}) as n; "
      "alter table {0} add primary key (id); analyze {0}",
      table_, table_factor, table_rows));
}

ground::~ground() {
  wire::interrupt_shield const shield;
  try {
    run(fmt::format("drop table if exists {}", table_));
  } catch (fatal const&) {
    // The server is gone, or will not have it: its name says whose it is.
  }
}

}  // namespace poolprobe::bench
