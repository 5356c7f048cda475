#include "trace/parse_tree.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "text/ascii.hpp"

namespace poolprobe::trace {
namespace {

using json = nlohmann::json;
using kind = effect::kind;

/// PostgreSQL's own limit on nesting keeps its parser from producing deeper trees.
constexpr int deepest = 5000;

json const& member(json const& node, char const* name) {
  static json const nothing;
  auto const found = node.is_object() ? node.find(name) : node.end();
  return node.is_object() && found != node.end() ? *found : nothing;
}

std::string text(json const& node, char const* name) {
  auto const& value = member(node, name);
  return value.is_string() ? value.get<std::string>() : std::string();
}

bool flag(json const& node, char const* name) {
  auto const& value = member(node, name);
  return value.is_boolean() && value.get<bool>();
}

/// The names in a list of String nodes.
std::vector<std::string> strings(json const& list) {
  std::vector<std::string> all;
  if (!list.is_array()) return all;
  for (auto const& each : list) all.push_back(text(member(each, "String"), "sval"));
  return all;
}

/// The value of a literal, or of a cast of one; nullopt for anything else.
std::optional<std::string> literal(json const& node) {
  if (auto const& cast = member(node, "TypeCast"); !cast.is_null()) return literal(member(cast, "arg"));
  auto const& constant = member(node, "A_Const");
  if (constant.is_null()) return std::nullopt;
  if (auto const& string = member(constant, "sval"); !string.is_null()) return text(string, "sval");
  if (auto const& boolean = member(constant, "boolval"); !boolean.is_null())
    return flag(boolean, "boolval") ? "true" : "false";
  return std::nullopt;
}

/// The value of an integer literal, which may be in quotes as those of settings may.
std::optional<int> integer(json const& node) {
  auto const& constant = member(node, "A_Const");
  auto const& value = member(member(constant, "ival"), "ival");
  if (value.is_number_integer()) return value.get<int>();
  auto const quoted = literal(node).value_or("");
  int read = 0;
  auto const [end, error] = std::from_chars(quoted.data(), quoted.data() + quoted.size(), read);
  auto const whole = error == std::errc() && end == quoted.data() + quoted.size();
  return whole ? std::optional(read) : std::nullopt;
}

/// Reads a boolean as PostgreSQL does (utils/adt/bool.c): any beginning of these words.
bool says_false(std::string const& word) {
  auto const given = lower_case(word);
  auto const begins = [&given](std::string_view whole) { return !given.empty() && whole.starts_with(given); };
  return begins("false") || begins("no") || given == "off" || given == "of" || given == "0";
}

class reader {
 public:
  explicit reader(understood_sql& into) : into_(into) {}

  void statement(json const& node) {
    into_.statements.emplace_back();
    if (!node.is_object() || node.empty()) return;
    auto const& type = node.begin().key();
    if (type == "PrepareStmt") return add(kind::prepare, text(node.begin().value(), "name"));
    command(type, node.begin().value());
    if (executes(type, node.begin().value())) walk(node, 0);
  }

 private:
  void add(kind what, std::string name = {}) { into_.statements.back().push_back({what, std::move(name)}); }

  /// Statements whose expressions are computed now, not stored for later as in CREATE VIEW.
  static bool executes(std::string const& type, json const& node) {
    static constexpr std::array now{"SelectStmt",  "InsertStmt",       "UpdateStmt", "DeleteStmt",
                                    "MergeStmt",   "CallStmt",         "CopyStmt",   "CreateTableAsStmt",
                                    "ExecuteStmt", "DeclareCursorStmt"};
    if (type == "ExplainStmt") return is_analyze(node);
    return std::find(now.begin(), now.end(), type) != now.end();
  }

  static bool is_analyze(json const& explain) {
    auto const& options = member(explain, "options");
    return options.is_array() && std::any_of(options.begin(), options.end(), [](json const& each) {
             return text(member(each, "DefElem"), "defname") == "analyze";
           });
  }

  void command(std::string const& type, json const& node) {
    if (type == "TransactionStmt") return transaction(node);
    if (type == "VariableSetStmt") return variable(node);
    if (type == "ListenStmt") return add(kind::listen, text(node, "conditionname"));
    if (type == "UnlistenStmt") return add(kind::unlisten, text(node, "conditionname"));
    if (type == "ClosePortalStmt") return add(kind::close_cursor, text(node, "portalname"));
    if (type == "DeallocateStmt") return add(kind::deallocate, text(node, "name"));
    if (type == "DiscardStmt") return discard(text(node, "target"));
    if (type == "LoadStmt") return add(kind::load, text(node, "filename"));
    if (type == "DropStmt") return drop(member(node, "objects"));
    if (type == "DeclareCursorStmt") return cursor(node);
    if (type == "CreateStmt") return made(member(node, "relation"), text(node, "oncommit"));
    if (type == "ViewStmt") return made(member(node, "view"), {});
    if (type == "CreateSeqStmt") return made(member(node, "sequence"), {});
  }

