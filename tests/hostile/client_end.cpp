#include "hostile/client_end.hpp"

namespace poolprobe::testing {

bool client_end::begin_tls() {
  if (!with_.say("S")) return false;
  tls_.emplace(with_);
  return tls_->shake_hands();
}

bool silence_watch::passes() {
  auto const now = clock::now();
  auto const silent = now - last_.exchange(now);
  if (limit_.count() > 0 && silent > limit_) forgotten_ = true;
  return !forgotten_;
}

}  // namespace poolprobe::testing
