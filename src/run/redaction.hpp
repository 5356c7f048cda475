#pragma once

#include "conninfo/secret.hpp"
#include "model/plan.hpp"
#include "model/run_record.hpp"

namespace poolprobe {

/// Takes the password out of every text of the record: a server, a program or the connection text may repeat
/// it anywhere. Left alone are words of our own tables (codes, ids, settings and scripts of the catalogue),
/// without which a record could not be read, and what the user calls the server (host, port, database, user).
/// Done once, when the observations are complete, because an answer must be compared before it is changed.
void redact(run_record&, secret const&);

/// The same for what a check would send.
void redact(plan&, secret const&);

}  // namespace poolprobe
