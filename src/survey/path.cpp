#include "survey/path.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "model/product.hpp"
#include "survey/pooler_layers.hpp"
#include "survey/product_rules.hpp"
#include "survey/signal_predicates.hpp"

namespace poolprobe {
namespace {

using elements = std::vector<path_element>;

std::string first_observed(pooler_info const& concluded, std::string_view signal) {
  for (auto const& e : concluded.evidence) {
    if (e.signal == signal) return e.observed;
  }
  return {};
}

/// In front of everything: what passes the bytes on, or chooses among several poolers or servers.
void add_front(signals const& s, pooler_info const& concluded, elements& to) {
  if (s.pool_facts.processes > 1) {
    to.push_back(
        {"TCP balancer, or several processes at one address", first_observed(concluded, "processes")});
  } else if (looks_direct(s) && s.network_path.tls && s.network_path.server_tls == false) {
    to.push_back({"proxy that ends TLS", "our connection has TLS, the server's end has none"});
  } else if (looks_direct(s) && s.servers.size() > 1) {
    to.push_back({"TCP balancer", fmt::format("{} connections reached {} different servers",
                                              s.key_pids.size(), s.servers.size())});
  } else if (looks_direct(s) && relayed(s)) {
    to.push_back({"TCP proxy, balancer or address translation", first_observed(concluded, "route")});
  }
}

/// Versions are ranges (">= 1.20, < 1.23") or exact.
std::string pooler_name(std::string_view id, std::string_view version) {
  return version.empty() ? std::string(product::name_of(id))
                         : fmt::format("{} {}", product::name_of(id), version);
}

/// The pooler behind the first one, as far as something names it.
path_element second_pooler(signals const& s) {
  auto const why = contradictions(s).front();
  if (s.announced && (is_passed_on(s) || s.announcements > 1))
    return {pooler_name(product::pgbouncer, s.announced->version), why};
  auto const namer = product_of_name(s);
  return {namer.empty() ? "another pooler" : std::string(product::name_of(namer)), why};
}

void add_poolers(signals const& s, pooler_info const& concluded, elements& to) {
  if (concluded.present != certainty::yes) return;
  auto what = pooler_name(concluded.product, concluded.version.value_or(""));
  if (concluded.layers < 2 && concluded.pool_mode != pool_mode::unknown)
    what += fmt::format(", {} mode", word(concluded.pool_mode));
  to.push_back({std::move(what), concluded.evidence.empty() ? "" : concluded.evidence.front().observed});
  if (concluded.layers > 1) to.push_back(second_pooler(s));
}

void add_servers(signals const& s, std::string_view version, elements& to) {
  auto what = fmt::format("PostgreSQL {}", version);
  auto const standbys =
      std::count_if(s.servers.begin(), s.servers.end(), [](auto const& one) { return one.standby; });
  auto const all = std::ssize(s.servers);
  if (all == 1 && standbys == 1) what += ", a standby";
  if (all > 1) what += fmt::format(", {} servers: {} primary, {} standby", all, all - standbys, standbys);
  std::vector<std::string> starts;
  for (auto const& one : s.servers) starts.push_back("started " + one.started);
  to.push_back({std::move(what), fmt::format("{}", fmt::join(starts, "; "))});
}

}  // namespace

elements path_of(signals const& s, pooler_info const& concluded, std::string_view server_version) {
  elements path;
  add_front(s, concluded, path);
  add_poolers(s, concluded, path);
  add_servers(s, server_version, path);
  return path;
}

}  // namespace poolprobe
