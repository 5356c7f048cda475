#include "support/tcp_proxies.hpp"

#include <fmt/format.h>

#include <csignal>

#include "lab/certificate.hpp"
#include "lab/process.hpp"
#include "lab/readiness.hpp"

namespace poolprobe::testing {
namespace {

std::string haproxy_text(int listen, std::vector<int> const& ports) {
  auto text = fmt::format(
      "defaults\n  mode tcp\n  timeout connect 5s\n  timeout client 5m\n  timeout server 5m\n"
      "listen postgres\n  bind 127.0.0.1:{}\n  balance roundrobin\n",
      listen);
  for (auto const port : ports) text += fmt::format("  server s{} 127.0.0.1:{}\n", port, port);
  return text;
}

/// stunnel with these services besides the first, which leads to `port`.
other_pooler stunnel_with(lab::found_binary const& binary, int port, std::string const& more) {
  auto folder = std::make_unique<lab::workspace>(lab::temporary_folder());
  auto const log = folder->path() / "stunnel.log";
  auto const* const place = folder.get();
  auto const made = lab::make_certificate(*place, {});
  auto const keys = fmt::format("cert = {}\nkey = {}\n", made.file.string(), made.key.string());
  auto const prepare = [=](int listen) {
    auto const file = place->write(
        "stunnel.conf",
        fmt::format("foreground = yes\npid =\n{}[postgres]\naccept = 127.0.0.1:{}\nconnect = 127.0.0.1:{}\n"
                    "protocol = pgsql\n{}",
                    keys, listen, port, more));
    return lab::command{.program = binary.path, .arguments = {file.string()}, .output = log};
  };
  return {
      {"stunnel " + binary.version, prepare, lab::pgbouncer_answers, SIGTERM, 0, "Configuration successful"},
      std::move(folder),
      log};
}

}  // namespace

other_pooler haproxy_before(lab::found_binary const& binary, std::vector<int> const& ports) {
  auto folder = std::make_unique<lab::workspace>(lab::temporary_folder());
  auto const log = folder->path() / "haproxy.log";
  auto const* const place = folder.get();
  auto const prepare = [=](int listen) {
    auto const file = place->write("haproxy.cfg", haproxy_text(listen, ports));
    return lab::command{.program = binary.path, .arguments = {"-db", "-f", file.string()}, .output = log};
  };
  return {
      {"HAProxy " + binary.version, prepare, lab::pgbouncer_answers, SIGTERM, 0, {}}, std::move(folder), log};
}

other_pooler stunnel_before(lab::found_binary const& binary, int port) {
  return stunnel_with(binary, port, "");
}

other_pooler stunnel_routing(lab::found_binary const& binary, int port, std::string const& server_name,
                             int named_port) {
  return stunnel_with(binary, port,
                      fmt::format("[named]\nsni = postgres:{}\nconnect = 127.0.0.1:{}\nprotocol = pgsql\n",
                                  server_name, named_port));
}

}  // namespace poolprobe::testing
