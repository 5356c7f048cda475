#include "trial.hpp"

#include <fmt/format.h>

#include "distance.hpp"
#include "model/fatal.hpp"
#include "wire/connection.hpp"

namespace poolprobe::bench {

using wire::verb;

std::vector<wire::request> unnamed(std::string sql, std::vector<std::string> parameters, verb last) {
  return {{{verb::parse, ""}, std::move(sql), {}},
          {{verb::bind, ""}, {}, std::move(parameters)},
          {{verb::execute, ""}, {}, {}},
          {{last, ""}, {}, {}}};
}

void try_question(target const& where, question const& asked, std::chrono::milliseconds patience) {
  auto on = connect(where, patience);
  auto const got =
      on.talk().exchange(unnamed(asked.sql, asked.parameters, verb::sync), wire::clock::now() + patience);
  if (!got.error) return;
  throw fatal(exit_code::usage,
              fmt::format("the statement of --query {} fails: {}", asked.name,
                          where.password.scrub(got.error->text())),
              "what is to be measured must work by itself; --parameter gives the values of $1, $2, ...");
}

}  // namespace poolprobe::bench
