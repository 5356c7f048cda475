#pragma once

#include <array>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>

/// Environment in which neither libpq nor DATABASE_URL finds anything, but what a test sets; put back at the
/// end.
class clean_environment {
 public:
  clean_environment() {
    for (char const* name : names) {
      char const* value = std::getenv(name);
      before_[name] = value == nullptr ? std::nullopt : std::optional<std::string>{value};
      unsetenv(name);
    }
    set("PGSERVICEFILE", "/nonexistent/service");
    set("PGPASSFILE", "/nonexistent/passfile");
    set("PGUSER", "somebody");
  }
  ~clean_environment() {
    for (auto const& [name, value] : before_) {
      if (value) {
        setenv(name.c_str(), value->c_str(), 1);
      } else {
        unsetenv(name.c_str());
      }
    }
  }
  clean_environment(clean_environment const&) = delete;
  clean_environment& operator=(clean_environment const&) = delete;

  static void set(char const* name, std::string const& value) { setenv(name, value.c_str(), 1); }
  static void unset(char const* name) { unsetenv(name); }

 private:
  static constexpr std::array names{"PGHOST",     "PGHOSTADDR", "PGPORT",       "PGDATABASE",
                                    "PGUSER",     "PGPASSWORD", "PGSERVICE",    "PGSERVICEFILE",
                                    "PGPASSFILE", "PGSSLMODE",  "DATABASE_URL", "POOLPROBE_TEST_URL"};
  std::map<std::string, std::optional<std::string>> before_;
};
