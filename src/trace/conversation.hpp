#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "notation/notation.hpp"
#include "wire/framing.hpp"

namespace poolprobe::trace {

/// What a client has asked for and the server has not answered yet.
struct request {
  enum class kind { login, parse, bind, describe, execute, close, sync, query, call, copy_end };
  kind what = kind::sync;
  std::string name = {};    ///< of the statement; of the portal for `execute`
  std::string portal = {};  ///< of `bind`
  std::string text = {};    ///< SQL of `parse` and `query`, perhaps cut
  bool cut = false;         ///< `text` is not all of it
  bool of_portal = false;   ///< of `describe` and `close`
  int commands = 0;         ///< of `query`: how many were completed
};

/// Transaction status as ReadyForQuery has it: 'I' idle, 'T' in a transaction, 'E' in a failed one; '-'
/// before the end of the login.
using status = char;

/// Told what happens on one connection. Requests come in their order, with what came of them once that is
/// certain; all of them between two `ready` with status I were one transaction to a pooler. None may throw,
/// and none may be empty.
struct listener {
  std::function<void(std::vector<std::pair<std::string, std::string>> const& parameters)> started;
  std::function<void()> cancelled;
  /// The client sent this, with that SQL. `waited`: after it had all the answers that it could have.
  std::function<void(notation::message const&, std::string_view sql, bool waited)> sent;
  /// The server has done it; `tag` is that of CommandComplete.
  std::function<void(request const&, std::string_view tag)> done;
  /// An error of the server's, with the request that it answers; null where nothing was asked. What was
  /// asked, up to the next Sync, is not done.
  std::function<void(std::string_view sqlstate, request const* what)> failed;
  /// ReadyForQuery. `settled`: nothing else is under way.
  std::function<void(status now, bool settled)> ready;
  /// The client has said goodbye.
  std::function<void()> terminated;
  /// What follows cannot be followed.
  std::function<void()> lost;
};

/// Follows one connection from its startup packet on: pairs what the client asks with what the server
/// answers. Memory is bounded, whatever either side sends; never throws for what it reads. The listener must
/// outlive it.
class conversation {
 public:
  explicit conversation(listener const& to) : to_(to) {}

  /// The first packet of the client, complete.
  void open(std::string_view packet);
  void from_client(std::string_view bytes);
  void from_server(std::string_view bytes);

 private:
  using kind = request::kind;

  void take_request(wire::passing const&);
  void take_answer(wire::passing const&);
  void ask(request, notation::message);
  void expect(request);
  void sent(notation::message const&, std::string_view sql = {});
  void ask_about(wire::passing const&);
  void ask_to_bind(wire::passing const&);
  void ask_with_text(wire::passing const&);
  void complete(char type, std::string_view tag);
  void fail(std::string_view body);
  void drop_to_sync();
  void drop_through_copy_end();
  void become_ready(std::string_view body);
  void lose();

  listener const& to_;
  wire::framing client_{wire::sender::client};
  wire::framing server_{wire::sender::server};
  std::deque<request> pending_;
  std::size_t pending_text_ = 0;  ///< bytes of SQL in it
  bool skipping_ = false;         ///< after an error, the server reads on to the next Sync
  bool copying_in_ = false;       ///< the server waits for data
  bool answered_ = false;         ///< there was an answer since the client said something
  bool lost_ = false;
};

}  // namespace poolprobe::trace
