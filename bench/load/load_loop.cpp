#include "bench/load/load_loop.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>
#include <utility>

#include "wire/interruptible_wait.hpp"
#include "wire/message.hpp"
#include "wire/message_frame.hpp"

namespace poolprobe::bench {
namespace {

using namespace std::chrono_literals;

constexpr int logins_at_once = 64;  // more would only fill the pooler's backlog
constexpr std::size_t buffer_size = std::size_t{64} << 10U;
constexpr auto tick = 100ms;  // how soon an interrupt is noticed while no socket is ready

std::uint64_t nanoseconds(clock::duration d) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(0, std::chrono::nanoseconds(d).count()));
}

double milliseconds(clock::duration d) { return std::chrono::duration<double, std::milli>(d).count(); }

/// The SQLSTATE, if it has the right form. A server can send anything.
std::optional<std::string> as_sqlstate(std::string const& text) {
  auto const allowed = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); };
  if (text.size() != 5 || !std::all_of(text.begin(), text.end(), allowed)) return std::nullopt;
  return text;
}

void put_digits(char* at, std::uint32_t value) {
  for (int i = bench_query::digits - 1; i >= 0; --i, value /= 10) at[i] = static_cast<char>('0' + value % 10);
}

}  // namespace

struct load_loop::client {
  std::unique_ptr<wire::login_attempt> login;
  std::optional<wire::logged_in_stream> stream;
  std::unique_ptr<operation_source> operations;
  operation_ptr current;
  operation_ptr retry;  ///< sent after an error that the driver handles by a retry
  std::uint32_t part = 0;
  answer_check check;
  std::string partial;  ///< the beginning of a message that has not arrived completely
  std::string unsent;   ///< what the socket has not accepted yet
  std::uint64_t random = 1;
  std::uint32_t value = 0;
  int executions = 0;
  bool after_login = false;  ///< `current` is what the driver itself sends after login
  bool settled = false;
  bool counts = false;   ///< the operation began during the measurement
  bool retried = false;  ///< in this operation; drivers retry once
  struct {
    std::uint64_t round_trips = 0;
    std::uint64_t messages_sent = 0, messages_received = 0;
    std::uint64_t bytes_sent = 0, bytes_received = 0;
  } spent;  ///< of this operation so far
  clock::time_point began;
  clock::time_point login_began;

  std::uint32_t draw(std::uint32_t values) {
    random ^= random << 13U;
    random ^= random >> 7U;
    random ^= random << 17U;
    return 1 + static_cast<std::uint32_t>((random >> 32U) * values >> 32U);
  }
};

load_loop::load_loop(target const& to, workload const& todo, load const& how,
                     std::shared_ptr<statement_namer> names)
    : to_(&to), todo_(todo), how_(how), names_(std::move(names)), buffer_(buffer_size) {
  std::random_device entropy;
  clients_.resize(static_cast<std::size_t>(how.clients));
  for (auto& c : clients_) c.random = (std::uint64_t{entropy()} << 32U) | 1U;
  if (how.rate)
    between_ = std::chrono::duration_cast<clock::duration>(std::chrono::duration<double>(1 / *how.rate));
}

load_loop::~load_loop() = default;

std::uint32_t load_loop::number_of(client const& c) const {
  return static_cast<std::uint32_t>(&c - clients_.data());
}

void load_loop::fail(failure why) {
  if (!failure_) failure_ = std::move(why);
}

// ---- logging in

void load_loop::begin_login(client& c) {
  c.login_began = clock::now();
  auto names = names_;
  if (todo_.config->names.by == naming::per_connection) names = std::make_shared<statement_namer>(*names_);
  c.operations = std::make_unique<operation_source>(todo_, std::move(names));
  c.login = std::make_unique<wire::login_attempt>(*to_);
  ++opening_;
  go_on_login(c);
}

