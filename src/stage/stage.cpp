#include "stage/stage.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace poolprobe {
namespace {

/// A pooler that gives the same server connection so often is not going to give another one.
constexpr int most_repeats = 6;

std::string random_mark() {
  std::random_device entropy;
  auto const high = std::uint64_t{entropy()} << 32U;
  return fmt::format("{:016x}", high | entropy());
}

std::string received_words(std::string const& sent, reaction const& seen) {
  if (seen.ok() && seen.answer.rows.empty()) {
    if (sent == "H") return "holds it";
    if (sent == "S") return "lets it go";
  }
  return seen.text();
}

}  // namespace

stage::stage(target const& where, stage_limits limits)
    : where_(&where), limits_(limits), nonce_(random_mark()) {}

stage::~stage() = default;

client& stage::slot(std::string_view label) {
  for (auto const& c : clients_) {
    if (c->label() == label) return *c;
  }
  return *clients_.emplace_back(std::make_unique<poolprobe::client>(*this, std::string(label)));
}

int stage::open_connections() const {
  auto const open = [](auto const& c) { return c->login() != nullptr; };
  return static_cast<int>(std::count_if(clients_.begin(), clients_.end(), open));
}

std::optional<wire::open_failure> stage::open(std::string_view label) {
  auto& c = slot(label);
  if (c.login() == nullptr && open_connections() >= limits_.connections) {
    wire::open_failure none_left;
    none_left.message = fmt::format("no more than {} connections are allowed", limits_.connections);
    return none_left;
  }
  if (auto failure = c.connect(connect_deadline())) {
    if (failure->sqlstate) ++cost.pooler_log_lines;
    return failure;
  }
  ++cost.connections;
  cost.peak_connections = std::max(cost.peak_connections, open_connections());
  usual_ = *c.login();
  return std::nullopt;
}

client& stage::client(std::string_view label) {
  auto& c = slot(label);
  auto const before = transcript_.size();
  settle(c);
  if (!c.ready()) (void)open(label);
  transcript_.resize(before);  // tidying up after an earlier step is no part of the next one
  return c;
}

/// Brings a client to rest. One that is closed while it holds a server connection or is inside a transaction
/// costs the pool that server connection (PgBouncer, src/objects.c, disconnect_client).
void stage::settle(poolprobe::client& c) {
  if (c.waiting()) c.await();
  if (c.holding()) c.run("S");
  if (c.in_transaction()) c.run("P() B E S", unnamed("rollback"));
}

void stage::believe(hand_over found) {
  servers = found;
  misjudged_ = false;
}

void stage::dismiss(std::string_view label) {
  auto& c = slot(label);
  settle(c);
  // Nobody else may ever get at the server connection of a client that has one to itself.
  auto const leaves = servers.dedicated && c.ready() && c.backend() && ledger_.concerns(*c.backend());
  if (leaves && c.run("H").ok()) {
    clean_held(c);
    settle(c);
  }
  c.disconnect();
}

void stage::count_extra_connection() {
  if (open_connections() >= limits_.connections) dismiss("B");
  ++cost.connections;
  cost.peak_connections = std::max(cost.peak_connections, open_connections() + 1);
}

std::string stage::fresh_name() { return fmt::format("poolprobe_{}_{}", nonce_, ++names_); }

statement stage::named(std::string_view sql) {
  return {fresh_name(), fmt::format("{} /* poolprobe {} */", sql, nonce_), {}, {}, std::string(sql)};
}

statement stage::unnamed(std::string sql, std::vector<std::string> parameters) {
  return {"", std::move(sql), std::move(parameters), {}};
}

held_server stage::hold(poolprobe::client& holder, poolprobe::client const& whose) {
  if (servers.dedicated) return {*this, holder, std::nullopt, true};
  auto const wanted = whose.backend();
  auto const before = transcript_.size();
  auto const until = wire::clock::now() + limits_.hold;
  int repeats = 0;  // how often in a row the pooler gave the same wrong one
  while (repeats < most_repeats && wire::clock::now() < until) {
    transcript_.resize(before);
    auto const last = holder.backend();
    auto const seen = holder.poised() ? holder.await() : holder.run("H");
    if (!seen.ok()) break;
    if (seen.backend == wanted) return {*this, holder, wanted, true};
    holder.run("S");
    repeats = seen.backend == last ? repeats + 1 : 0;
    if (repeats > 0) (void)wire::pause_for(std::chrono::milliseconds(20));
  }
  return {*this, holder, wanted, false};
}

void stage::note(poolprobe::client const& by, left_behind what) {
  if (by.backend()) ledger_.note(*by.backend(), std::move(what));
}

void stage::note_prepared(poolprobe::client const& by) {
  if (by.backend()) ledger_.prepared(*by.backend());
}

