#include "wire/session.hpp"

#include <algorithm>
#include <utility>

namespace poolprobe::wire {
namespace {

constexpr std::size_t most_bytes_a_flight = std::size_t{64} << 20;

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

bool is_asynchronous(char type) { return type == 'N' || type == 'S' || type == 'A'; }

/// Whether `type` may come while `head` is the oldest message that waits for its answer. CopyInResponse is
/// not listed: it may where data follow. CopyBothResponse may not: nothing of ours replicates.
bool answers(verb head, char type) {
  auto const any_of = [type](std::string_view types) { return types.find(type) != std::string_view::npos; };
  switch (head) {
    case verb::parse:
      return any_of("1");
    case verb::bind:
      return any_of("2");
    case verb::close_statement:
    case verb::close_portal:
      return any_of("3");
    case verb::describe_statement:
      return any_of("tTn");
    case verb::describe_portal:
      return any_of("Tn");
    case verb::execute:
      return any_of("DCIsHdc");
    case verb::query:
      return any_of("TDCIHdcZ");
    case verb::sync:
      return any_of("Z");
    default:
      return false;
  }
}

/// Whether `type` is the last message of the answer to `head`.
bool completes(verb head, char type) {
  switch (head) {
    case verb::describe_statement:
      return type != 't';
    case verb::execute:
      return type == 'C' || type == 'I' || type == 's';
    case verb::query:
      return type == 'Z';
    default:
      return true;
  }
}

}  // namespace

std::string_view word(ending e) {
  switch (e) {
    case ending::complete:
      return "answered";
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

void session::owe(flight messages) {
  for (auto const& r : messages) {
    auto const v = r.step.verb;
    if (carries_data(v)) {
      if (!owed_.empty()) owed_.back().brings_data = true;
      continue;
    }
    if (v != verb::flush) owed_.push_back({v});
    unsynced_ = v != verb::sync && v != verb::query;
  }
}

answer session::exchange(std::vector<request> const& requests, deadline until) {
  auto const start = clock::now();
  answer result;
  if (!usable_) result.status = ending::closed;
  received_bytes_ = 0;
  auto const is_wait = [](request const& r) { return r.step.verb == verb::wait; };
  for (flight rest(requests); !rest.empty() && result.status == ending::complete;) {
    auto const size = std::find_if(rest.begin(), rest.end(), is_wait) - rest.begin();
    auto const now = rest.first(static_cast<std::size_t>(size));
    rest = rest.subspan(std::min(now.size() + 1, rest.size()));
    send(now, until, result);
    auto const data_next = !rest.empty() && carries_data(rest.front().step.verb) && !owed_.empty();
    if (data_next) owed_.back().brings_data = true;
    collect(result, until, data_next);
  }
  result.ms = milliseconds(clock::now() - start).count();
  return result;
}

void session::send(flight messages, deadline until, answer& into) {
  std::string bytes;
  for (auto const& r : messages) bytes += encode(r);
  owe(messages);
  auto const sent = over_.write_all(bytes, until);
  // A flight cut short by the deadline leaves half a message on the wire; nothing can follow it. After a
  // close an error may lie unread.
  if (sent != transfer::timed_out && sent != transfer::interrupted) return;
  finish(into, ending::closed);
  into.status = from(sent);
}

bool session::poise(std::vector<request> const& requests) {
  if (!usable_ || !over_.hold_back()) return false;
  poised_ = true;
  answer unheard;
  send(requests, clock::now() + std::chrono::seconds(1), unheard);
  return usable_;
}

answer session::await(deadline until) {
  auto const start = clock::now();
  if (std::exchange(poised_, false)) over_.let_go();
  answer result;
  received_bytes_ = 0;
  collect(result, until, false);
  result.ms = milliseconds(clock::now() - start).count();
  return result;
}

void session::collect(answer& into, deadline until, bool data_next) {
  auto const done = [&] { return owed_.empty() || (data_next && copying_ == copy::in); };
  while (usable_ && !done()) {
    if (!read_available(into)) return finish(into, broken_as());
    if (done()) return;
    auto const chunk = over_.read_some(until);
    if (chunk.status != transfer::done) return finish(into, from(chunk.status));
    received_bytes_ += chunk.bytes.size();
    decoder_.feed(chunk.bytes);
  }
}

bool session::read_available(answer& into) {
  if (received_bytes_ > most_bytes_a_flight) return false;
  while (!owed_.empty()) {
    auto const message = decoder_.next();
    if (!message) return decoder_.status() == decoder::state::ok;
    if (!take(*message, into)) return false;
    virgin_ = false;
  }
  return true;
}

/// Only called when the stream cannot be followed any further.
ending session::broken_as() const {
  if (virgin_) return ending::desynchronised;
  if (received_bytes_ > most_bytes_a_flight) return ending::oversized;
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

bool session::settle(char type, std::string_view body) {
  auto const head = owed_.front();
  auto const asks_for_data = type == 'G' && head.brings_data;
  if (!answers(head.verb, type) && !asks_for_data) return false;
  // CopyOutResponse, any number of CopyData, CopyDone; nothing else comes in between.
  if ((copying_ == copy::out) != (type == 'd' || type == 'c')) return false;
  // CopyInResponse, and after what we send the end of the command.
  if (copying_ == copy::in && type != 'C') return false;
  copying_ = type == 'H' || type == 'd' ? copy::out : type == 'G' ? copy::in : copy::none;
  if (type == 'Z') {
    if (body.size() != 1 || std::string_view("ITE").find(body[0]) == std::string_view::npos) return false;
    transaction_status_ = body[0];
  }
  if (completes(head.verb, type)) owed_.pop_front();
  return true;
}

bool session::take_error(reply const& message, answer& into) {
  auto error = read_error(message.body);
  if (!error) return false;
  // After an error in the extended protocol the server skips everything up to the next Sync; a Query
  // is answered on.
  if (owed_.front().verb != verb::query) {
    auto const is_sync = [](debt const& d) { return d.verb == verb::sync; };
    owed_.erase(owed_.begin(), std::find_if(owed_.begin(), owed_.end(), is_sync));
  }
  // A FATAL closes the connection, so what is still owed will never come: the close is what to wait for.
  if (error->fatal() && owed_.empty()) owed_.push_back({verb::sync});
  copying_ = copy::none;
  if (!into.error) into.error = std::move(error);
  return true;
}

}  // namespace poolprobe::wire
