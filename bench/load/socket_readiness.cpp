#include "bench/load/socket_readiness.hpp"

#include <array>
#include <cerrno>
#include <system_error>

#ifdef __linux__
#include <linux/time_types.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>
#else
#include <poll.h>

#include <algorithm>
#endif

namespace poolprobe::bench {
namespace {

[[noreturn]] void fail(char const* what) { throw std::system_error(errno, std::generic_category(), what); }

}  // namespace

#ifdef __linux__

namespace {

constexpr std::size_t most_at_once = 256;

epoll_event wanted(std::uint32_t who, readiness::interest what) {
  epoll_event event{};
  event.data.u32 = who;
  event.events = what == readiness::interest::read    ? EPOLLIN
                 : what == readiness::interest::write ? EPOLLOUT
                                                      : EPOLLIN | EPOLLOUT;
  return event;
}

/// Waits with nanosecond precision where the kernel can (Linux 5.11), else rounded up to the millisecond.
/// Calls the kernel directly: glibc's function is a cancellation point, with atomic writes in a program that
/// has had a second thread.
int wait_for_events(int epoll, std::array<epoll_event, most_at_once>& events,
                    std::chrono::nanoseconds longest) {
  using namespace std::chrono;
  auto const whole = duration_cast<seconds>(longest);
  __kernel_timespec const limit{whole.count(), (longest - whole).count()};
  static bool precise = true;
  if (precise) {
    auto const count =
        syscall(SYS_epoll_pwait2, epoll, events.data(), most_at_once, &limit, nullptr, std::size_t{0});
    if (count >= 0 || errno != ENOSYS) return static_cast<int>(count);
    precise = false;
  }
  auto const rounded = ceil<milliseconds>(longest).count();
  return epoll_wait(epoll, events.data(), most_at_once, static_cast<int>(rounded));
}

}  // namespace

readiness::readiness() : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  if (epoll_ < 0) fail("epoll_create1");
  found_.reserve(most_at_once);
}

readiness::~readiness() { close(epoll_); }

void readiness::add(int socket, std::uint32_t who, interest what) {
  auto event = wanted(who, what);
  if (epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event) != 0) fail("epoll_ctl");
}

void readiness::change(int socket, std::uint32_t who, interest what) {
  auto event = wanted(who, what);
  if (epoll_ctl(epoll_, EPOLL_CTL_MOD, socket, &event) != 0) fail("epoll_ctl");
}

void readiness::remove(int socket) { (void)epoll_ctl(epoll_, EPOLL_CTL_DEL, socket, nullptr); }

std::span<readiness::ready const> readiness::wait(std::chrono::nanoseconds longest) {
  std::array<epoll_event, most_at_once> events;
  auto const count = wait_for_events(epoll_, events, longest);
  if (count < 0 && errno != EINTR) fail("epoll_wait");
  found_.clear();
  for (int i = 0; i < count; ++i) {
    auto const& e = events[static_cast<std::size_t>(i)];
    found_.push_back({e.data.u32, (e.events & ~std::uint32_t{EPOLLOUT}) != 0, (e.events & EPOLLOUT) != 0});
  }
  return found_;
}

#else

namespace {

short wanted(readiness::interest what) {
  return what == readiness::interest::read    ? POLLIN
         : what == readiness::interest::write ? POLLOUT
                                              : POLLIN | POLLOUT;
}

}  // namespace

readiness::readiness() = default;
readiness::~readiness() = default;

void readiness::add(int socket, std::uint32_t who, interest what) {
  watched_.push_back({socket, who, wanted(what)});
}

void readiness::change(int socket, std::uint32_t who, interest what) {
  remove(socket);
  add(socket, who, what);
}

void readiness::remove(int socket) {
  std::erase_if(watched_, [socket](watched const& w) { return w.socket == socket; });
}

std::span<readiness::ready const> readiness::wait(std::chrono::nanoseconds longest) {
  std::vector<pollfd> all;
  for (auto const& w : watched_) all.push_back({w.socket, w.events, 0});
  auto const ms = std::chrono::ceil<std::chrono::milliseconds>(longest).count();
  if (poll(all.data(), static_cast<nfds_t>(all.size()), static_cast<int>(ms)) < 0 && errno != EINTR)
    fail("poll");
  found_.clear();
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto const got = all[i].revents;
    if (got != 0) found_.push_back({watched_[i].who, (got & ~POLLOUT) != 0, (got & POLLOUT) != 0});
  }
  return found_;
}

#endif

}  // namespace poolprobe::bench
