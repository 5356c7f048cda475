#include "explain/prisma_code.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "explain/pages.hpp"
#include "text/static_string_list.hpp"

namespace poolprobe {
namespace {

struct prisma_code {
  std::string_view code;
  std::string_view message;  ///< a part of it that no other code has
  std::string_view meaning;
  std::string_view remedy;
  std::span<std::string_view const> probes = {};  ///< codes
};

constexpr std::string_view try_url = "Try the same URL: `poolprobe check TARGET`";

/// Prisma documentation, "Error message reference"; those that a pooler or a connection can cause.
constexpr prisma_code rows[] = {
    {"P1000", "Authentication failed against database server",
     "User or password are not what the pooler or PostgreSQL has", try_url},
    {"P1001", "Can't reach database server",
     "Nobody answered there: address or port, a firewall, or a database that sleeps",
     "`poolprobe check TARGET` with the same URL tells who listens; `connect_timeout=30` in the URL for a "
     "database that has to wake up"},
    {"P1002", "was reached but timed out",
     "The server was reached and did not answer in time. `prisma migrate` says the same where it waits for "
     "its "
     "advisory lock (`pg_advisory_lock(72707369)`): behind a pooler the lock of an earlier run stays on a "
     "server connection that is handed on",
     "`directUrl` (Prisma 7: the URL of prisma.config.ts) with a direct connection for migrations; restart "
     "the "
     "pooler's server connections (`RECONNECT`) to drop a lock that was left; raise `connect_timeout`",
     list_of<"PP202">},
    {"P1003", "does not exist on the database server",
     "The pooler or PostgreSQL has no database of that name", "Compare it with the pooler's entries"},
    {"P1008", "Operations timed out after",
     "A query took longer than `socket_timeout`, or the pooler let it wait for a server connection",
     "Look at the pooler's `SHOW POOLS` for clients that wait; raise `socket_timeout`"},
    {"P1010", "was denied access on the database", "The user may not connect to that database",
     "GRANT CONNECT, or the user that the pooler's entry logs in as"},
    {"P1011", "Error opening a TLS connection",
     "TLS was asked for and did not come about: the pooler has none, or a certificate that is not trusted",
     "`sslmode` and `sslaccept` of the URL; `client_tls_sslmode` of PgBouncer"},
    {"P1013", "The provided database string is invalid",
     "A character of the URL is not percent-encoded, often one of the password",
     "`poolprobe check --offline TARGET` says which part cannot be read"},
    {"P1017", "Server has closed the connection",
     "The other side closed the connection while Prisma used it. PgBouncer does so with its own errors "
     "(08P01), with idle clients (`client_idle_timeout`) and with server connections that are old",
     "Look into the pooler's log for the FATAL error of that second, and explain that; without pooler "
     "support "
     "for prepared statements Prisma up to 6 needs `?pgbouncer=true`",
     list_of<"PP107", "PP108">},
    {"P2010", "Raw query failed",
     "A raw query failed; the server's SQLSTATE and message stand behind it (`Code: ... Message: ...`)",
     "Explain that SQLSTATE or message"},
    {"P2024", "Timed out fetching a new connection from the connection pool",
     "Prisma's own pool is empty: `connection_limit` connections are in use, or the pooler lets them wait",
     "Raise `connection_limit` and `pool_timeout`, end transactions sooner, look at the pooler's `SHOW "
     "POOLS`; in functions that are started for each request `connection_limit=1`"},
    {"P2028", "Transaction API error",
     "An interactive transaction (`$transaction(async tx => ...)`) was not begun within `maxWait` (2 "
     "seconds) "
     "or not ended within `timeout` (5 seconds): it waits for a server connection of the pooler, or does "
     "something else than queries meanwhile",
     "Keep the block short; raise `maxWait` and `timeout` of `$transaction`; look at the pooler's `SHOW "
     "POOLS`"},
    {"P2034", "write conflict or a deadlock",
     "PostgreSQL ended the transaction for another one's sake (40001, 40P01). No pooler has to do with it",
     "Run the transaction again; a lower isolation level, or rows locked in one order"},
    {"P2037", "Too many database connections opened",
     "The pooler or PostgreSQL has no connection left (53300, or PgBouncer's `max_client_conn`)",
     "Lower `connection_limit` of each instance; one PrismaClient for each process"},
    {"P3014", "Prisma Migrate could not create the shadow database",
     "`migrate dev` creates a database, which a pooler in transaction mode or a user without CREATEDB "
     "refuses",
     "`directUrl` with a direct connection, or `shadowDatabaseUrl`"},
    {"P6004", "", "Accelerate ended a query that took longer than its limit",
     "A faster query, or a higher limit in Accelerate's settings"},
    {"P6008", "", "Accelerate could not connect to the database, or start its engine",
     "Whether the database takes connections from there; "
     "the URL behind Accelerate, tried directly"},
};

bool is_letter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

/// Whether the code is a word of the text, and not the name of a statement.
bool has_code(std::string_view text, std::string_view code) {
  constexpr std::string_view before_name = "statement \"";
  for (auto at = text.find(code); at != std::string_view::npos; at = text.find(code, at + 1)) {
    auto const end = at + code.size();
    auto const is_word =
        (at == 0 || !is_letter(text[at - 1])) && (end == text.size() || !is_letter(text[end]));
    if (is_word && !text.substr(0, at).ends_with(before_name)) return true;
  }
  return false;
}

std::string page(prisma_code const& row) {
  auto text = fmt::format("# {}\n\nPrisma's own code", row.code);
  text += row.message.empty() ? ".\n" : fmt::format(": \"{}\".\n", row.message);
  text += fmt::format("\n{}.\n\nFix: {}.\n", row.meaning, row.remedy);
  if (auto const probes = probe_list(row.probes); !probes.empty())
    text += "\nWhat decides for it:\n\n" + probes;
  return text + "\nMore: `poolprobe explain prisma`\n";
}

constexpr std::size_t code_length = 5;

/// P1000 to P6999, by the parts of Prisma that they belong to.
bool is_prisma_code(std::string_view word) {
  return word.size() == code_length && word.front() == 'P' && word[1] >= '1' && word[1] <= '6' &&
         word.find_first_not_of("0123456789", 1) == std::string_view::npos;
}

std::string other_code_page(std::string_view code) {
  return fmt::format(
      "# {}\n\nA code of Prisma's own that is not about connections or poolers: about data, the schema or a "
      "migration. The message behind it says which; where that repeats an error of the server's, explain the "
      "message.\n\nMore: `poolprobe explain prisma`\n",
      code);
}

}  // namespace

std::optional<std::string> prisma_code_page(std::string_view text) {
  auto const* found = std::find_if(std::begin(rows), std::end(rows),
                                   [text](prisma_code const& row) { return has_code(text, row.code); });
  if (found == std::end(rows)) {
    found = std::find_if(std::begin(rows), std::end(rows), [text](prisma_code const& row) {
      return !row.message.empty() && text.find(row.message) != std::string_view::npos;
    });
  }
  if (found != std::end(rows)) return page(*found);
  constexpr std::string_view label = "Error: ";
  auto const word = text.substr(text.starts_with(label) ? label.size() : 0, code_length);
  auto const is_whole = word.size() == text.size() || text.starts_with(label);
  return is_whole && is_prisma_code(word) ? std::optional(other_code_page(word)) : std::nullopt;
}

}  // namespace poolprobe
