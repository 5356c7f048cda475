#include "testbed/probe_result.hpp"

#include <fmt/format.h>

#include "testbed/client.hpp"
#include "testbed/shared_connection.hpp"

namespace poolprobe {

probe_result unknown(std::string why) { return {outcome::unknown, std::nullopt, {}, std::move(why)}; }

probe_result not_repeated(std::string why, again when) {
  auto open = unknown(std::move(why));
  open.again = when;
  return open;
}

expectation& expectation::row(std::string value) {
  expected_ = fmt::format("client {} gets row {}", seen_.by->label(), value);
  row_ = std::move(value);
  return *this;
}

expectation& expectation::accepted() {
  expected_ = fmt::format("client {} gets no error", seen_.by->label());
  return *this;
}

expectation& expectation::refused(std::string sqlstate) {
  expected_ = fmt::format("client {} gets ERROR {} and stays connected", seen_.by->label(), sqlstate);
  refused_ = std::move(sqlstate);
  if (seen_.simulated && seen_.ok()) seen_.by->through().fail_simulated();
  return *this;
}

std::string expectation::where() const {
  auto const backend = seen_.backend ? fmt::format(" on server connection {}", *seen_.backend) : "";
  return fmt::format("client {} got {}{}", seen_.by->label(), seen_.text(), backend);
}

probe_result expectation::judge_error(wire::server_error const& error,
                                      std::initializer_list<anticipated> errors) const {
  for (auto const& known : errors) {
    if (error.sqlstate != known.sqlstate || error.message.find(known.words) == std::string::npos) continue;
    return {known.means, error.sqlstate, expected_, where()};
  }
  return {outcome::unknown, error.sqlstate, expected_, where() + ", which says nothing about this"};
}

/// If the backends do not fit the plan, only `works` becomes `unknown`. Names are random, so an anticipated
/// error or a foreign answer proves the break, whatever other clients did in between.
probe_result expectation::otherwise(std::initializer_list<anticipated> errors) const {
  if (seen_.answer.status == wire::ending::timed_out) {
    return {
        outcome::unknown, {}, expected_, where() + ": no server connection is free, or the server is busy"};
  }
  auto const as_refused = refused_ && seen_.answer.status == wire::ending::complete && seen_.answer.error &&
                          seen_.answer.error->sqlstate == refused_;
  if (as_refused || (seen_.simulated && seen_.ok())) {
    if (spoiled_) return {outcome::unknown, {}, expected_, *spoiled_};
    return {outcome::works, {}, expected_, where()};
  }
  if (seen_.answer.error) return judge_error(*seen_.answer.error, errors);
  // Strict drivers end the connection (node-postgres), others give an empty result or hang (postgres.js).
  if (seen_.answer.status == wire::ending::out_of_order) return {outcome::breaks, {}, expected_, where()};
  if (seen_.answer.status != wire::ending::complete) return {outcome::unknown, {}, expected_, where()};
  if (refused_) return {outcome::unknown, {}, expected_, where() + ", which says nothing about this"};
  if (row_ && seen_.value() != row_) {
    return {seen_.value() ? outcome::wrong_answer : outcome::unknown, {}, expected_, where()};
  }
  if (spoiled_) return {outcome::unknown, {}, expected_, *spoiled_};
  return {outcome::works, {}, expected_, where()};
}

}  // namespace poolprobe
