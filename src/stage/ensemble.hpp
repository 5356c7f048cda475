#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "stage/stage.hpp"

namespace poolprobe {

/// Plays several acts at once on the same clients, so that a distant pooler costs the round trips of one:
/// whatever the acts post until each waits for an answer travels together, and one switch of a server
/// connection serves all of them. An act is ordinary code on a stage of its own. Each has a thread, but only
/// one runs at a time, and all input and output is done by the caller's.
///
/// The order of things: as long as an act waits for answers, steps are sent and heard; those that leave
/// something on a server connection go last, so that it lies there no longer than need be. When all the
/// others want a server connection held, it is taken, once for all who want the same; and only when nobody
/// has anything left to do while it is held do the steps go out that give it back. An act that wants another
/// one than they, or did not get it, ends there. Acts must leave the clients as they found them, and may not
/// open any.
class ensemble {
 public:
  explicit ensemble(stage& host);
  ~ensemble();
  ensemble(ensemble const&) = delete;
  ensemble& operator=(ensemble const&) = delete;

  void add(std::function<void(stage&)> act);

  /// Plays until all have ended. Throws what an act threw, or `fatal{interrupted}`, when all have ended.
  void play();

 private:
  friend class stage;

  struct act;
  enum class wait { none, answers, leaving, server, release, over };

  // Called by the acts, on their threads.
  void hear(stage& on);
  [[nodiscard]] bool hold(stage& on, client& holder, std::optional<int> wanted);
  void release(stage& on, client& holder);
  void dismiss_afterwards(std::string_view label) { leaving_.emplace(label); }

  [[nodiscard]] act& act_of(stage& on);
  void suspend(act& a, wait what);
  /// As `suspend`; throws `fatal{interrupted}` where another act has failed, before or meanwhile.
  void wait_for(act& a, wait what);
  void resume(act& a);
  void body(act& a);
  [[nodiscard]] std::vector<act*> those_waiting_for(wait what);
  [[nodiscard]] static std::vector<flight_ptr> take_posted(std::vector<act*> const& by);
  void hear_all(std::vector<act*> const& listening);
  void take_server(std::vector<act*> const& wanting);
  void give_back(std::vector<act*> const& done);
  /// Plays what is next; false when nothing is.
  [[nodiscard]] bool play_on();

  stage* host_;
  std::vector<std::unique_ptr<act>> acts_;
  std::set<std::string> leaving_;  ///< clients whose connection ends afterwards
  std::exception_ptr failure_;     ///< why everything is to end
  struct baton;
  std::unique_ptr<baton> baton_;
};

}  // namespace poolprobe