/// libpq may use another socket after each step. The kernel removes closed ones by itself.
void load_loop::go_on_login(client& c) {
  using state = wire::login_attempt::state;
  auto const before = c.login->socket();
  auto const now = c.login->advance();
  if (now == state::failed) {
    auto const why = c.login->failure();
    fail({measurement_status::error, why.sqlstate, c.executions,
          fmt::format("cannot log in: {}", why.message)});
    return;
  }
  if (now == state::open) {
    ready_.remove(before);
    return logged_in(c);
  }
  auto const interest = now == state::wants_read ? readiness::interest::read : readiness::interest::write;
  ready_.remove(before);
  ready_.add(c.login->socket(), number_of(c), interest);
}

void load_loop::logged_in(client& c) {
  --opening_;
  c.stream.emplace(c.login->enter_as_stream());
  c.login.reset();
  connect_ms_.push_back(milliseconds(clock::now() - c.login_began));
  ready_.add(c.stream->socket(), number_of(c), readiness::interest::read);
  if (auto own_messages = c.operations->connect(book_)) {
    c.after_login = true;
    send_operation(c, own_messages);
  } else if (how_.reconnect) {
    send_operation(c, c.operations->next(book_));
  } else if (phase_ == phase::opening) {
    begin_operation(c, clock::now());
  }
}

bool load_loop::open() {
  auto const until = clock::now() + how_.patience * (1 + how_.clients / logins_at_once);
  unsettled_ = how_.clients;
  std::size_t begun = 0;
  while (unsettled_ > 0 && !failure_) {
    for (; begun < clients_.size() && opening_ < logins_at_once && !failure_; ++begun) {
      if (how_.reconnect) {
        begin_operation(clients_[begun], clock::now());
      } else {
        begin_login(clients_[begun]);
      }
    }
    if (!failure_ && !pump(tick)) return false;
    if (clock::now() > until)
      fail({measurement_status::error,
            {},
            0,
            fmt::format("{} of {} clients had no answer in time", unsettled_, how_.clients)});
  }
  drain();
  return !failure_;
}

// ---- operations

void load_loop::begin() {
  tally_ = tally();
  completed_ = taken_ = 0;
  phase_ = phase::measuring;
  next_due_ = clock::now() + between_;  // not now, so that n operations take n intervals and not n - 1
  idle_.clear();
  for (auto& c : clients_) {
    if (how_.rate) {
      idle_.push_back(number_of(c));
    } else {
      begin_operation(c, clock::now());
    }
  }
}

void load_loop::begin_operation(client& c, clock::time_point intended) {
  ++busy_;
  c.began = intended;
  c.counts = phase_ == phase::measuring;
  c.retried = false;
  c.spent = {};
  if (how_.reconnect) {
    c.executions = 0;
    begin_login(c);
  } else {
    send_operation(c, c.operations->next(book_));
  }
}

void load_loop::send_operation(client& c, operation_ptr const& what) {
  if (c.current != what) c.current = what;  // the comparison avoids an atomic reference count
  c.part = 0;
  if (todo_.asked->values > 0) c.value = c.draw(todo_.asked->values);
  send_part(c);
}

void load_loop::send_part(client& c) {
  auto const& p = c.current->parts[c.part];
  c.check = answer_check(p, *todo_.asked, c.value);
  std::string_view bytes = p.bytes;
  if (!p.holes.empty()) {
    scratch_.assign(p.bytes);
    for (auto const at : p.holes) put_digits(scratch_.data() + at, c.value);
    bytes = scratch_;
  }
  transmit(c, bytes, p.messages);
}

void load_loop::transmit(client& c, std::string_view bytes, int messages) {
  ++c.spent.round_trips;
  c.spent.messages_sent += static_cast<std::uint64_t>(messages);
  c.spent.bytes_sent += bytes.size();
  short wanted = 0;
  auto const sent = c.stream->over().attempt_write(bytes, wanted);
  if (sent == 0) return lost(c);
  auto const done = sent > 0 ? static_cast<std::size_t>(sent) : 0;
  if (done == bytes.size()) return;
  c.unsent.assign(bytes.substr(done));
  ready_.change(c.stream->socket(), number_of(c), readiness::interest::both);
}

