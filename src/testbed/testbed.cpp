#include "testbed/testbed.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/fatal.hpp"
#include "testbed/cancel_request.hpp"
#include "testbed/clean_up.hpp"
#include "testbed/client_connections.hpp"
#include "testbed/named_statement.hpp"
#include "testbed/pipelined_tasks.hpp"
#include "testbed/same_pooler_process.hpp"
#include "testbed/server_hold.hpp"
#include "testbed/startup_logins.hpp"
#include "testbed/undo_on_server.hpp"

namespace poolprobe {

testbed::testbed(task_context* owned)
    : context_(owned),
      servers(owned->shared().servers),
      cost(owned->shared().cost),
      allowed(owned->shared().allowed) {}

testbed::testbed(target const& where, testbed_limits limits, dry_run* simulated)
    : testbed(new task_context(std::make_shared<testbed_state>(where, limits, simulated))) {}

testbed::testbed(task_context& host, pipelined_tasks& batch) : testbed(new task_context(host, batch)) {}

testbed::testbed(task_context& host, parallel_tasks& parallel, std::set<std::string> own_clients)
    : testbed(new task_context(host, parallel, std::move(own_clients))) {}

testbed::~testbed() { delete context_; }

client& testbed::client(std::string_view label) { return connected_client(*context_, label); }

client& testbed::slot(std::string_view label) { return context_->client(label); }

std::optional<wire::open_failure> testbed::open(std::string_view label) {
  return open_client(*context_, label);
}

std::optional<wire::open_failure> testbed::open(std::string_view label, wire::login_change const& change) {
  return open_client(*context_, label, change);
}

startup_attempt testbed::open_with(std::string_view label, std::string const& name,
                                   std::string const& value) {
  return open_client_with(*context_, label, name, value);
}

wire::startup_reply testbed::exchange_startup(wire::login_facts const& like,
                                              startup_packet_change const& what) {
  return poolprobe::exchange_startup(*context_, like, what);
}

cancel_attempt testbed::cancel(poolprobe::client const& running) {
  return cancel_step_of(*context_, running);
}

void testbed::disconnect(std::string_view label) { disconnect_client(*context_, label); }

void testbed::retire(poolprobe::client const& c) { c.through().retired = true; }

void testbed::free_a_connection() { poolprobe::free_a_connection(*context_); }

bool testbed::served_by_same_process(poolprobe::client& one, poolprobe::client& other, persistence how) {
  return poolprobe::served_by_same_process(*context_, one, other, how);
}

void testbed::swap_labels(poolprobe::client& one, poolprobe::client& other) {
  swap_client_labels(one, other);
}

std::string testbed::fresh_name() { return poolprobe::fresh_name(context_->shared()); }

statement testbed::named(std::string_view sql) { return named_statement(context_->shared(), sql); }

statement testbed::unnamed(std::string sql, std::vector<std::string> parameters) {
  return {"", std::move(sql), std::move(parameters), {}};
}

held_server testbed::hold(poolprobe::client& holder, poolprobe::client const& whose, persistence how) {
  return hold(holder, whose.backend(), how);
}

held_server testbed::hold(poolprobe::client& holder, std::optional<int> wanted, persistence how) {
  if (servers.dedicated) return {*this, holder, std::nullopt, true};
  auto const reached = hold_server(*context_, holder, wanted, how);
  return {*this, holder, wanted, reached};
}

held_server testbed::avoid(poolprobe::client& holder, std::optional<int> from) {
  if (servers.dedicated || context_->batch() == nullptr) return hold(holder, from);
  auto const reached = context_->batch()->avoid(*context_, holder, from);
  return {*this, holder, from, reached};
}

void testbed::note(poolprobe::client const& by, left_behind what) { note(by.backend(), std::move(what)); }

void testbed::note(std::optional<int> backend, left_behind what) {
  if (backend) context_->shared().ledger.note(*backend, std::move(what), context_);
}

void testbed::restore(poolprobe::client& holder) { restore_server(*context_, holder); }

void testbed::restore_and_release(poolprobe::client& holder) {
  restore_and_release_server(*context_, holder);
}

std::vector<residue> testbed::clean_up() { return poolprobe::clean_up(*context_); }

void testbed::set_pool_facts(pool_facts found) {
  refine_pool_facts(std::move(found));
  context_->shared().pool_facts_wrong = false;
}

void testbed::refine_pool_facts(pool_facts found) { context_->shared().servers = std::move(found); }

void testbed::suspect_several_processes() { context_->shared().servers.several_suspected = true; }

void testbed::note_pinned(std::string_view state) {
  auto& all = context_->shared().pinned_by;
  if (std::find(all.begin(), all.end(), state) == all.end()) all.emplace_back(state);
}

std::vector<std::string> const& testbed::pinned_by() const { return context_->shared().pinned_by; }

void testbed::set_process_marks(poolprobe::client const& of, std::optional<bool> renames) {
  context_->shared().marks = marks_at_login(of);
  context_->shared().marks.renames = renames;
}

void testbed::note_other_process(poolprobe::client& other) {
  poolprobe::note_other_process(*context_, other);
}

bool testbed::move_to_other_process() { return poolprobe::move_to_other_process(*context_); }

std::string testbed::process_difference() const {
  auto const& shared = context_->shared();
  return shared.other_marks ? difference(shared.marks, *shared.other_marks) : std::string();
}

bool testbed::shares_clients() const {
  return context_->batch() != nullptr || context_->shared().listed_as_shared;
}

void testbed::list_as_shared(bool shared) { context_->shared().listed_as_shared = shared; }

bool testbed::flush_unanswered() const { return context_->shared().answers_flush == false; }

void testbed::set_none_free(bool none_free) { context_->shared().servers.none_free = none_free; }

bool testbed::pool_facts_wrong() const { return context_->shared().pool_facts_wrong; }

void testbed::set_permissions(permissions given) { context_->shared().allowed = given; }

std::vector<transcript_entry> testbed::take_transcript() { return std::exchange(context_->transcript(), {}); }

target const& testbed::where() const { return *context_->shared().where; }

std::string const& testbed::nonce() const { return context_->shared().nonce; }

std::optional<wire::login_facts> const& testbed::usual_login() const { return context_->shared().usual; }

std::optional<std::string> const& testbed::usual_path() const { return context_->shared().usual_path; }

void testbed::set_usual_path(std::optional<std::string> path) {
  context_->shared().usual_path = std::move(path);
}

int testbed::most_connections() const { return context_->shared().limits.connections; }

bool testbed::is_dry_run() const { return context_->is_dry_run(); }

std::chrono::milliseconds testbed::step_patience() const { return context_->step_patience(); }

std::optional<double> testbed::least_trip_ms() const { return context_->shared().least_trip_ms; }

std::chrono::milliseconds testbed::connect_patience() const { return context_->shared().limits.connect; }

bool testbed::is_far() const {
  constexpr double far_ms = 5;
  return least_trip_ms().value_or(0) > far_ms;
}

bool testbed::alone() const { return context_->parallel() == nullptr && context_->batch() == nullptr; }

void testbed::give_time(std::chrono::milliseconds duration) const {
  if (!is_dry_run()) (void)wire::pause_for(duration);
}

void testbed::wait_a_moment() {
  auto paused = wire::waited::timed_out;
  context_->wait_for_network([&paused] { paused = wire::pause_for(std::chrono::milliseconds(2)); });
  if (paused == wire::waited::interrupted) throw fatal(exit_code::interrupted, "interrupted");
}

}  // namespace poolprobe
