#include "explain/error_tables.hpp"
#include "text/static_string_list.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view neon = "Neon's proxy, in front of pooler and server";
constexpr std::string_view rds = "RDS Proxy";

/// Neon, "Connection errors"; Amazon RDS User Guide, "Troubleshooting for RDS Proxy". Read, not observed;
/// where the documents name no SQLSTATE it is the one that users report.
constexpr error_class rows[] = {
    {"08P01", "Endpoint ID is not specified", neon,
     "The proxy learns the endpoint from the TLS server name, and this client sent none (an old libpq, or a "
     "driver that connects by address)",
     "`options=endpoint%3D<endpoint-id>` in the URL; or a libpq of version 14 or later"},
    {"08P01", "Inconsistent project name inferred from SNI", neon,
     "Host name and `options=endpoint%3D...` name different endpoints", "Take one of them out"},
    {"XX000", "Couldn't connect to compute node", neon,
     "The compute was asleep and did not start in time, or is being restarted",
     "Connect again after some seconds; raise the connect timeout"},
    {"XX000", "The requested endpoint could not be found", neon,
     "The endpoint in the host name does not exist any more, or belongs to somebody else",
     "Take the host name from the console again"},
    {"53400", "exceeded the compute time quota", neon, "The project has used up its compute hours",
     "Wait for the next period, or change the plan"},
    {"08P01", "connection is insecure", neon, "Only TLS is taken",
     "`sslmode=require` in the connection text"},
    {"0A000", "currently doesn't support command-line options", rds,
     "`options` (or PGOPTIONS) was sent with the startup packet",
     "Leave `options` out; `ALTER ROLE ... SET`, or the proxy's initialization query", list_of<"PP303">},
    {"28000", "This RDS Proxy has no credentials for the role", rds,
     "No secret in Secrets Manager that is associated with the proxy holds this user",
     "Add a secret for the user to the proxy, and let its IAM role read it"},
    {"28P01", "The password that was provided for the role", rds, "The password is not the one of the secret",
     "Compare it with the secret in Secrets Manager; after a rotation connect again"},
    {"28000", "This RDS Proxy requires TLS connections", rds, "Only TLS is taken",
     "`sslmode=require` in the connection text"},
    {"28000", "IAM authentication failed for the role", rds,
     "The token is too old, or for another host or user",
     "Make a new token for the proxy's own address and port"},
    {"28000", "IAM authentication is allowed only with SSL connections", rds,
     "A token instead of a password is taken over TLS only", "`sslmode=require` in the connection text"},
    {"53300", "Timed-out waiting to acquire database connection", rds,
     "No server connection came free within ConnectionBorrowTimeout; pinned sessions keep theirs",
     "Look at DatabaseConnectionsCurrentlySessionPinned; do without SET and SQL PREPARE; raise "
     "MaxConnectionsPercent",
     list_of<"PP201", "PP109">},
};

}  // namespace

std::span<error_class const> service_errors() { return rows; }

}  // namespace poolprobe
