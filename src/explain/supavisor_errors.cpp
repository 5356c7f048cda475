#include "explain/error_tables.hpp"
#include "text/static_string_list.hpp"

namespace poolprobe {
namespace {

constexpr std::string_view supavisor = "Supavisor (FATAL)";

/// Supavisor 2.9: lib/supavisor/client_handler and its errors; Supabase, "Troubleshooting Supavisor errors".
/// Read, not observed.
constexpr error_class rows[] = {
    {"XX000", "(EPSSIMPLEQUERY)", supavisor,
     "SQL PREPARE, EXECUTE or DEALLOCATE, where `named_prepared_statements` is on",
     "Prepare by the protocol instead, as drivers do", list_of<"PP109", "PP110">},
    {"XX000", "Tenant or user not found", supavisor,
     "The user name does not say which project is meant, or the host is the pooler of another region. On "
     "Supabase the user of the shared pooler is `postgres.<ref>`, with the project's reference after the dot",
     "Take user and host as the dashboard's Connect page gives them: `postgres.<ref>` at "
     "`aws-<n>-<region>.pooler.supabase.com`"},
    {"XX000", "(ENOTFOUND)", supavisor,
     "No tenant of that name: the user lacks its `.<ref>`, or the host is the pooler of another region",
     "Take user and host as the dashboard's Connect page gives them: `postgres.<ref>` at "
     "`aws-<n>-<region>.pooler.supabase.com`"},
    {"XX000", "(ENOIDENTIFIER)", supavisor,
     "Neither user name, TLS server name nor `options=reference%3D<ref>` tells which project is meant",
     "Log in as `postgres.<ref>`, or add `options=reference%3D<ref>` to the URL"},
    {"XX000", "(EMAXCONNSESSION)", supavisor,
     "In session mode (port 5432) each client keeps a server connection, so no more clients than `pool_size` "
     "can be connected",
     "Port 6543 (transaction mode) for what opens many connections, such as functions; else a smaller pool "
     "in "
     "each program, or a larger `pool_size` in the dashboard"},
    {"XX000", "MaxClientsInSessionMode", supavisor,
     "The same in older versions: in session mode no more clients than `pool_size` can be connected",
     "Port 6543 (transaction mode) for what opens many connections; else a smaller pool in each program"},
    {"XX000", "(EMAXCONN)", supavisor,
     "More clients than the tenant's limit (`default_max_clients`, on Supabase by the size of the compute)",
     "Open fewer connections from each program, and close idle ones; or raise the limit"},
    {"XX000", "Max client connections reached", supavisor,
     "More clients than the tenant's limit (`default_max_clients`, on Supabase by the size of the compute)",
     "Open fewer connections from each program, and close idle ones; or raise the limit"},
    {"XX000", "(ECHECKOUTTIMEOUT)", supavisor,
     "No server connection came free in time: the pool is too small, or transactions are too long",
     "End transactions sooner, or raise `pool_size` in the dashboard"},
    {"XX000", "unable to check out process from the pool", supavisor,
     "The same in older versions: no server connection came free in time",
     "End transactions sooner, or raise `pool_size` in the dashboard"},
    {"XX000", "(ESSLREQUIRED)", supavisor, "The tenant wants TLS",
     "`sslmode=require` in the connection text"},
    {"XX000", "(ECIRCUITBREAKER)", supavisor,
     "Too many logins failed in a short time, and Supavisor refuses all for a while; often one program with "
     "an "
     "old password that tries again and again",
     "Correct the password everywhere, stop what tries again, and wait"},
    {"XX000", "(EDBHANDLEREXITED)", supavisor,
     "The server connection went away while the client used it: a restart of the database, or a limit",
     "Look into the database's log; connect again"},
    {"XX000", "(EMAXPREPARED)", supavisor, "The client has prepared as many statements as it may have, 100",
     "Let the driver keep fewer statements (a smaller cache), or switch named statements off in it",
     list_of<"PP113">},
    {"26000", "(EPREPAREDNOTFOUND)", supavisor,
     "The client used a statement that it has not prepared, or has closed, on this connection",
     "Switch named statements off in the driver where it forgets what it closed; the page of PP101 has the "
     "setting of each",
     list_of<"PP102">},
    {"42P05", "(EPREPAREDDUP)", supavisor, "The client gave a name twice without closing it in between",
     "Do not prepare by name a query that may fail and is tried again; the page of PP101 has the setting of "
     "each driver",
     list_of<"PP107", "PP108">},
};

}  // namespace

std::span<error_class const> supavisor_errors() { return rows; }

}  // namespace poolprobe
