#include "survey/observe.hpp"
#include "wire/explain_failure.hpp"
#include "wire/number.hpp"

namespace poolprobe {
namespace {

std::string parameter(wire::login const& login, std::string const& name) {
  auto const found = login.parameters.find(name);
  return found == login.parameters.end() ? std::string() : found->second;
}

/// A first question without an answer is a failure to connect: the login was only the pooler's.
wire::open_failure no_answer(reaction const& seen, secret const& password) {
  wire::open_failure failure;
  failure.stage = wire::open_failure::reached::permission;
  failure.timed_out = seen.answer.status == wire::ending::timed_out;
  failure.message = password.scrub(seen.answer.error ? seen.answer.error->text() : seen.text());
  if (seen.answer.error) failure.sqlstate = seen.answer.error->sqlstate;
  return failure;
}

void open_or_throw(stage& on) {
  if (auto const failure = on.open("A")) throw wire::explain_failure(*failure, on.where().shown);
}

}  // namespace

std::optional<announcement> announced_in(wire::login const& login) {
  auto const version = parameter(login, "pgbouncer.version");
  if (version.empty()) return std::nullopt;
  return announcement{version, pool_mode_from(parameter(login, "pgbouncer.pool_mode")),
                      wire::read_number<long>(parameter(login, "pgbouncer.max_prepared_statements"))};
}

void observe_first_answer(stage& on, signals& seen) {
  open_or_throw(on);
  // Age in whole milliseconds; NULL where the server has no such view.
  auto const age = stage::unnamed(
      "select round(extract(epoch from clock_timestamp() - backend_start) * 1000)::bigint"
      " from pg_stat_activity where pid = pg_backend_pid()");
  auto answer = on.client("A").run("P() B E S", age);
  if (answer.answer.status == wire::ending::desynchronised) {
    open_or_throw(on);
    answer = on.client("A").run("P() B E S", age);
  }
  if (!answer.backend) throw wire::explain_failure(no_answer(answer, on.where().password), on.where().shown);
  auto const* login = on.client("A").login();
  seen.announced = announced_in(*login);
  seen.key_pid = login->key_pid;
  seen.backend_pid = answer.backend;
  seen.own_age_ms = wire::milliseconds(wire::clock::now() - login->started).count();
  if (auto const text = answer.value()) {
    if (auto const number = wire::read_number<long>(*text))
      seen.backend_age_ms = static_cast<double>(*number);
  }
}

}  // namespace poolprobe
