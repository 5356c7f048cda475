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
  if (s.splits_reads) what += ", reads to a standby";
  to.push_back({std::move(what), concluded.evidence.empty() ? "" : concluded.evidence.front().observed});
  if (concluded.layers > 1) to.push_back(second_pooler(s));
}

/// The servers that answered, or those that the pooler says it has, where these are more.
struct server_counts {
  long all = 0, standbys = 0;
};

server_counts count_servers(signals const& s) {
  auto const is_standby = [](answering_server const& one) { return one.standby; };
  server_counts seen{std::ssize(s.servers), std::count_if(s.servers.begin(), s.servers.end(), is_standby)};
  auto const says_standby = [](std::string const& node) { return node.ends_with("standby"); };
  server_counts const told{std::ssize(s.nodes), std::count_if(s.nodes.begin(), s.nodes.end(), says_standby)};
  return told.all > seen.all ? told : seen;
}

std::string servers_in_words(signals const& s, bool behind_pooler) {
  auto const [all, standbys] = count_servers(s);
  if (all == 1) return standbys == 1 ? ", a standby" : "";
  if (all == 0) return "";
  auto text = fmt::format(", {} servers: {} primary, {} standby", all, all - standbys, standbys);
  if (behind_pooler && all - standbys > 1) text += " (shards, or one name for servers that differ)";
  return text;
}

/// The database that answers, where the pooler leads the name to another one.
std::string database_in_words(signals const& s) {
  if (s.asked_database.empty() || s.servers.empty()) return "";
  auto const& found = s.servers.begin()->database;
  return found.empty() || found == s.asked_database ? "" : fmt::format(", its database {}", found);
}

void add_servers(signals const& s, pooler_info const& concluded, std::string_view version, elements& to) {
  std::vector<std::string> why;
  for (auto const& one : s.servers)
    why.push_back(fmt::format("{} started {}", one.standby ? "a standby" : "a primary", one.started));
  for (auto const& node : s.nodes) why.push_back("the pooler lists " + node);
  to.push_back({fmt::format("PostgreSQL {}{}{}", version,
                            servers_in_words(s, concluded.present == certainty::yes), database_in_words(s)),
                fmt::format("{}", fmt::join(why, "; "))});
}

}  // namespace

elements path_of(signals const& s, pooler_info const& concluded, std::string_view server_version) {
  elements path;
  add_front(s, concluded, path);
  add_poolers(s, concluded, path);
  add_servers(s, concluded, server_version, path);
  return path;
}

}  // namespace poolprobe