  void transaction(json const& node) {
    auto const what = text(node, "kind");
    auto const name = text(node, "savepoint_name");
    if (what == "TRANS_STMT_BEGIN" || what == "TRANS_STMT_START") add(kind::begin);
    if (what == "TRANS_STMT_COMMIT") add(kind::commit);
    if (what == "TRANS_STMT_ROLLBACK" || what == "TRANS_STMT_PREPARE") add(kind::rollback);
    if (what == "TRANS_STMT_SAVEPOINT") add(kind::savepoint, name);
    if (what == "TRANS_STMT_ROLLBACK_TO") add(kind::rollback_to, name);
  }

  /// The parameters set with SET TRANSACTION end with the transaction.
  void variable(json const& node) {
    auto const what = text(node, "kind");
    auto const name = lower_case(text(node, "name"));
    auto const ends_with_transaction = name == "transaction" || name == "transaction snapshot" ||
                                       name == "transaction_isolation" || name == "transaction_read_only" ||
                                       name == "transaction_deferrable";
    if (flag(node, "is_local") || ends_with_transaction) return;
    if (what == "VAR_RESET_ALL") return add(kind::reset);
    if (what == "VAR_RESET" || what == "VAR_SET_DEFAULT") return add(kind::reset, name);
    into_.statements.back().push_back({kind::set, name, changes_nothing(name, only(member(node, "args")))});
  }

  static json const& only(json const& values) {
    static json const nothing;
    return values.is_array() && values.size() == 1 ? values[0] : nothing;
  }

  /// PostgreSQL 12 and later write a float in the shortest exact form with every extra_float_digits above 0,
  /// and 1 is the default.
  bool changes_nothing(std::string const& name, json const& value) {
    if (name == "client_min_messages") return true;
    if (name != "extra_float_digits") return false;
    into_.depends_on_values = true;
    auto const number = integer(value);
    return number && *number > 0;
  }

  void discard(std::string const& target) {
    if (target == "DISCARD_ALL") add(kind::discard, "all");
    if (target == "DISCARD_TEMP") add(kind::discard, "temp");
    if (target == "DISCARD_SEQUENCES") add(kind::discard, "sequences");
  }

  void drop(json const& objects) {
    if (!objects.is_array()) return;
    for (auto const& object : objects) {
      auto const path = strings(member(member(object, "List"), "items"));
      if (!path.empty()) add(kind::drop, path.back());
    }
  }

  void cursor(json const& node) {
    constexpr int with_hold = 0x20;  // CURSOR_OPT_HOLD in nodes/parsenodes.h, PostgreSQL 14 to 18
    auto const& options = member(node, "options");
    if (options.is_number_integer() && (options.get<int>() & with_hold) != 0)
      add(kind::hold_cursor, text(node, "portalname"));
  }

  void made(json const& relation, std::string const& on_commit) {
    auto const is_temporary =
        text(relation, "relpersistence") == "t" || text(relation, "schemaname") == "pg_temp";
    if (is_temporary && on_commit != "ONCOMMIT_DROP") add(kind::make_temporary, text(relation, "relname"));
  }

  void walk(json const& node, int depth) {
    if (depth > deepest) return;
    if (node.is_array()) {
      for (auto const& each : node) walk(each, depth + 1);
    } else if (node.is_object()) {
      for (auto const& [key, value] : node.items()) {
        if (key == "FuncCall" || key == "funccall") function(value);
        if (key == "ExecuteStmt") add(kind::execute, text(value, "name"));
        if (key == "intoClause" || key == "into") made(member(value, "rel"), text(value, "onCommit"));
        walk(value, depth + 1);
      }
    }
  }

  void function(json const& call) {
    auto const path = strings(member(call, "funcname"));
    if (path.empty() || path.size() > 2 || (path.size() == 2 && path.front() != "pg_catalog")) return;
    auto const& name = path.back();
    if (name == "set_config") return set_config(member(call, "args"));
    if (name == "currval" || name == "lastval") return add(kind::read_sequence, name);
    if (name == "pg_advisory_unlock_all") return add(kind::unlock);
    if (name == "pg_advisory_unlock" || name == "pg_advisory_unlock_shared") return add(kind::unlock, "one");
    static constexpr std::array locks{"pg_advisory_lock", "pg_advisory_lock_shared", "pg_try_advisory_lock",
                                      "pg_try_advisory_lock_shared"};
    if (std::find(locks.begin(), locks.end(), name) != locks.end()) add(kind::lock, name);
  }

  /// Where the text does not say whether the setting ends with the transaction, nothing is reported.
  void set_config(json const& arguments) {
    into_.depends_on_values = true;
    if (!arguments.is_array() || arguments.size() != 3) return;
    auto const is_local = literal(arguments[2]);
    if (!is_local || !says_false(*is_local)) return;
    auto const name = lower_case(literal(arguments[0]).value_or(""));
    into_.statements.back().push_back({kind::set, name, changes_nothing(name, arguments[1])});
  }

  understood_sql& into_;
};

}  // namespace

understood_sql read_tree(json const& tree) {
  understood_sql all;
  reader in(all);
  auto const& statements = member(tree, "stmts");
  if (!statements.is_array()) return all;
  for (auto const& each : statements) in.statement(member(each, "stmt"));
  return all;
}

}  // namespace poolprobe::trace
