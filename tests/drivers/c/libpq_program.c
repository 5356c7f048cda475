/* Runs the steps that come on standard input, one a line; python/reference_program.py says which, and what
   the answers are. */

#include <libpq-fe.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* In libpq since 17: missing from the header, or from the library, where that is older. */
extern PGresult* PQclosePrepared(PGconn* conn, const char* stmt) __attribute__((weak));

enum way { SIMPLE, PARAMS, PREPARED, UNNAMED };

enum { MOST = 1000, LENGTH = 400 };

static enum way way;
static PGconn* conn;
static char kept[MOST][LENGTH]; /* the texts of prepared statements; the name is the place in this list */
static int kept_count;

/* What became of a step: "ok" or "error" with what follows. */
static char answer[2 * LENGTH];

static void say(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(answer, sizeof answer, format, arguments);
  va_end(arguments);
  for (char* c = answer; *c; ++c) {
    if (*c == '\n') *c = ' ';
  }
}

/* Whether it went well; keeps a value, or else the error, in `answer`. Takes the result. */
static int good(PGresult* result) {
  ExecStatusType status = PQresultStatus(result);
  int well = status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK;
  if (!well) {
    const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
    const char* text = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
    say("error %s %s", state ? state : "-", text ? text : PQerrorMessage(conn));
  } else if (PQntuples(result) > 0) {
    say("ok %s", PQgetvalue(result, PQntuples(result) - 1, 0));
  } else {
    say("ok %s", PQcmdStatus(result));
  }
  PQclear(result);
  return well;
}

static void open_connection(void) {
  const char* url = getenv("DATABASE_URL");
  conn = PQconnectdb(url ? url : "");
  kept_count = 0;
}

static int place_of(const char* text) {
  for (int i = 0; i < kept_count; ++i) {
    if (strcmp(kept[i], text) == 0) return i;
  }
  return -1;
}

static const char* name_at(int place) {
  static char name[20];
  snprintf(name, sizeof name, "query_%d", place);
  return name;
}

static const char* name_of(const char* text) { return way == UNNAMED ? "" : name_at(place_of(text)); }

/* The text with the number in place of $1. */
static void put_in(char* whole, size_t size, const char* text, int n) {
  const char* hole = strstr(text, "$1");
  snprintf(whole, size, "%.*s%d%s", (int)(hole - text), text, n, hole + 2);
}

static int prepare(const char* text) {
  if (way == UNNAMED) return good(PQprepare(conn, "", text, 0, NULL));
  if (place_of(text) >= 0) return 1;
  if (kept_count == MOST || !good(PQprepare(conn, name_at(kept_count), text, 0, NULL))) return 0;
  snprintf(kept[kept_count++], LENGTH, "%s", text);
  return 1;
}

static int ask(const char* text, int n) {
  char number[20], whole[LENGTH];
  const char* values[] = {number};
  snprintf(number, sizeof number, "%d", n);
  switch (way) {
    case SIMPLE:
      put_in(whole, sizeof whole, text, n);
      return good(PQexec(conn, whole));
    case PARAMS:
      return good(PQexecParams(conn, text, 1, NULL, values, NULL, NULL, 0));
    case PREPARED:
    case UNNAMED:
      if (!prepare(text)) return 0;
      return good(PQexecPrepared(conn, name_of(text), 1, values, NULL, NULL, 0));
  }
  return 0;
}

/* What a program prepares it can also let go of. */
static int let_go(const char* text) {
  char deallocate[LENGTH];
  int place = place_of(text), well;
  if (PQclosePrepared) {
    well = good(PQclosePrepared(conn, name_at(place)));
  } else {
    snprintf(deallocate, sizeof deallocate, "deallocate %s", name_at(place));
    well = good(PQexec(conn, deallocate));
  }
  kept[place][0] = '\0';
  return well;
}

static int run(const char* text) { return good(PQexec(conn, text)); }

/* Ends a transaction whose value, or first error, is in `answer`; that stays unless the end itself fails. */
static void end(int well, const char* how) {
  char before[sizeof answer];
  memcpy(before, answer, sizeof before);
  if (run(well ? how : "rollback") || !well) memcpy(answer, before, sizeof before);
}

static void sum(char* text, int k) { snprintf(text, LENGTH, "select cast($1 as int4) + %d", k); }

static const char division[] = "select 1 / cast($1 as int4)";
static const char missing[] = "select n from poolprobe_missing_table where n = $1";

static void transaction(const char* text, int n) {
  if (run("begin")) end(ask(text, n), "commit");
}

static int drop(const char* text, int n) {
  char value[sizeof answer];
  int well;
  if (way != PREPARED) {
    say("ok none");
    return 1;
  }
  well = ask(text, n);
  memcpy(value, answer, sizeof value);
  well = well && let_go(text);
  if (well) memcpy(answer, value, sizeof value);
  return well;
}

