#include "wire/session.hpp"

#include <algorithm>
#include <utility>

#include "wire/expected_reply.hpp"

namespace poolprobe::wire {
namespace {

constexpr std::size_t most_bytes_a_batch = std::size_t{64} << 20;

ending from(transfer t) {
  switch (t) {
    case transfer::done:
      return ending::complete;
    case transfer::closed:
      return ending::closed;
    case transfer::timed_out:
      return ending::timed_out;
    case transfer::interrupted:
      return ending::interrupted;
  }
  return ending::closed;
}

}  // namespace

std::string_view word(ending e) {
  switch (e) {
    case ending::complete:
      return "answered";
    case ending::skipped:
      return "was skipped by the server after an earlier error";
    case ending::timed_out:
      return "gave no answer in time";
    case ending::closed:
      return "closed the connection";
    case ending::malformed:
      return "sent a malformed message";
    case ending::oversized:
      return "sent a message of an impossible length";
    case ending::out_of_order:
      return "sent a message that nothing asked for";
    case ending::desynchronised:
      return "sent bytes before the first message";
    case ending::interrupted:
      return "interrupted";
  }
  return "?";
}

void session::owe(request_batch& of, request const& r) {
  auto const v = r.message.verb;
  if (carries_data(v)) {
    if (!of.owed.empty()) of.owed.back().brings_data = true;
    return;
  }
  unsynced_ = v != verb::sync && (skipping_ || v != verb::query);
  if (v == verb::sync) skipping_ = false;
  if (skipping_) of.skipped = true;
  if (v != verb::flush && !skipping_) of.owed.push_back({v});
}

std::string session::next_part(request_batch& of) {
  auto const is_wait = [](request const& r) { return r.message.verb == verb::wait; };
  auto const bar = std::find_if(of.rest.begin(), of.rest.end(), is_wait);
  std::string bytes;
  for (auto r = of.rest.begin(); r != bar; ++r) {
    bytes += encode(*r);
    owe(of, *r);
  }
  of.rest.erase(of.rest.begin(), bar == of.rest.end() ? bar : bar + 1);
  auto const data_next = !of.rest.empty() && carries_data(of.rest.front().message.verb);
  if (data_next && !of.owed.empty()) of.owed.back().brings_data = true;
  return bytes;
}

ending session::write(std::string const& bytes, deadline until) {
  auto const sent = over_.write_all(bytes, until);
  // After a deadline half a message may have been sent, so nothing can follow it.
  if (sent == transfer::timed_out || sent == transfer::interrupted) usable_ = false;
  return from(sent);
}

ending session::send(std::vector<std::vector<request>> const& request_batches, deadline until) {
  if (!usable_) return ending::closed;
  std::string bytes;
  for (auto const& requests : request_batches) {
    auto const must_wait = !batches_.empty() && !batches_.back().rest.empty();
    auto& next = batches_.emplace_back();
    next.sent = clock::now();
    next.rest = requests;
    if (!must_wait) bytes += next_part(next);
  }
  return write(bytes, until);
}

bool session::prequeue(std::vector<request> const& requests) {
  if (!usable_ || waiting() || !over_.hold_back()) return false;
  prequeued_ = true;
  return send({requests}, clock::now() + std::chrono::seconds(1)) == ending::complete;
}

answer session::exchange(std::vector<request> const& requests, deadline until) {
  answer result;
  // After a close, read on: an error of the server may still be unread.
  if (auto const sent = send({requests}, until); sent == ending::timed_out || sent == ending::interrupted) {
    result.status = sent;
    return result;
  }
  auto const answers = [&result] {
    return result.status != ending::timed_out && result.status != ending::interrupted;
  };
  do {
    result = receive(until);
  } while (usable_ && answers() && waiting());
  return result;
}

answer session::receive(deadline until) {
  answer result;
  received_bytes_ = 0;
  if (!usable_) {
    result.status = ending::closed;
    return result;
  }
  if (batches_.empty()) return result;
  if (std::exchange(prequeued_, false)) over_.pass();
  auto const start = std::max(batches_.front().sent, last_answer_);
  while (!answered()) {
    if (!read_available(result)) {
      finish(result, broken_as());
      break;
    }
    if (answered()) break;
    if (go_on(until, result)) continue;
    if (!usable_) break;
    auto const chunk = over_.read_some(until);
    if (chunk.status != transfer::done) {
      finish(result, from(chunk.status));
      break;
    }
    received_bytes_ += chunk.bytes.size();
    decoder_.feed(chunk.bytes);
  }
  last_answer_ = clock::now();
  result.ms = milliseconds(last_answer_ - start).count();
  if (answered()) {
    if (batches_.front().skipped) result.status = ending::skipped;
    batches_.pop_front();
  }
  return result;
}

bool session::go_on(deadline until, answer& into) {
  auto& front = batches_.front();
  auto const data_next = !front.rest.empty() && carries_data(front.rest.front().message.verb);
  auto const wanted = data_next && copying_ == copy::in;
  if (front.rest.empty() || (!front.owed.empty() && !wanted)) return false;
  auto const sent = write(next_part(front), until);
  if (sent == ending::complete || sent == ending::closed) return true;
  into.status = sent;
  return false;
}

bool session::read_available(answer& into) {
  if (received_bytes_ > most_bytes_a_batch) return false;
  while (!batches_.front().owed.empty()) {
    auto const message = decoder_.next();
    if (!message) return decoder_.status() == decoder::state::ok;
    if (!take(*message, into)) return false;
    nothing_received_ = false;
  }
  return true;
}

/// Why the stream cannot be read any further.
ending session::broken_as() const {
  if (nothing_received_) return ending::desynchronised;
  if (received_bytes_ > most_bytes_a_batch) return ending::oversized;
  switch (decoder_.status()) {
    case decoder::state::bad_length:
      return ending::oversized;
    case decoder::state::unknown_type:
      return ending::malformed;
    case decoder::state::ok:
      return ending::out_of_order;
  }
  return ending::malformed;
}

void session::finish(answer& result, ending how) {
  result.status = how;
  if (how != ending::complete && how != ending::timed_out && how != ending::interrupted) usable_ = false;
}

bool session::take(reply const& message, answer& into) {
  into.types.push_back(message.type);
  if (message.type == 'E') return take_error(message, into);
  if (message.type == 'N') {
    auto notice = read_error(message.body);
    if (notice) into.notices.push_back(std::move(*notice));
    return notice.has_value();
  }
  if (message.type == 'S') {
    auto parameter = read_parameter(message.body);
    if (parameter) into.parameters.push_back(std::move(*parameter));
    return parameter.has_value();
  }
  if (is_asynchronous(message.type)) return true;
  if (message.type == 'D') {
    auto values = read_row(message.body);
    if (!values) return false;
    into.rows.push_back(std::move(*values));
  }
  if (message.type == 'd') into.copied.push_back(message.body);
  if (message.type == 'C') {
    auto tag = read_tag(message.body);
    if (!tag) return false;
    into.tags.push_back(std::move(*tag));
  }
  return settle(message.type, message.body);
}

/// A pooler that answers Parse or Close itself may do so before it passes on the server's answers to the
/// messages before (PgCat 1.3.0, src/client.rs: "it's possible we don't perfectly send things back in the
/// same order").
bool session::settle_early(char type) {
  if (type != '1' && type != '3') return false;
  for (auto& batch : batches_) {
    for (auto reply = batch.owed.begin(); reply != batch.owed.end(); ++reply) {
      if (reply->verb == verb::sync) return false;
      if (!reply_to(reply->verb).ends_with(type)) continue;
      batch.owed.erase(reply);
      return true;
    }
  }
  return false;
}

bool session::settle(char type, std::string_view body) {
  auto const head = batches_.front().owed.front();
  auto const expected = reply_to(head.verb);
  if (copying_ == copy::none && !expected.has(type) && settle_early(type)) return true;
  auto const asks_for_data = type == 'G' && head.brings_data;
  if (!expected.has(type) && !asks_for_data) return false;
  // CopyOutResponse, any number of CopyData, CopyDone; no other message is allowed in between.
  if ((copying_ == copy::out) != (type == 'd' || type == 'c')) return false;
  // CopyInResponse; after our data only the end of the command is allowed.
  if (copying_ == copy::in && type != 'C') return false;
  copying_ = type == 'H' || type == 'd' ? copy::out : type == 'G' ? copy::in : copy::none;
  if (type == 'Z') {
    if (body.size() != 1 || std::string_view("ITE").find(body[0]) == std::string_view::npos) return false;
    transaction_status_ = body[0];
  }
  if (expected.ends_with(type)) batches_.front().owed.pop_front();
  return true;
}

/// The server would skip unsent messages after a `|` as well, so only their Sync is sent.
void session::drop_unsent_to_sync(request_batch& of) {
  auto const is_sync = [](request const& r) { return r.message.verb == verb::sync; };
  of.rest.erase(of.rest.begin(), std::find_if(of.rest.begin(), of.rest.end(), is_sync));
}

/// After an error in the extended protocol the server skips everything up to the next Sync, including
/// messages of later batches before that Sync.
void session::skip_to_sync() {
  auto const is_sync = [](awaited_reply const& d) { return d.verb == verb::sync; };
  for (auto& f : batches_) {
    auto const sync = std::find_if(f.owed.begin(), f.owed.end(), is_sync);
    if (&f != &batches_.front() && f.owed.begin() != sync) f.skipped = true;
    f.owed.erase(f.owed.begin(), sync);
    if (!f.owed.empty()) return;
    if (&f != &batches_.front() && !f.rest.empty()) f.skipped = true;
    drop_unsent_to_sync(f);
    if (!f.rest.empty()) return;
  }
  skipping_ = true;
}

bool session::take_error(reply const& message, answer& into) {
  auto error = read_error(message.body);
  if (!error) return false;
  auto& owed = batches_.front().owed;
  if (!reply_to(owed.front().verb).ends_ready()) skip_to_sync();
  // A FATAL closes the connection, so outstanding answers will never come: wait for the close instead.
  if (error->fatal() && owed.empty()) owed.push_back({verb::sync});
  copying_ = copy::none;
  if (!into.error) into.error = std::move(error);
  return true;
}

}  // namespace poolprobe::wire
