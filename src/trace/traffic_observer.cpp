#include "trace/traffic_observer.hpp"

#include <optional>

namespace poolprobe::trace {

/// The observers of one connection.
class traffic_observer::session {
 public:
  session(std::uint64_t number, traffic_options const& options, application& of)
      : conversation_(listener_), hazards_(number, of), counts_(of.counts) {
    if (options.messages) log_.emplace(number, options.details, options.messages);
    listen();
  }
  ~session() {
    hazards_.close();
    if (log_) log_->finish();
  }
  session(session&&) = delete;

  trace::conversation& conversation() { return conversation_; }

 private:
  void listen() {
    listener_.started = [this](auto const& parameters) {
      hazards_.start(parameters);
      if (log_) log_->start(parameters);
    };
    listener_.cancelled = [this] {
      ++counts_.cancels;
      if (log_) log_->cancel();
    };
    listener_.sent = [this](notation::message const& what, std::string_view sql, bool waited) {
      hazards_.sent(what, sql, waited);
      if (log_) log_->sent(what, sql, waited);
    };
    listener_.done = [this](request const& what, std::string_view tag) { hazards_.done(what, tag); };
    listener_.failed = [this](std::string_view sqlstate, request const* what) {
      hazards_.fail(sqlstate, what);
      if (log_) log_->fail(sqlstate);
    };
    listener_.ready = [this](status now, bool settled) {
      hazards_.ready(now, settled);
      if (log_) log_->ready(now, settled);
    };
    listener_.terminated = [this] {
      if (log_) log_->terminate();
    };
    listener_.lost = [this] {
      hazards_.lose();
      if (log_) log_->finish();
    };
  }

  listener listener_;
  trace::conversation conversation_;
  session_observer hazards_;
  traffic_counts& counts_;
  std::optional<message_log> log_;
};

traffic_observer::traffic_observer(traffic_options options) : options_(std::move(options)) {}
traffic_observer::~traffic_observer() = default;

traffic_observer::session* traffic_observer::find(std::uint64_t connection) {
  auto const found = sessions_.find(connection);
  return found == sessions_.end() ? nullptr : found->second.get();
}

void traffic_observer::open(std::uint64_t connection, std::string_view packet) {
  auto& opened = sessions_[connection];
  opened = std::make_unique<session>(connection, options_, seen_);
  opened->conversation().open(packet);
}

void traffic_observer::from_client(std::uint64_t connection, std::string_view bytes) {
  if (auto* at = find(connection)) at->conversation().from_client(bytes);
}

void traffic_observer::from_server(std::uint64_t connection, std::string_view bytes) {
  if (auto* at = find(connection)) at->conversation().from_server(bytes);
}

void traffic_observer::close(std::uint64_t connection) { sessions_.erase(connection); }

void traffic_observer::miss(std::uint64_t) { ++seen_.counts.unreachable; }

}  // namespace poolprobe::trace
