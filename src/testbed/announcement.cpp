#include "testbed/announcement.hpp"

#include "wire/connection.hpp"
#include "wire/number.hpp"

namespace poolprobe {
namespace {

std::string parameter(wire::login_facts const& login_facts, std::string const& name) {
  auto const found = login_facts.parameters.find(name);
  return found == login_facts.parameters.end() ? std::string() : found->second;
}

}  // namespace

std::optional<announcement> announced_in(wire::login_facts const& login_facts) {
  auto version = parameter(login_facts, "pgbouncer.version");
  if (version.empty()) return std::nullopt;
  return announcement{std::move(version), pool_mode_from(parameter(login_facts, "pgbouncer.pool_mode")),
                      wire::read_number<long>(parameter(login_facts, "pgbouncer.max_prepared_statements"))};
}

}  // namespace poolprobe
