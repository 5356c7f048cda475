#include <doctest/doctest.h>

#include "connection_text/managed_services.hpp"

using namespace poolprobe;

namespace {

std::string name_at(std::string_view host, std::string_view port) {
  auto const found = service_at(host, port);
  return found ? std::string(found->name) : "";
}

pooler_info seen(certainty present, std::string product, pool_mode mode) {
  pooler_info info;
  info.present = present;
  info.product = std::move(product);
  info.pool_mode = mode;
  return info;
}

constexpr auto neon = "ep-cool-rain-123456-pooler.us-east-2.aws.neon.tech";

}  // namespace

TEST_CASE("host names of managed services are recognised, with the port where that decides") {
  CHECK(name_at(neon, "5432") == "Neon's pooled endpoint");
  CHECK(name_at("EP-cool-rain-123456.us-east-2.aws.neon.tech.", "") == "Neon's direct endpoint");
  auto const* const supabase = "aws-0-eu-central-1.pooler.supabase.com";
  CHECK(service_at(supabase, "6543")->pool_mode == pool_mode::transaction);
  CHECK(service_at(supabase, "5432")->pool_mode == pool_mode::session);
  CHECK(service_at(supabase, "")->pool_mode == pool_mode::session);
  CHECK(service_at("db.abcdefgh.supabase.co", "6543")->product == "pgbouncer");
  CHECK(service_at("db.abcdefgh.supabase.co", "5432")->product == "none");
  CHECK(service_at("x.postgres.database.azure.com", "6432")->product == "pgbouncer");
  CHECK(service_at("x.proxy-abc.us-east-1.rds.amazonaws.com", "5432")->product == "rds-proxy");
}

TEST_CASE("the newer services are recognised as well; where the mode can be chosen none is guessed") {
  CHECK(service_at("x-pooler.us-east-1.postgres.vercel-storage.com", "")->pool_mode ==
        pool_mode::transaction);
  CHECK(service_at("x.us-east-1.postgres.vercel-storage.com", "5432")->product == "none");
  CHECK(name_at("pgbouncer.k3x9.flympg.net", "5432") == "Fly's Managed Postgres, its pooler");
  CHECK(service_at("pgbouncer.k3x9.flympg.net", "5432")->pool_mode == pool_mode::unknown);
  CHECK(service_at("direct.k3x9.flympg.net", "5432")->product == "none");
  CHECK(service_at("pooled.db.prisma.io", "5432")->product == "pgbouncer");
  CHECK(service_at("db.prisma.io", "5432")->product == "none");
  CHECK(service_at("0a1b2c.hyperdrive.local", "5432")->product == "hyperdrive");
  CHECK(service_at("hyperdrive.local", "5432")->product == "hyperdrive");
  CHECK(service_at("Pooler.Supabase.com", "6543")->product == "supavisor");
  CHECK_FALSE(service_at("myhyperdrive.local", "5432"));
  CHECK(service_at("rc1a-x.mdb.yandexcloud.net", "6432")->product == "odyssey");
  CHECK_FALSE(service_at("rc1a-x.mdb.yandexcloud.net", "5432"));
  auto const observed = service_evidence("pgbouncer.k3x9.flympg.net", "5432",
                                         seen(certainty::yes, "pgbouncer", pool_mode::transaction));
  CHECK(observed->observed.ends_with("PgBouncer, whose mode can be chosen"));
  CHECK(observed->means == "what was observed agrees");
}

TEST_CASE("other hosts and other ports are no service") {
  CHECK(name_at("localhost", "6432").empty());
  CHECK(name_at("neon.tech.example.org", "5432").empty());
  CHECK(name_at("x.postgres.database.azure.com", "6543").empty());
  CHECK(name_at("db.pooler.supabase.com.example.org", "6543").empty());
  CHECK(name_at("", "").empty());
}

TEST_CASE("a name is only a hypothesis: what was observed confirms or refutes it") {
  auto const told = [](pooler_info const& info) { return service_evidence(neon, "5432", info)->means; };
  auto const transaction = pool_mode::transaction;
  CHECK(told(seen(certainty::yes, "pgbouncer", transaction)) == "what was observed agrees");
  CHECK(told(seen(certainty::no, "none", pool_mode::none)) == "but no pooler was observed, and that counts");
  CHECK(told(seen(certainty::yes, "odyssey", transaction)) ==
        "but another make was observed, and that counts");
  CHECK(told(seen(certainty::yes, "pgbouncer", pool_mode::session)) ==
        "but session mode was observed, and that counts");
  CHECK(told(seen(certainty::yes, "unknown", transaction)) ==
        "a guess by the name, which nothing that was observed contradicts");
  CHECK(told(seen(certainty::unknown, "unknown", pool_mode::unknown)) ==
        "only a guess by the name: nothing that was observed confirms or refutes it");
  CHECK(
      service_evidence("ep-x.eu.aws.neon.tech", "", seen(certainty::yes, "pgbouncer", transaction))->means ==
      "but a pooler was observed, and that counts");
}
