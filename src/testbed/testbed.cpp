#include "testbed/testbed.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/fatal.hpp"
#include "testbed/batched_tasks.hpp"
#include "testbed/parallel_tasks.hpp"

namespace poolprobe {
namespace {

/// A pooler that gives the same server connection so often is not going to give another one.
constexpr int most_repeats = 6;

/// What a pooler may take, once an answer is out, to reset the server connection that gave it: the next
/// guess.
std::chrono::milliseconds next_settle(std::chrono::milliseconds last) {
  using std::chrono::milliseconds;
  if (last < milliseconds(5)) return milliseconds(5);
  return last < milliseconds(20) ? milliseconds(20) : milliseconds(0);
}

std::string received_words(std::string const& sent, step_result const& seen) {
  if (seen.ok() && seen.answer.rows.empty()) {
    if (sent == "H") return "holds it";
    if (sent == "S") return "lets it go";
  }
  return seen.text();
}

}  // namespace

testbed::testbed(target const& where, testbed_limits limits, dry_run* simulated)
    : shared_(std::make_shared<testbed_state>(where, limits, simulated)),
      servers(shared_->servers),
      cost(shared_->cost),
      allowed(shared_->allowed) {}

testbed::testbed(testbed& host, batched_tasks& with)
    : shared_(host.shared_),
      servers(shared_->servers),
      cost(shared_->cost),
      allowed(shared_->allowed),
      with_(&with) {}

testbed::testbed(testbed& host, parallel_tasks& with, std::set<std::string> own_clients)
    : shared_(host.shared_),
      servers(shared_->servers),
      cost(shared_->cost),
      allowed(shared_->allowed),
      beside_(&with),
      own_clients_(std::move(own_clients)) {}

testbed::~testbed() = default;

client& testbed::slot(std::string_view label) {
  for (auto const& c : clients_) {
    if (c->label() == label) return *c;
  }
  if (beside_ != nullptr && !own_clients_.contains(std::string(label)))
    throw fatal(exit_code::defect, fmt::format("client {} belongs to another act", label));
  return *clients_.emplace_back(std::make_unique<poolprobe::client>(*this, shared_->slot(label)));
}

void testbed::aside(std::function<void()> const& work) {
  if (beside_ == nullptr || is_dry_run()) return work();
  struct absence {
    explicit absence(bool& is) : is_aside(is) { is_aside = true; }
    ~absence() { is_aside = false; }
    absence(absence const&) = delete;
    absence& operator=(absence const&) = delete;
    bool& is_aside;
  } const away(is_aside_);
  beside_->aside(work);
}

void testbed::wait_until(std::function<bool()> const& so) {
  while (!so()) {
    auto paused = wire::waited::timed_out;
    aside([&paused] { paused = wire::pause_for(std::chrono::milliseconds(2)); });
    if (paused == wire::waited::interrupted) throw fatal(exit_code::interrupted, "interrupted");
  }
}

void testbed::give_time(std::chrono::milliseconds duration) const {
  if (!is_dry_run()) (void)wire::pause_for(duration);
}

std::unique_lock<std::mutex> testbed::turn() {
  return is_aside_ ? beside_->turn() : std::unique_lock<std::mutex>();
}

void testbed::take_over_late() {
  for (auto const& l : shared_->slots) {
    for (auto const& late : l->sent()) late->by = &slot(l->label());
  }
}

void testbed::count_trips(int trips) { (beside_ ? trips_ : cost.critical_path) += trips; }

void testbed::count_connection(int more) {
  count_trips(1);
  shared_->count_connection(more);
}

std::optional<wire::open_failure> testbed::open(std::string_view label, wire::login_change const& change) {
  auto& c = slot(label);
  auto& through = c.through();
  if (through.login_facts() == nullptr && shared_->open_connections() >= shared_->limits.connections) {
    wire::open_failure none_left;
    none_left.message = fmt::format("no more than {} connections are allowed", shared_->limits.connections);
    return none_left;
  }
  c.forget_backend();
  auto const words = change.database ? fmt::format("connect(database={})", *change.database) : "connect";
  if (!through.simulate(words)) {
    through.disconnect();
    auto how = change;
    how.plain = shared_->usual && !shared_->usual->tls;  // as it was; to ask again would cost a round trip
    auto opened = dial([&] { return wire::connection::open(where(), connect_deadline(), how); });
    if (auto failure = through.take(std::move(opened))) {
      if (failure->sqlstate) ++cost.pooler_log_lines;
      return failure;
    }
  }
  count_connection();
  if (!change.database) shared_->usual = *through.login_facts();
  return std::nullopt;
}

client& testbed::client(std::string_view label) {
  auto& c = slot(label);
  if (with_ != nullptr) return c;  // an batched tasks has everybody in place
  auto const before = transcript_.size();
  settle(c);
  if (c.through().spent) dismiss(label);
  if (!c.ready() && servers.single_client) make_room();
  auto const fresh = !c.ready() && !open(label);
  if (c.through().apart || (fresh && servers.several)) join(c);
  transcript_.resize(before);  // tidying up after an earlier step is no part of the next one
  return c;
}

/// Brings a client to rest. One that is closed while it holds a server connection or is inside a transaction
/// costs the pool that server connection (PgBouncer, src/objects.c, disconnect_client).
void testbed::settle(poolprobe::client& c) {
  if (c.waiting()) c.await();
  if (c.holding()) c.run("S");
  if (c.in_transaction()) c.run("P() B E S", unnamed("rollback"));
}

void testbed::set_pool_facts(pool_facts found) {
  servers = found;
  shared_->pool_facts_wrong = false;
}

void testbed::dismiss(std::string_view label) {
  if (with_ != nullptr) return with_->disconnect_afterwards(label);
  auto& c = slot(label);
  settle(c);
  // Nobody else may ever get at the server connection of a client that has one to itself.
  auto const backend = c.through().backend;
  if (servers.dedicated && c.ready() && backend && shared_->ledger.concerns(*backend)) (void)clean_one(c);
  c.through().disconnect();
  c.forget_backend();
}

void testbed::keep_a_place() {
  for (auto const* label : {"B", "C"}) {
    if (shared_->open_connections() < shared_->limits.connections) return;
    if (beside_ == nullptr || own_clients_.contains(label)) dismiss(label);
  }
}

void testbed::count_extra_connection() {
  keep_a_place();
  count_connection(1);
}

std::string testbed::fresh_name() { return fmt::format("poolprobe_{}_{}", nonce(), ++shared_->names); }

statement testbed::named(std::string_view sql) {
  return {fresh_name(), fmt::format("{} /* poolprobe {} */", sql, nonce()), {}, {}, std::string(sql)};
}

statement testbed::unnamed(std::string sql, std::vector<std::string> parameters) {
  return {"", std::move(sql), std::move(parameters), {}};
}

step const* testbed::last_posted_by(poolprobe::client const& who) const {
  for (auto step = posted_.rbegin(); step != posted_.rend(); ++step) {
    if ((*step)->by == &who) return step->get();
  }
  return nullptr;
}

void testbed::run() {
  if (with_ != nullptr) return with_->receive(*this);
  auto const steps = take_posted();
  prequeue_for(steps);
  int rounds = 0;
  auto const start = wire::clock::now();
  aside([&] { rounds = shared_->perform(steps); });
  count_trips(rounds);
  auto const ms = wire::milliseconds(wire::clock::now() - start).count();
  if (rounds > 0) shared_->least_trip_ms = std::min(shared_->least_trip_ms.value_or(ms), ms / rounds);
}

void testbed::prequeue_for(std::vector<step_ptr> const& steps) {
  auto const leaves = [](step_ptr const& step) { return step->leaves && step->releases; };
  auto const found = std::find_if(steps.begin(), steps.end(), leaves);
  if (found == steps.end() || servers.dedicated || beside_ != nullptr) return;
  auto& other = slot((*found)->by->label() == "A" ? "B" : "A");
  auto const busy = [&other](step_ptr const& step) { return &step->by->through() == &other.through(); };
  if (std::none_of(steps.begin(), steps.end(), busy)) other.prequeue();
}

held_server testbed::hold(poolprobe::client& holder, poolprobe::client const& whose, persistence how) {
  return hold(holder, whose.backend(), how);
}

held_server testbed::hold(poolprobe::client& holder, std::optional<int> wanted, persistence how) {
  if (servers.dedicated) return {*this, holder, std::nullopt, true};
  auto const reached = with_ ? with_->hold(*this, holder, wanted) : take_server(holder, wanted, how);
  return {*this, holder, wanted, reached};
}

bool testbed::take_server(poolprobe::client& holder, std::optional<int> wanted, persistence how) {
  auto const reached = seize(holder, wanted, how);
  if (!reached && how == persistence::full) {
    servers.settle = next_settle(servers.settle);
    holder.through().apart = true;
  }
  return reached;
}

bool testbed::seize(poolprobe::client& holder, std::optional<int> wanted, persistence how) {
  auto const before = transcript_.size();
  auto const until = wire::clock::now() + shared_->limits.hold;
  auto const most = how == persistence::full ? most_repeats : 1;
  if (servers.settle.count() > 0) (void)wire::pause_for(servers.settle);
  for (int repeats = 0; repeats < most && wire::clock::now() < until;) {
    transcript_.resize(before);
    if (repeats > 0) (void)wire::pause_for(std::chrono::milliseconds(20));
    auto const last = holder.backend();
    auto const is_ready = holder.prequeued();
    if (is_ready) count_trips(1);
    auto const seen = is_ready ? holder.await() : holder.run("H");
    if (!seen.ok()) break;
    if (seen.backend == wanted) return true;
    holder.run("S");
    repeats = seen.backend == last ? repeats + 1 : 0;
  }
  return false;
}

void testbed::release(poolprobe::client& holder) {
  if (with_ != nullptr) return with_->release(*this, holder);
  if (!holder.holding() && !holder.prequeued()) return;
  // Also on the way out of an interrupt: a holder that is closed without Sync costs the pool a server.
  wire::interrupt_shield const shield;
  holder.run("S");
}

void testbed::note(std::optional<int> backend, left_behind what) {
  if (backend) shared_->ledger.note(*backend, std::move(what), this);
}

/// An error is in the server's log, a refusal by the pooler in the pooler's. PgBouncer closes the client's
/// server connection with it when it refuses a transaction block (src/server.c) or a statement name
/// (src/prepare.c).
void testbed::count(wire::server_error const& error) {
  auto const sends = [&error](char const* words) { return error.message.find(words) != std::string::npos; };
  ++cost.pooler_log_lines;
  if (!error.fatal()) return;
  if (sends("transaction blocks") || sends("prepared statement")) ++cost.closed_servers;
}

void testbed::record(step const& step, step_result const& seen) {
  ++cost.round_trips;
  if (servers.dedicated && step.by->changed_backend()) shared_->pool_facts_wrong = true;
  if (seen.answer.error) count(*seen.answer.error);
  for (auto const& notice : seen.answer.notices) {
    if (notice.severity == "WARNING") count(notice);
  }
  if (seen.backend) {
    if (step.prepares) shared_->ledger.prepared(*seen.backend);
    if (auto left = step.leaves ? step.leaves() : std::nullopt) {
      shared_->ledger.note(*seen.backend, std::move(*left), this);
    }
    if (step.releases || !seen.ok()) shared_->ledger.transaction_ended(*seen.backend, seen.ok());
  }
  transcript_.push_back({step.by->label(), step.shown(), step.sql, seen.backend,
                         received_words(step.sent, seen), seen.answer.ms});
}

}  // namespace poolprobe
