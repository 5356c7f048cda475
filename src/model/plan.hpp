#pragma once

#include <string>
#include <vector>

#include "model/run_record.hpp"

/// What a run would send, as plain data: `check --dry-run`. Field names are those of the JSON contract
/// (reports/schema/plan-1.schema.json). Nothing in here is ever a secret.
namespace poolprobe {

/// One step that would be sent.
struct planned_step {
  std::string client;         ///< "A", "B", "C", "console"; empty for a startup packet on a socket of its own
  std::string sent;           ///< as in a transcript; also "connect", a login, and "close", the end of it
  std::string sql;            ///< as in a transcript; `{answer}` stands for what an earlier answer tells
  bool asks_backend = false;  ///< it also carries P() B E of select pg_backend_pid()
};

/// The survey, a probe, a configuration of a driver, or the clean-up.
struct planned_part {
  std::string code;         ///< of the probe; empty for all else
  std::string id;           ///< of the probe or the configuration; "survey", "clean-up"
  std::string not_run;      ///< why it would not run; empty where it would
  std::string only_if;      ///< what must have happened before for it to run; mostly empty
  std::string cannot_tell;  ///< why it would have no result even if everything works; mostly empty
  std::vector<planned_step> steps;
};

struct plan {
  tool_info tool;
  target_info target;
  std::vector<planned_part> parts;  ///< in the order in which they would run
  poolprobe::cost cost;             ///< connections and round trips where everything goes as listed
  /// Where the connection text has several hosts: all of them; the same goes to each, one after the other.
  std::vector<std::string> hosts = {};
};

}  // namespace poolprobe
