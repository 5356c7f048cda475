#include "testbed/undo.hpp"

#include <fmt/format.h>

namespace poolprobe::undo {

std::string session_value_of(std::string_view name) {
  return fmt::format(
      "coalesce((select '=' || current_setting(name) from pg_settings where name = '{}' and source = "
      "'session'), "
      "'')",
      name);
}

std::string set_back_to(std::string_view value) {
  return fmt::format("substr(nullif({}::text, ''), 2)", value);
}

left_behind setting(std::string name, std::string before) {
  statement undo{
      "", fmt::format("select set_config($1, {}, false)", set_back_to("$2")), {name, std::move(before)}, {}};
  return {residue_kind::setting, std::move(name), std::move(undo)};
}

/// Checks first whether it is locked: unlocking what is not locked writes a warning into the server's log.
left_behind advisory_lock(std::string key) {
  statement undo{"",
                 "select pg_advisory_unlock($1::bigint) from pg_locks where locktype = 'advisory' and pid = "
                 "pg_backend_pid() and objsubid = 1 and classid::bigint << 32 | objid::bigint = $1::bigint",
                 {key},
                 {}};
  return {residue_kind::advisory_lock, std::move(key), std::move(undo)};
}

/// Looks first whether the server knows the channel: a pooler may have kept LISTEN to itself, and such a
/// pooler may answer UNLISTEN oddly.
left_behind channel(std::string name) {
  statement undo{
      "", "select format('unlisten %I', c) from pg_listening_channels() as c where c = $1", {name}, {}};
  return {residue_kind::channel, std::move(name), std::move(undo), true};
}

left_behind held_cursor(std::string name) {
  statement undo{"", "select format('close %I', name) from pg_cursors where name = $1", {name}, {}};
  return {residue_kind::cursor, std::move(name), std::move(undo), true};
}

left_behind prepared_statement(std::string name) {
  statement undo{
      "", "select format('deallocate %I', name) from pg_prepared_statements where name = $1", {name}, {}};
  return {residue_kind::prepared_statement, std::move(name), std::move(undo), true};
}

left_behind temporary_table(std::string name) {
  statement undo{"",
                 "select format('drop table pg_temp.%I', relname) from pg_class"
                 " where relnamespace = pg_my_temp_schema() and relname = $1",
                 {name},
                 {}};
  return {residue_kind::temporary_table, std::move(name), std::move(undo), true};
}

}  // namespace poolprobe::undo
