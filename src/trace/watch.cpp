#include "trace/watch.hpp"

#include <optional>

namespace poolprobe::trace {

/// One connection.
class watch::session {
 public:
  session(std::uint64_t number, watch_options const& options, application& of)
      : dialogue_(listener_), hazards_(number, of), counts_(of.counts) {
    if (options.messages) scribe_.emplace(number, options.details, options.messages);
    listen();
  }
  ~session() {
    hazards_.close();
    if (scribe_) scribe_->finish();
  }
  session(session&&) = delete;

  trace::dialogue& dialogue() { return dialogue_; }

 private:
  void listen() {
    listener_.started = [this](auto const& parameters) {
      hazards_.start(parameters);
      if (scribe_) scribe_->start(parameters);
    };
    listener_.cancelled = [this] {
      ++counts_.cancels;
      if (scribe_) scribe_->cancel();
    };
    listener_.said = [this](wire::step const& what, std::string_view sql, bool waited) {
      hazards_.say(what, waited);
      if (scribe_) scribe_->say(what, sql, waited);
    };
    listener_.done = [this](request const& what, std::string_view tag) { hazards_.done(what, tag); };
    listener_.failed = [this](std::string_view sqlstate) {
      hazards_.fail();
      if (scribe_) scribe_->fail(sqlstate);
    };
    listener_.ready = [this](status now, bool settled) {
      hazards_.ready(now, settled);
      if (scribe_) scribe_->ready(now, settled);
    };
    listener_.terminated = [this] {
      if (scribe_) scribe_->terminate();
    };
    listener_.lost = [this] {
      hazards_.lose();
      if (scribe_) scribe_->finish();
    };
  }

  listener listener_;
  trace::dialogue dialogue_;
  session_watch hazards_;
  traffic_counts& counts_;
  std::optional<scribe> scribe_;
};

watch::watch(watch_options options) : options_(std::move(options)) {}
watch::~watch() = default;

watch::session* watch::find(std::uint64_t connection) {
  auto const found = sessions_.find(connection);
  return found == sessions_.end() ? nullptr : found->second.get();
}

void watch::open(std::uint64_t connection, std::string_view packet) {
  auto& opened = sessions_[connection];
  opened = std::make_unique<session>(connection, options_, seen_);
  opened->dialogue().open(packet);
}

void watch::from_client(std::uint64_t connection, std::string_view bytes) {
  if (auto* at = find(connection)) at->dialogue().from_client(bytes);
}

void watch::from_server(std::uint64_t connection, std::string_view bytes) {
  if (auto* at = find(connection)) at->dialogue().from_server(bytes);
}

void watch::close(std::uint64_t connection) { sessions_.erase(connection); }

void watch::miss(std::uint64_t) { ++seen_.counts.unreachable; }

}  // namespace poolprobe::trace
