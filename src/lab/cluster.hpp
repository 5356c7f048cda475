#pragma once

#include <filesystem>
#include <string_view>

#include "lab/lab.hpp"
#include "lab/process.hpp"
#include "lab/workspace.hpp"

namespace poolprobe::lab {

/// Makes a stopped cluster in the folder `data` of the workspace: superuser `postgres`, role `app`, databases
/// `app` and `template1` and no other, C locale, UTF-8. The first cluster of a PostgreSQL version is kept in
/// the user's cache folder, and later ones are copies of it; without a writable cache folder, every cluster
/// is made from scratch.
[[nodiscard]] std::filesystem::path make_cluster(workspace const&, found_binary const&,
                                                 interrupted_check const&);

/// Runs SQL, one statement a line, on a stopped cluster as its superuser (PostgreSQL's single-user mode).
void run_sql(workspace const&, found_binary const&, std::filesystem::path const& data, std::string_view sql,
             std::vector<std::string> const& arguments, interrupted_check const&);

}  // namespace poolprobe::lab
