#include "cli/subcommand.hpp"
namespace poolprobe {
int run_lab(arguments const&) { return 2; }
}  // namespace poolprobe