/* In a transaction, which goes on with `next` where there is one. */
static void drop_inside(const char* text, int n, const char* next) {
  if (way != PREPARED)
    say("ok none");
  else if (run("begin"))
    end(drop(text, n) && (!next || ask(next, n)), "commit");
}

/* As libpq's manual reads a large result. */
static void cursor(int k, int n, int rows) {
  const char* declare =
      "declare rows cursor for select cast(%d as int4) + %d + i from generate_series(0, 4) as i";
  char text[LENGTH], value[sizeof answer] = "";
  int well, read = 0;
  snprintf(text, sizeof text, declare, n, k);
  if (!run("begin")) return;
  for (well = run(text); well && read < rows; read += 2) {
    well = run("fetch 2 from rows");
    memcpy(value, answer, sizeof value);
  }
  well = well && run("close rows");
  if (well) memcpy(answer, value, sizeof value);
  end(well, "commit");
}

/* Pipeline mode, which has no simple queries. */
static void batch(const char* text, int n) {
  char number[20];
  const char* values[] = {number};
  PGresult* result;
  int well = 1, at_end = 0;
  if (way == SIMPLE) {
    say("ok none");
    return;
  }
  if (way == PREPARED && !prepare(text)) return;
  PQenterPipelineMode(conn);
  if (way == UNNAMED) PQsendPrepare(conn, "", text, 0, NULL);
  for (int i = 0; i < 3; ++i) {
    snprintf(number, sizeof number, "%d", n + i);
    if (way == PARAMS)
      PQsendQueryParams(conn, text, 1, NULL, values, NULL, NULL, 0);
    else
      PQsendQueryPrepared(conn, name_of(text), 1, values, NULL, NULL, 0);
  }
  PQpipelineSync(conn);
  while (!at_end) {
    if (!(result = PQgetResult(conn))) {
      if (PQstatus(conn) == CONNECTION_BAD) break;
      continue;
    }
    at_end = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
    if (at_end || !well || PQresultStatus(result) == PGRES_PIPELINE_ABORTED)
      PQclear(result);
    else
      well = good(result);
  }
  PQexitPipelineMode(conn);
}

static void run_step(const char* line) {
  char what[20] = "", text[LENGTH], next[LENGTH];
  int k = 0, n = 0;
  if (strncmp(line, "sql ", 4) == 0) {
    run(line + 4);
    return;
  }
  sscanf(line, "%19s %d %d", what, &k, &n);
  sum(text, k);
  sum(next, k + 1);
  if (strcmp(what, "autocommit") == 0)
    ask(text, n);
  else if (strcmp(what, "transaction") == 0)
    transaction(text, n);
  else if (strcmp(what, "fail") == 0)
    ask(division, 0);
  else if (strcmp(what, "missing") == 0)
    ask(missing, 1);
  else if (strcmp(what, "missing_inside") == 0) {
    if (run("begin")) end(ask(missing, 1), "rollback");
  } else if (strcmp(what, "fail_inside") == 0) {
    if (run("begin")) end(ask(text, n) && ask(division, 0), "rollback");
  } else if (strcmp(what, "rollback") == 0) {
    if (run("begin")) end(ask(text, n), "rollback");
  } else if (strcmp(what, "drop") == 0)
    drop(text, n);
  else if (strcmp(what, "drop_last") == 0)
    drop_inside(text, n, NULL);
  else if (strcmp(what, "drop_inside") == 0)
    drop_inside(text, n, next);
  else if (strcmp(what, "cursor") == 0)
    cursor(k, n, 5);
  else if (strcmp(what, "cursor_early") == 0)
    cursor(k, n, 2);
  else if (strcmp(what, "batch") == 0)
    batch(text, n);
  else if (strcmp(what, "reconnect") == 0) {
    PQfinish(conn);
    open_connection();
    if (PQstatus(conn) == CONNECTION_OK)
      say("ok");
    else
      say("error - %s", PQerrorMessage(conn));
  } else if (strcmp(what, "fill") == 0 || strcmp(what, "give_back") == 0)
    say("ok none");
  else
    say("error - no such step: %s", what);
}

int main(int count, char** words) {
  char line[LENGTH];
  const char* config = count > 1 ? words[1] : "";
  way = strcmp(config, "params") == 0             ? PARAMS
        : strcmp(config, "prepared") == 0         ? PREPARED
        : strcmp(config, "unnamed-prepared") == 0 ? UNNAMED
                                                  : SIMPLE;
  setvbuf(stdout, NULL, _IOLBF, 0);
  open_connection();
  if (PQstatus(conn) != CONNECTION_OK) {
    say("error - %s", PQerrorMessage(conn));
    puts(answer);
    return 1;
  }
  puts("ready");
  while (fgets(line, sizeof line, stdin)) {
    line[strcspn(line, "\n")] = '\0';
    run_step(line);
    puts(answer);
  }
  PQfinish(conn);
  return 0;
}