void load_loop::flush(client& c) {
  while (!c.unsent.empty()) {
    short wanted = 0;
    auto const sent = c.stream->over().attempt_write(c.unsent, wanted);
    if (sent == 0) return lost(c);
    if (sent < 0) return;
    c.unsent.erase(0, static_cast<std::size_t>(sent));
  }
  ready_.change(c.stream->socket(), number_of(c), readiness::interest::read);
}

void load_loop::finish_part(client& c) {
  if (c.retry) return send_operation(c, std::exchange(c.retry, nullptr));
  if (++c.part < c.current->parts.size()) {
    send_part(c);
  } else {
    finish_operation_part(c);
  }
}

void load_loop::finish_operation_part(client& c) {
  if (std::exchange(c.after_login, false)) {
    if (how_.reconnect) return send_operation(c, c.operations->next(book_));
    return begin_operation(c, clock::now());
  }
  c.executions += c.current->executions;
  finish_operation(c);
}

void load_loop::finish_operation(client& c) {
  --busy_;
  if (how_.reconnect) close(c);
  auto const now = clock::now();
  if (c.counts && phase_ == phase::measuring) {
    tally_.latencies.record(nanoseconds(now - c.began));
    tally_.round_trips += c.spent.round_trips;
    tally_.messages_sent += c.spent.messages_sent;
    tally_.messages_received += c.spent.messages_received;
    tally_.bytes_sent += c.spent.bytes_sent;
    tally_.bytes_received += c.spent.bytes_received;
    ++completed_;
  }
  if (!c.settled && (how_.reconnect || c.operations->settled() || c.executions >= enough_executions)) {
    c.settled = true;
    --unsettled_;
  }
  if (phase_ == phase::draining || (phase_ == phase::opening && c.settled)) return;
  if (!how_.rate || phase_ == phase::opening) return begin_operation(c, now);
  idle_.push_back(number_of(c));
}

void load_loop::close(client& c) {
  ready_.remove(c.stream->socket());
  c.stream.reset();
  c.unsent.clear();
}

// ---- what comes back

void load_loop::receive(client& c) {
  for (;;) {
    short wanted = 0;
    auto const got = c.stream->over().attempt_read(buffer_.data(), buffer_.size(), wanted);
    if (got == 0) return lost(c);
    if (got < 0) return;
    feed(c, {buffer_.data(), static_cast<std::size_t>(got)});
    // Data that TLS has already decrypted does not make the socket readable, so read again. Without TLS the
    // next wait reports it.
    if (failure_ || !c.stream || !c.stream->tls()) return;
  }
}

void load_loop::feed(client& c, std::string_view bytes) {
  c.spent.bytes_received += bytes.size();
  std::string whole;
  if (!c.partial.empty()) {
    whole = std::exchange(c.partial, {}).append(bytes);
    bytes = whole;
  }
  if (auto const rest = take_messages(c, bytes); !rest.empty()) c.partial.assign(rest);
}

/// Handles all complete messages. Returns the rest: the beginning of a message.
std::string_view load_loop::take_messages(client& c, std::string_view bytes) {
  while (!failure_ && c.stream) {
    auto const message = wire::first_message(bytes, wire::decoder::most_bytes);
    if (message.what == wire::message_frame::state::bad_length) {
      fail({measurement_status::error,
            {},
            c.executions,
            "an answer that is no message of PostgreSQL's protocol"});
      return {};
    }
    if (!message.whole()) break;
    ++c.spent.messages_received;
    bytes.remove_prefix(message.size());
    take(c, message.type, message.body);
  }
  return c.stream ? bytes : std::string_view{};
}

