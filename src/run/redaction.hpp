#pragma once

#include "conninfo/secret.hpp"
#include "model/plan.hpp"
#include "model/run_record.hpp"

namespace poolprobe {

/// Removes the password from every text of the record: a server, a program or the connection text may repeat
/// it anywhere. Unchanged stay words of our own tables (codes, ids, settings and scripts of the catalogue),
/// without which a record could not be read, and how the user names the server (host, port, database, user).
/// Done once, when the observations are complete, because an answer must be compared before it is changed.
void redact(run_record&, secret const&);

/// The same for what a check would send.
void redact(plan&, secret const&);

}  // namespace poolprobe
