#include <algorithm>

#include "survey/client_pairs.hpp"
#include "survey/observe.hpp"
#include "survey/server_question.hpp"
#include "survey/signal_predicates.hpp"
#include "testbed/parallel_tasks.hpp"
#include "testbed/pending.hpp"
#include "wire/explain_failure.hpp"
#include "wire/number.hpp"

#include "wire/connection.hpp"

namespace poolprobe {
namespace {

std::string parameter(wire::login_facts const& login_facts, std::string const& name) {
  auto const found = login_facts.parameters.find(name);
  return found == login_facts.parameters.end() ? std::string() : found->second;
}

/// A first question without an answer is a failure to connect: the pooler alone had accepted the login.
wire::open_failure no_answer(step_result const& seen, secret const& password) {
  wire::open_failure failure;
  failure.progress = wire::open_failure::reached::permission;
  failure.timed_out = seen.answer.status == wire::ending::timed_out;
  failure.message = password.redact(seen.answer.error ? seen.answer.error->text() : seen.text());
  if (seen.answer.error) failure.sqlstate = seen.answer.error->sqlstate;
  return failure;
}

void open_or_throw(testbed& on) {
  if (auto const failure = on.open("A")) throw wire::explain_failure(*failure, on.where().shown);
}

statement ask_route() {
  return testbed::unnamed(
      "select coalesce(host(a.client_addr), ''), inet_client_port(), inet_server_port(), s.ssl,"
      " a.application_name from pg_stat_activity a left join pg_stat_ssl s using (pid)"
      " where a.pid = pg_backend_pid()");
}

std::string asked_application_name(target const& where) {
  for (auto const& [name, value] : where.parameters) {
    if (name == "application_name") return value;
  }
  return "poolprobe";
}

std::optional<int> as_number(std::optional<std::string> const& text) {
  return text ? wire::read_number<int>(*text) : std::nullopt;
}

void read_route(wire::row const& told, network_path& way) {
  constexpr std::size_t columns = 5;
  if (told.size() != columns) return;
  way.told = true;
  way.client_address = told[0].value_or("");
  way.client_port = as_number(told[1]);
  way.server_port = as_number(told[2]);
  if (told[3]) way.server_tls = told[3] == "t";
  way.server_name = told[4].value_or("");
}

network_path route_of(testbed& on, wire::login_facts const& login_facts) {
  network_path way;
  way.tcp = login_facts.own_port != 0;
  way.own_port = login_facts.own_port;
  way.dialled_port = wire::read_number<int>(login_facts.port).value_or(0);
  way.tls = login_facts.tls;
  way.asked_name = asked_application_name(on.where());
  way.reported_name = parameter(login_facts, "application_name");
  return way;
}

statement ask_path() { return testbed::unnamed("select current_setting('search_path')"); }

/// What is left of the time for connecting. A pool that is full or paused accepts the login, and lets the
/// first question wait.
std::chrono::milliseconds patience_of(testbed const& on, wire::login_facts const* login) {
  auto const took = wire::milliseconds(login == nullptr ? 0 : login->took_ms);
  auto const left = on.connect_patience() - std::chrono::duration_cast<std::chrono::milliseconds>(took);
  return std::max(left, on.step_patience());
}

/// The network path is asked last: where a server has no pg_stat_ssl, only that question fails.
step_result ask(testbed const& on, client& a) {
  return a.post_each("P() B E", {ask_server(), ask_path(), ask_route()}, "S")
      .within(patience_of(on, a.login_facts()))
      .receive();
}

/// The same, each in a Sync of its own, after a question that every pooler answers: one Parse, one Sync. For
/// poolers that mix up the answers to several.
step_result ask_one_by_one(testbed const& on, client& a) {
  auto all = a.post("S").within(patience_of(on, a.login_facts())).receive();
  for (auto const& one : {ask_server(), ask_path(), ask_route()}) {
    auto const told = a.run("P() B E S", one);
    if (!told.ok() || told.answer.rows.size() != 1) break;
    all.answer.rows.push_back(told.answer.rows.front());
  }
  return all;
}

bool mixed_up(step_result const& seen) {
  return seen.answer.status == wire::ending::out_of_order || seen.answer.status == wire::ending::malformed;
}

std::optional<std::string> first_column(wire::row const& told) {
  return told.empty() ? std::nullopt : told.front();
}

}  // namespace

ages ages_of(client const& who, std::optional<std::string> const& told, wire::clock::time_point now) {
  ages seen;
  if (auto const* login_facts = who.login_facts())
    seen.own_ms = wire::milliseconds(now - login_facts->started).count();
  if (auto const number = told ? wire::read_number<long>(*told) : std::nullopt)
    seen.backend_ms = static_cast<double>(*number);
  return seen;
}

void observe_first_answer(testbed& on, signals& seen, bool is_open) {
  if (!is_open) open_or_throw(on);
  step_result answer;
  auto answered = wire::clock::now();
  auto const ask_a = [&](testbed& own) {
    answer = ask(own, own.client("A"));
    answered = wire::clock::now();
  };
  parallel_tasks both(on);
  both.add({"A"}, ask_a);
  both.add({"B"}, [](testbed& own) { (void)own.client("B"); });
  both.run();
  if (answer.answer.status == wire::ending::desynchronised) {
    open_or_throw(on);
    ask_a(on);
  }
  if (mixed_up(answer)) {
    open_or_throw(on);
    answer = ask_one_by_one(on, on.client("A"));
    answered = wire::clock::now();
  }
  if (!answer.backend) throw wire::explain_failure(no_answer(answer, on.where().password), on.where().shown);
  auto const& a = on.client("A");
  auto const* login_facts = a.login_facts();
  if (login_facts == nullptr) return;
  auto const& rows = answer.answer.rows;
  seen.announced = announced_in(*login_facts);
  seen.key_pid = login_facts->key_pid;
  seen.key_pids = {login_facts->key_pid};
  seen.backend_pid = answer.backend;
  seen.first = ages_of(a, rows.empty() ? std::nullopt : first_column(rows[0]), answered);
  seen.asked_database = on.where().shown.database;
  if (!rows.empty()) note_server(rows[0], seen);
  if (rows.size() > 1) on.set_usual_path(first_column(rows[1]));
  seen.network_path = route_of(on, *login_facts);
  if (rows.size() > 2) read_route(rows[2], seen.network_path);
}

/// A pool with idle server connections gives one of them to a client that reconnects, once it has cleared it.
void observe_again(testbed& on, signals& seen) {
  constexpr int most = 3;
  for (int i = 0; i < most && !(seen.again && reused_backend(*seen.again)); ++i) {
    if (i > 0) (void)wire::pause_for(std::chrono::milliseconds(100));
    auto& c = on.client("C");
    auto const answer = c.run("P() B E S", ask_server());
    if (answer.ok()) seen.again = ages_of(c, answer.value(), wire::clock::now());
    for (auto const& row : answer.answer.rows) note_server(row, seen);
    note_key(c, seen);
    on.disconnect("C");
  }
}

}  // namespace poolprobe
