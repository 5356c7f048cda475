#include "trace/session_observer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "trace/tracked_settings.hpp"

namespace poolprobe::trace {
namespace {

constexpr std::size_t most_portals = 1000;  // in one transaction
constexpr std::size_t most_refused = 1000;  // names of one connection

/// Whether the text may be shown for a hazard; the statement table keeps only the first text of each shape.
bool may_be_reported(request const& what, statement const& found) {
  return what.what == request::kind::parse ||
         std::any_of(found.parts.begin(), found.parts.end(), [](effects const& e) { return !e.empty(); });
}

bool commits(std::shared_ptr<statement const> const& what, std::size_t part) {
  return what && part < what->parts.size() &&
         std::any_of(what->parts[part].begin(), what->parts[part].end(),
                     [](effect const& e) { return e.what == effect::kind::commit; });
}

}  // namespace

void session_observer::sent(notation::message const& what, std::string_view sql, bool waited) {
  if (what.verb == notation::verb::parse) of_.drivers.parse(connection_, what.name, sql);
  if (what.verb == notation::verb::query) of_.drivers.query(connection_, sql);
  if (of_.drivers.wants_groups(connection_)) group_.add(what, waited);
  use_refused_name(what);
}

/// A pooler judges by what is sent: a Close frees the name, and a Parse finds it taken, whatever comes of
/// them.
void session_observer::use_refused_name(notation::message const& what) {
  auto const found = refused_.find(what.name);
  if (found == refused_.end()) return;
  if (what.verb == notation::verb::close_statement) refused_.erase(found);
  if (what.verb == notation::verb::parse)
    of_.hazards.add(hazard_code::failed_parse_again, found->second, {connection_, transaction_}, what.name);
}

void session_observer::start(std::vector<std::pair<std::string, std::string>> const& parameters) {
  ++of_.counts.connections;
  of_.drivers.login(connection_, parameters);
  for (auto const& [name, value] : parameters) {
    if (name == "application_name" && value == "postgres.js") prepared_.expect_random_names();
  }
  auto const refused = [this](std::string const& what) {
    of_.hazards.add(hazard_code::startup_parameter, what, {connection_, transaction_});
  };
  for (auto const& [name, value] : parameters) {
    if (!is_accepted_at_startup(name)) refused(name);
    if (name != "options") continue;
    for (auto const inside : parameters_in_options(value)) {
      if (!is_tracked(inside)) refused(fmt::format("options: {}", inside));
    }
  }
}

void session_observer::done(request const& what, std::string_view tag) {
  switch (what.what) {
    case request::kind::parse:
      return prepared_.parse(what.name, what.text, read(what), transaction_);
    case request::kind::bind:
      return bind(what);
    case request::kind::describe:
      if (!what.of_portal) (void)prepared_.use(what.name, transaction_);
      return;
    case request::kind::close:
      if (what.of_portal) {
        portals_.erase(what.name);
      } else {
        prepared_.close(what.name);
      }
      return;
    case request::kind::execute: {
      auto const portal = portals_.find(what.name);
      if (portal != portals_.end()) execute(portal->second, 0, tag);
      return;
    }
    case request::kind::query:
      return query(what, tag);
    default:
      return;
  }
}

session_observer::statement_ref session_observer::read(request const& what) {
  auto found = of_.book.look_up(what.text, what.cut);
  if (found->how == statement::reading::not_sql) ++of_.counts.not_sql;
  if (found->how == statement::reading::too_long) ++of_.counts.too_long;
  auto const text = std::string_view(what.text).substr(0, statement_table::most_shown);
  if (found->text == text || !may_be_reported(what, *found)) return found;
  auto its_own = std::make_shared<statement>(*found);
  its_own->text = text;
  return its_own;
}

void session_observer::bind(request const& what) {
  auto statement = prepared_.use(what.name, transaction_);
  if (portals_.size() < most_portals || what.portal.empty()) portals_[what.portal] = std::move(statement);
}

void session_observer::query(request const& what, std::string_view tag) {
  if (what.commands == 0) query_ = read(what);
  execute(query_, static_cast<std::size_t>(what.commands), tag);
}

void session_observer::execute(statement_ref const& what, std::size_t part, std::string_view tag) {
  ++of_.counts.statements;
  if (tag == "ROLLBACK" && commits(what, part)) {
    auto const by = aborted_by_.value_or(failed_statement());
    of_.hazards.add(hazard_code::lost_commit, by.text, {connection_, transaction_}, by.name);
  }
  auto const is_known = what && part < what->parts.size();
  if (is_known && deallocates_own(what->parts[part], what->text)) return;
  effects_.executed(what, part, tag, transaction_);
  if (tag != "DEALLOCATE ALL" && tag != "DISCARD ALL") return;
  prepared_.clear();
  refused_.clear();
}

/// On the server connection where it was prepared a statement can be dropped, unless a pooler has renamed it.
bool session_observer::deallocates_own(effects const& done, std::string const& text) {
  if (done.size() != 1 || done.front().what != effect::kind::deallocate) return false;
  auto const& name = done.front().name;
  if (!prepared_.is_fresh(name)) return false;
  of_.hazards.add(hazard_code::deallocate_own, text, {connection_, transaction_}, name);
  prepared_.close(name);
  return true;
}

session_observer::failed_statement session_observer::statement_of(request const& what) const {
  auto const shown = [](std::string_view text) {
    return std::string(text.substr(0, statement_table::most_shown));
  };
  switch (what.what) {
    case request::kind::parse:
    case request::kind::query:
      return {shown(what.text), what.name};
    case request::kind::execute: {
      auto const portal = portals_.find(what.name);
      return {portal == portals_.end() || !portal->second ? "" : shown(portal->second->text), ""};
    }
    case request::kind::bind:
    case request::kind::describe:
    case request::kind::close:
      return {what.of_portal ? "" : shown(prepared_.text_of(what.name)), what.of_portal ? "" : what.name};
    default:
      return {};
  }
}

/// A name that is missing, or there already, on the server connection that the program has got. PgBouncer
/// that keeps track gives 08P01, which it gives for many things, for a name that it takes for used. And a
/// block that had not failed is another client's where it is in the failed state.
bool session_observer::comes_of_a_pooler(std::string_view sqlstate, request const& what) const {
  if (sqlstate == "26000" || sqlstate == "42P05") return true;
  if (sqlstate == "25P02") return !aborted_by_ && status_ != 'E';
  auto const is_named_parse = what.what == request::kind::parse && !what.name.empty();
  return sqlstate == "08P01" && is_named_parse &&
         (refused_.contains(what.name) || prepared_.is_known(what.name));
}

/// PREPARE, EXECUTE and DEALLOCATE, which have kinds of their own: false where it is none of them.
bool session_observer::meet_command(request const& what) {
  statement_ref by;
  if (what.what == request::kind::query) by = what.commands == 0 ? read(what) : query_;
  if (what.what == request::kind::execute && portals_.contains(what.name)) by = portals_[what.name];
  auto const part = static_cast<std::size_t>(what.commands);
  if (!by || part >= by->parts.size()) return false;
  auto const& doing = by->parts[part];
  if (deallocates_own(doing, by->text)) return true;
  bool is_one = false;
  for (auto const& each : doing) {
    auto const drops = each.what == effect::kind::deallocate && !each.name.empty();
    if (!drops && each.what != effect::kind::prepare && each.what != effect::kind::execute) continue;
    is_one = true;
    auto const code = drops ? hazard_code::deallocate : hazard_code::sql_prepare;
    of_.hazards.add(code, by->text, {connection_, transaction_}, each.name);
  }
  return is_one;
}

/// What has failed in the way of a hazard is one, which would have been seen had it succeeded.
void session_observer::meet(std::string_view sqlstate, request const& what) {
  if (!comes_of_a_pooler(sqlstate, what)) return;
  auto const is_use =
      (what.what == request::kind::bind || what.what == request::kind::describe) && !what.of_portal;
  if (is_use && sqlstate == "26000") (void)prepared_.use(what.name, transaction_);
  auto const is_command = what.what == request::kind::query || what.what == request::kind::execute;
  if (is_command && sqlstate != "25P02" && meet_command(what)) return;
  auto const by = statement_of(what);
  of_.hazards.add(hazard_code::met_error, by.text, {connection_, transaction_}, by.name);
}

/// In a failed block every later statement fails too, so only the first failure counts.
void session_observer::fail(std::string_view sqlstate, request const* what) {
  constexpr std::string_view name_is_there = "42P05";
  failed_ = true;
  if (what != nullptr) meet(sqlstate, *what);
  auto const is_named_parse = what != nullptr && what->what == request::kind::parse && !what->name.empty();
  if (is_named_parse && sqlstate != name_is_there && refused_.size() < most_refused)
    refused_.try_emplace(what->name, statement_of(*what).text);
  if (!aborted_by_ && what != nullptr) aborted_by_ = statement_of(*what);
}

void session_observer::ready(status now, bool settled) {
  if (settled && !group_.steps().empty()) {
    if (group_.left_out() == 0) of_.drivers.message_group(connection_, group_.steps());
    group_.clear();
  }
  if (status_ == '-') ++of_.counts.logins;
  auto const is_login = std::exchange(status_, now) == '-';
  query_.reset();
  if (now != 'E') aborted_by_.reset();  // also after ROLLBACK TO
  if (now != 'I' || is_login) return;
  effects_.end_transaction(transaction_, failed_);
  prepared_.end_transaction(transaction_);
  portals_.clear();
  failed_ = false;
  ++transaction_;
  ++of_.counts.transactions;
}

void session_observer::lose() { ++of_.counts.lost; }

void session_observer::close() {
  if (status_ == 'T' || status_ == 'E')
    of_.hazards.add(hazard_code::left_open, "", {connection_, transaction_});
}

}  // namespace poolprobe::trace