/// An error is in the server's log, a refusal by the pooler in the pooler's. PgBouncer closes the client's
/// server connection with it when it refuses a transaction block (src/server.c) or a statement name
/// (src/prepare.c).
void stage::count(wire::server_error const& error) {
  auto const says = [&error](char const* words) { return error.message.find(words) != std::string::npos; };
  ++cost.pooler_log_lines;
  if (!error.fatal()) return;
  if (says("transaction blocks") || says("prepared statement")) ++cost.closed_servers;
}

void stage::record(poolprobe::client const& by, reaction const& seen, std::string const& sent,
                   std::string const& sql, bool prepares) {
  ++cost.round_trips;
  if (servers.dedicated && by.changed_backend()) misjudged_ = true;
  if (seen.answer.error) count(*seen.answer.error);
  for (auto const& notice : seen.answer.notices) {
    if (notice.severity == "WARNING") count(notice);
  }
  if (prepares && seen.backend) ledger_.prepared(*seen.backend);
  transcript_.push_back({by.label(), sent == "H" ? "P() B E H" : sent, sql, seen.backend,
                         received_words(sent, seen), seen.answer.ms});
}

std::vector<residue> stage::clean_up() {
  wire::interrupt_shield const shield;
  auto const until = wire::clock::now() + limits_.clean_up;
  while (!ledger_.empty() && sweep() && wire::clock::now() < until) {
    if (!ledger_.empty()) (void)wire::pause_for(std::chrono::milliseconds(5));
  }
  for (auto const& c : clients_) {
    settle(*c);
    c->disconnect();
  }
  return ledger_.open_entries(nonce_);
}

/// Takes as many server connections at once as there may be clients, each cleaned by the one who holds it.
/// False when the pooler gives none.
bool stage::sweep() {
  auto const alone = servers.single_server || servers.single_client;
  std::vector<poolprobe::client*> holders;
  for (auto const* label : {"A", "B", "C"}) {
    if (ledger_.empty() || (alone && !holders.empty())) break;
    auto& c = client(label);
    if (!c.run("H").ok()) continue;
    holders.push_back(&c);
    clean_held(c);
    if (c.holding() && !ledger_.empty()) forget_ended_backends(c);
  }
  for (auto* c : holders) {
    if (c->holding()) c->run("S");
  }
  return !holders.empty();
}

void stage::clean_held(poolprobe::client& holder) {
  auto const backend = holder.backend();
  if (!backend || !ledger_.concerns(*backend)) return;
  restore(holder);
  if (ledger_.prepared_on(*backend) && drop_statements(holder)) ledger_.dropped(*backend);
}

/// Sends the statements that the answer spells out, all in one go.
bool stage::run_all(poolprobe::client& holder, reaction const& spelled_out) {
  std::vector<statement> statements;
  for (auto const& row : spelled_out.answer.rows) {
    if (!row.empty() && row.front()) statements.push_back(unnamed(*row.front()));
  }
  if (!spelled_out.ok() || statements.empty()) return spelled_out.ok();
  return holder.run_each("P() B E", statements, "H").ok();
}

/// Whatever the statements are called on the server, also by the pooler (PGBOUNCER_7): their text carries our
/// mark.
bool stage::drop_statements(poolprobe::client& holder) {
  return run_all(holder,
                 holder.run("P() B E H", unnamed("select format('deallocate %I', name)"
                                                 " from pg_prepared_statements where statement like $1",
                                                 {"%/* poolprobe " + nonce_ + " */%"})));
}

void stage::restore(poolprobe::client& holder) {
  auto const backend = holder.backend();
  if (!backend) return;
  for (auto const& left : ledger_.left_on(*backend)) {
    if (!holder.holding()) (void)holder.run("H");
    if (!holder.holding() || holder.backend() != backend) return;
    auto const undone = holder.run("P() B E H", left.undo);
    if (undone.ok() && (!left.spells_out || run_all(holder, undone))) ledger_.undone(*backend, left);
  }
}

/// A backend that has ended took everything with it.
void stage::forget_ended_backends(poolprobe::client& asking) {
  auto const wanted = ledger_.backends();
  auto const alive =
      asking.run("P() B E H", unnamed("select pid from pg_stat_activity where pid = any($1::int[])",
                                      {fmt::format("{{{}}}", fmt::join(wanted, ","))}));
  if (!alive.ok()) return;
  for (auto const backend : wanted) {
    auto const text = std::to_string(backend);
    auto const is_it = [&text](auto const& row) { return !row.empty() && row.front() == text; };
    if (std::none_of(alive.answer.rows.begin(), alive.answer.rows.end(), is_it)) ledger_.ended(backend);
  }
}

}  // namespace poolprobe
