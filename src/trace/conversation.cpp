#include "trace/conversation.hpp"

#include <algorithm>

#include "wire/expected_reply.hpp"
#include "wire/read_startup_packet.hpp"

namespace poolprobe::trace {
namespace {

/// Limits on what a client may ask before it reads an answer; a client that asks more is no longer followed.
constexpr std::size_t most_pending = 100'000;
constexpr std::size_t most_pending_text = std::size_t{4} << 20U;

using notation::verb;

/// The first text of a body, and the rest after its NUL.
std::pair<std::string_view, std::string_view> text_in(std::string_view body) {
  auto const end = std::min(body.find('\0'), body.size());
  return {body.substr(0, end), body.substr(std::min(end + 1, body.size()))};
}

/// The value of one field of an ErrorResponse whose end may be missing.
std::string_view field(std::string_view body, char wanted) {
  while (!body.empty() && body.front() != '\0') {
    auto const letter = body.front();
    auto const [text, rest] = text_in(body.substr(1));
    if (letter == wanted) return text;
    body = rest;
  }
  return {};
}

wire::expected_reply reply_to(request const& asked) {
  using kind = request::kind;
  switch (asked.what) {
    case kind::login:
      return wire::reply_to_startup;
    case kind::call:
      return wire::reply_to_function_call;
    case kind::parse:
      return wire::reply_to(verb::parse);
    case kind::bind:
      return wire::reply_to(verb::bind);
    case kind::describe:
      return wire::reply_to(asked.of_portal ? verb::describe_portal : verb::describe_statement);
    case kind::execute:
      return wire::reply_to(verb::execute);
    case kind::close:
      return wire::reply_to(asked.of_portal ? verb::close_portal : verb::close_statement);
    case kind::sync:
      return wire::reply_to(verb::sync);
    case kind::query:
      return wire::reply_to(verb::query);
    case kind::copy_end:
      break;
  }
  return {};
}

}  // namespace

void conversation::open(std::string_view packet) {
  switch (wire::read_startup_packet(packet).what) {
    case wire::startup_packet::kind::startup:
      to_.started(wire::read_startup(packet));
      pending_.push_back({kind::login});
      return;
    case wire::startup_packet::kind::cancel:
      to_.cancelled();
      lost_ = true;  // nothing follows
      return;
    default:
      lose();
  }
}

void conversation::from_client(std::string_view bytes) {
  if (lost_) return;
  client_.feed(bytes);
  while (auto const message = client_.next()) {
    if (!lost_) take_request(*message);
  }
  if (client_.broken()) lose();
}

void conversation::from_server(std::string_view bytes) {
  if (lost_) return;
  server_.feed(bytes);
  while (auto const message = server_.next()) {
    if (!lost_) take_answer(*message);
  }
  if (server_.broken()) lose();
}

void conversation::take_request(wire::passing const& message) {
  switch (message.type) {
    case 'Q':
    case 'P':
      return ask_with_text(message);
    case 'B':
      return ask_to_bind(message);
    case 'D':
    case 'C':
      return ask_about(message);
    case 'E':
      return ask({kind::execute, std::string(text_in(message.body).first)}, {verb::execute, {}});
    case 'S':
      return ask({kind::sync}, {verb::sync, {}});
    case 'H':
      return sent({verb::flush, {}});
    case 'F':
      return expect({kind::call});  // the notation has no letter for FunctionCall
    case 'd':
      return sent({verb::copy_data, {}});
    case 'c':
      return ask({kind::copy_end}, {verb::copy_done, {}});
    case 'f':
      return ask({kind::copy_end}, {verb::copy_fail, {}});
    case 'X':
      return to_.terminated();
    default:
      return;  // a password, or a message that we do not know
  }
}

void conversation::sent(notation::message const& what, std::string_view sql) {
  to_.sent(what, sql, std::exchange(answered_, false) && pending_.empty());
}

void conversation::ask(request what, notation::message step) {
  sent(step, what.text);
  expect(std::move(what));
}

void conversation::expect(request what) {
  if (skipping_ && what.what != kind::sync) return;
  if (what.what == kind::sync) skipping_ = false;
  // The end of the COPY data belongs to the Query before it, whose answer ends with ReadyForQuery.
  if (what.what == kind::copy_end && !pending_.empty() && pending_.back().what == kind::query) return;
  pending_text_ += what.text.size();
  pending_.push_back(std::move(what));
  if (pending_.size() > most_pending || pending_text_ > most_pending_text) lose();
}

void conversation::ask_with_text(wire::passing const& message) {
  auto const is_parse = message.type == 'P';
  auto const [name, rest] = is_parse ? text_in(message.body) : std::pair(std::string_view(), message.body);
  request what{is_parse ? kind::parse : kind::query, std::string(name)};
  what.text = text_in(rest).first;
  what.cut = message.size > message.body.size();
  ask(std::move(what), {is_parse ? verb::parse : verb::query, std::string(name)});
}

void conversation::ask_to_bind(wire::passing const& message) {
  auto const [portal, rest] = text_in(message.body);
  auto const statement = text_in(rest).first;
  ask({kind::bind, std::string(statement), std::string(portal)}, {verb::bind, std::string(statement)});
}

void conversation::ask_about(wire::passing const& message) {
  auto const is_portal = message.body.starts_with('P');
  std::string const name(text_in(message.body.substr(std::min<std::size_t>(1, message.body.size()))).first);
  request what{message.type == 'D' ? kind::describe : kind::close, name};
  what.of_portal = is_portal;
  if (message.type == 'D') {
    ask(std::move(what), is_portal ? notation::message{verb::describe_portal, {}}
                                   : notation::message{verb::describe_statement, name});
  } else {
    ask(std::move(what), is_portal ? notation::message{verb::close_portal, {}}
                                   : notation::message{verb::close_statement, name});
  }
}

void conversation::take_answer(wire::passing const& message) {
  answered_ = true;
  switch (message.type) {
    case 'G':
      copying_in_ = true;
      return;
    case 'E':
      return fail(message.body);
    case 'Z':
      return become_ready(message.body);
    case 'C':
      return complete(message.type, text_in(message.body).first);
    default:
      return complete(message.type, {});
  }
}

/// Completes the oldest request, or one command of it, when a message of that type ends it.
void conversation::complete(char type, std::string_view tag) {
  if (pending_.empty()) return;
  auto& front = pending_.front();
  if (front.what == kind::query) {
    if (!wire::ends_command(type)) return;
    to_.done(front, tag);
    ++front.commands;
    return;
  }
  if (!reply_to(front).ends_with(type)) return;
  auto const done = std::move(front);
  pending_.pop_front();
  pending_text_ -= done.text.size();
  to_.done(done, tag);
  if (wire::ends_command(type) && std::exchange(copying_in_, false)) drop_through_copy_end();
}

/// While the data of a COPY comes in, the server ignores Sync ("COPY Operations" in the protocol's chapter).
void conversation::drop_through_copy_end() {
  auto const is_sync = [](request const& r) { return r.what == kind::sync; };
  auto const end = std::find_if_not(pending_.begin(), pending_.end(), is_sync);
  if (end != pending_.end() && end->what == kind::copy_end) pending_.erase(pending_.begin(), end + 1);
}

/// After an error the server drops all requests up to the next Sync, including those still to come.
void conversation::fail(std::string_view body) {
  to_.failed(field(body, 'C'), pending_.empty() ? nullptr : &pending_.front());
  if (pending_.empty()) return;
  if (reply_to(pending_.front()).ends_ready()) return;
  auto const copying = std::exchange(copying_in_, false);
  drop_to_sync();
  if (!copying) return;
  drop_through_copy_end();
  drop_to_sync();
}

void conversation::drop_to_sync() {
  auto const sync =
      std::find_if(pending_.begin(), pending_.end(), [](request const& r) { return r.what == kind::sync; });
  skipping_ = sync == pending_.end();
  for (auto each = pending_.begin(); each != sync; ++each) pending_text_ -= each->text.size();
  pending_.erase(pending_.begin(), sync);
}

void conversation::become_ready(std::string_view body) {
  copying_in_ = false;
  while (!pending_.empty()) {
    auto const answered = reply_to(pending_.front()).ends_ready();
    pending_text_ -= pending_.front().text.size();
    pending_.pop_front();
    if (answered) break;
  }
  auto const known = body == "I" || body == "T" || body == "E";
  to_.ready(known ? body.front() : '-', pending_.empty());
}

void conversation::lose() {
  if (std::exchange(lost_, true)) return;
  pending_.clear();
  to_.lost();
}

}  // namespace poolprobe::trace