void load_loop::take(client& c, char type, std::string_view body) {
  if (type == 'E') return take_error(c, body);
  auto const answer = c.check.take(type, body);
  if (answer == answer_check::verdict::lost) {
    // The lost work is that of this operation's execution.
    fail({measurement_status::loses,
          {},
          c.executions + 1,
          "COMMIT was answered by ROLLBACK, without an error"});
    return;
  }
  if (answer == answer_check::verdict::wrong) {
    auto const row = type == 'D' || type == 'C';
    fail({row ? measurement_status::wrong_answer : measurement_status::error,
          {},
          c.executions + 1,
          row ? "an answer to another question than the one that was asked"
              : fmt::format("a message that nothing asked for (type {:#04x})",
                            static_cast<unsigned char>(type))});
    return;
  }
  if (c.check.done()) finish_part(c);
}

void load_loop::take_error(client& c, std::string_view body) {
  auto const error = wire::read_error(body);
  if (!error) return fail({measurement_status::error, {}, c.executions + 1, "an error that cannot be read"});
  auto const may_retry = !error->fatal() && !c.after_login && !std::exchange(c.retried, true);
  if (auto again = may_retry ? c.operations->again(error->sqlstate, book_) : nullptr)
    return start_over(c, std::move(again));
  auto const execution = c.after_login ? 0 : c.executions + 1;
  fail({measurement_status::breaks, as_sqlstate(error->sqlstate), execution,
        to_->password.redact(error->text())});
}

/// The server skips everything up to a Sync. Where this part of the script has none, the driver sends one.
void load_loop::start_over(client& c, operation_ptr again) {
  static part const sync{wire::encode({{notation::verb::sync, ""}, {}, {}}), {}, 1, "Z"};
  c.retry = std::move(again);
  if (c.check.skip_to_sync()) return;
  c.check = answer_check(sync, *todo_.asked, 0);
  transmit(c, sync.bytes, sync.messages);
}

failure load_loop::no_answer() const {
  return {measurement_status::error,
          {},
          0,
          fmt::format("no answer for {} s", std::chrono::duration<double>(how_.patience).count())};
}

void load_loop::lost(client& c) {
  fail({measurement_status::error,
        {},
        c.executions + (c.after_login ? 0 : 1),
        "the other side closed the connection"});
}

// ---- the loop

std::chrono::nanoseconds load_loop::until_due() const {
  if (phase_ != phase::measuring || !how_.rate || idle_.empty()) return tick;
  return std::clamp<std::chrono::nanoseconds>(next_due_ - clock::now(), 0ns, tick);
}

/// Starts the operations that are due, as long as clients are free.
void load_loop::start_due() {
  if (phase_ != phase::measuring || !how_.rate) return;
  for (auto const now = clock::now(); next_due_ <= now && !idle_.empty() && !failure_;
       next_due_ += between_) {
    auto const who = idle_.back();
    idle_.pop_back();
    begin_operation(clients_[who], next_due_);
  }
}

bool load_loop::pump(std::chrono::nanoseconds longest) {
  if (wire::interrupted_by() != 0) return false;
  for (auto const& event : ready_.wait(longest)) {
    auto& c = clients_[event.who];
    if (c.login) {
      go_on_login(c);
    } else if (c.stream) {
      if (event.write) flush(c);
      if (event.read && c.stream && !failure_) receive(c);
    }
    if (failure_) return false;
  }
  return true;
}

bool load_loop::complete_one() {
  auto waiting_since = clock::time_point::max();
  while (completed_ == taken_) {
    start_due();
    if (failure_ || !pump(until_due())) return false;
    if (completed_ != taken_ || busy_ == 0) continue;
    auto const now = clock::now();
    waiting_since = std::min(waiting_since, now);
    if (now - waiting_since > how_.patience) {
      fail(no_answer());
      return false;
    }
  }
  ++taken_;
  return true;
}

void load_loop::drain() {
  phase_ = phase::draining;
  auto const until = clock::now() + how_.patience;
  while (busy_ > 0 && !failure_ && clock::now() < until) {
    if (!pump(tick)) return;
  }
  if (busy_ > 0) fail(no_answer());
}

}  // namespace poolprobe::bench
