// Preloaded into a program: of its threads only so many can be started as FEW_THREADS says, as where a limit
// of processes is reached.
#include <dlfcn.h>
#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>

extern "C" int pthread_create(pthread_t* made, pthread_attr_t const* how, void* (*body)(void*), void* with) {
  using function = int (*)(pthread_t*, pthread_attr_t const*, void* (*)(void*), void*);
  static auto const real = reinterpret_cast<function>(dlsym(RTLD_NEXT, "pthread_create"));
  static auto const* const limit = std::getenv("FEW_THREADS");
  static std::atomic<int> left{limit == nullptr ? 0 : std::atoi(limit)};
  if (left.fetch_sub(1) <= 0) return EAGAIN;
  return real(made, how, body, with);
}
