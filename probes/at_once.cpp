#include "probes/at_once.hpp"

#include <algorithm>

#include "probes/select.hpp"
#include "stage/ensemble.hpp"
#include "stage/side_by_side.hpp"

namespace poolprobe {
namespace {

/// Why the pool cannot give what the probe needs; nullopt when it can.
std::optional<std::string> lacking(hand_over const& pool, needs wanted) {
  if (wanted != needs::one_client && pool.single_client) {
    return "while one client is connected the pool serves no other, so two clients cannot be compared";
  }
  if (wanted == needs::second_server && pool.single_server) {
    return "the pool gave no second server connection, so the client cannot be moved to one";
  }
  return std::nullopt;
}

/// It takes a server connection from another client, and keeps that client waiting.
bool takes_turns(probe const& p) {
  return p.needs != needs::one_client && p.disturbs != disturbs::connection;
}

bool waited_in_vain(std::vector<transcript_entry> const& transcript) {
  return std::any_of(transcript.begin(), transcript.end(),
                     [](auto const& step) { return step.received == word(wire::ending::timed_out); });
}

/// Plays the parts one after the other.
void play_in_turn(stage& on, std::vector<part*> const& parts, objection const& against) {
  for (auto* one : parts) {
    if (on.misjudged() || against(*one->played)) return;
    (void)on.take_transcript();
    one->seen = observe(on, *one->played, one->transcript);
  }
}

}  // namespace

/// On a busy pool others come in between: what could not be told is tried again. A refusal that closed the
/// connection would come again, and each costs a connection; an answer that twice did not come in time will
/// not come either.
observation observe(stage& on, probe const& p, std::vector<transcript_entry>& transcript) {
  constexpr int attempts = 4;
  if (auto why = lacking(on.servers, p.needs)) return unknown(std::move(*why));
  observation seen;
  int vain = 0;
  auto const closed = [&] { return p.disturbs == disturbs::connection && seen.sqlstate; };
  for (int i = 0; i < attempts && vain < 2 && seen.outcome == outcome::unknown &&
                  seen.again == again::at_once && !closed();
       ++i) {
    seen = p.observe(on);
    transcript = on.take_transcript();
    if (waited_in_vain(transcript)) ++vain;
  }
  return seen;
}

bool is_told(observation const& seen) {
  return seen.outcome != outcome::unknown || seen.again == again::never;
}

bool can_share(stage const& on, probe const& p) {
  return p.together && on.servers.one_for_all && !on.rehearses() && !on.servers.single_client &&
         !lacking(on.servers, p.needs);
}

bool must_be_alone(stage const& on, probe const& p) { return takes_turns(p) && !can_share(on, p); }

/// Plays the parts at once, and those again that could not be told: on a busy pool others come in between.
void play_together(stage& on, std::vector<part>& parts) {
  constexpr int attempts = 2;
  for (int i = 0; i < attempts && !on.misjudged(); ++i) {
    ensemble all(on);
    int open = 0;
    for (auto& one : parts) {
      if (is_told(one.seen)) continue;
      ++open;
      all.add([&one](stage& own) {
        one.seen = one.played->observe(own);
        one.transcript = own.take_transcript();
      });
    }
    if (open < 2) return;
    (void)on.client("A");
    (void)on.client("B");
    all.play();
  }
}

/// Each act's steps are other people's traffic to the other one. That matters little where an answer travels
/// much longer than a server connection is taken for it, and only there is anything gained.
bool can_play_beside(stage const& on) {
  auto const& pool = on.servers;
  return on.is_far() && on.most_connections() > 2 && !pool.single_client && !pool.several;
}

/// Where server connections are shared, one that C gives back comes between a client and the one that it is
/// waiting for. So beside those who wait, C only tries what is mostly refused before it is given any.
std::vector<std::vector<part>> beside_one_another(stage const& on, std::vector<part> all) {
  // PgBouncer reads options in about every version that counts its Syncs (1.20, 1.21).
  auto const reads_options = on.servers.in_one_go;
  auto const waits = [reads_options](part const& one) {
    auto const& p = *one.played;
    return p.on_c ? is_startup(p) && !(reads_options && p.id == "startup/options") : takes_turns(p);
  };
  if (on.servers.single_server) {
    // Startup parameters were tried while A waited for a second one; those that were let in run alone later.
    std::erase_if(all, [](part const& one) { return is_startup(*one.played) || takes_turns(*one.played); });
  }
  if (on.servers.dedicated || on.servers.single_server) return {std::move(all)};
  auto const rest = std::stable_partition(all.begin(), all.end(), waits);
  return {{all.begin(), rest}, {rest, all.end()}};
}

void play_beside(stage& on, std::vector<part>& parts, objection const& against) {
  std::vector<part*> on_c;
  std::vector<part*> on_pair;
  for (auto& one : parts) (one.played->on_c ? on_c : on_pair).push_back(&one);
  auto const put_behind = [](std::vector<part*>& all, auto const& which) {
    std::stable_partition(all.begin(), all.end(), [&](part const* one) { return !which(*one->played); });
  };
  put_behind(on_pair, [](probe const& p) { return p.disturbs == disturbs::connection; });
  put_behind(on_pair, [](probe const& p) { return p.opens_another; });
  // Logins last: they end what C was, and who is let in looks for the server connection that he had.
  put_behind(on_c, [](probe const& p) { return p.disturbs == disturbs::connection; });
  put_behind(on_c, is_startup);
  side_by_side all(on);
  all.add({"A", "B"}, [&](stage& own) { play_in_turn(own, on_pair, against); });
  all.add({"C"}, [&](stage& own) { play_in_turn(own, on_c, against); });
  all.play();
}

}  // namespace poolprobe
