#include <fmt/format.h>

#include "explain/pages.hpp"
#include "text/ascii.hpp"

namespace poolprobe {
namespace {

struct result {
  std::string_view word;  ///< as the screen says it
  std::string_view kind;
  std::string_view text;  ///< in Markdown of at most 80 columns
};

constexpr std::string_view outcome_kind = "An outcome: what a probe has observed";
constexpr std::string_view verdict_kind = "A verdict, and an exit code";

constexpr result rows[] = {
    {"works", outcome_kind,
     "What must hold was seen to hold, on the server connections that it was planned for.\n"},
    {"breaks", outcome_kind,
     "It was seen not to hold: there was an error, or something of the client's was\nlost.\n"},
    {"leaks", outcome_kind, "Something that one client left behind reached another client.\n"},
    {"wrong_answer", outcome_kind,
     R"(A client was answered by another client's statement, and no error told. It is
the worst outcome: an application cannot notice it.
)"},
    {"unknown", outcome_kind,
     R"(It could not be told; the reason stands beside it. The pool has one server
connection, others were served in between, or the server said something that has
nothing to do with the question. Never taken for "works".

PP305 is called startup/unknown: `poolprobe explain PP305`
)"},
    {"skipped", outcome_kind,
     R"(The probe was not run: it needs `--allow-ddl` or `--sacrificial`, `--only`,
`--skip` or `--passive` left it out, or the deadline had come.
)"},
    {"compatible", verdict_kind,
     R"(Exit code 0: everything that is required was observed to work. What is not
required may still break; the last lines name it.
)"},
    {"incompatible", verdict_kind,
     "Exit code 1: something that is required was observed to break, to leak or to be\nanswered wrongly.\n"},
    {"inconclusive", verdict_kind,
     R"(Exit code 4: the connection works, but something that is required could not be
observed: it is "unknown", or was not run. Nothing is known to break.
)"},
};

constexpr std::string_view what_is_required = R"(
What is required is what the driver needs that the connection text names; where
it names none, that named prepared statements work (PP101, PP102, PP103).
`--require` adds to it.
)";

}  // namespace

std::optional<std::string> result_page(std::string_view word) {
  std::string name(word);
  for (char& c : name) c = c == ' ' || c == '-' ? '_' : c;
  for (auto const& r : rows) {
    if (!same_letters(name, r.word)) continue;
    auto const page = fmt::format("# {}\n\n{}.\n\n{}", r.word, r.kind, r.text);
    return r.kind == verdict_kind ? page + std::string(what_is_required) : page;
  }
  return std::nullopt;
}

}  // namespace poolprobe
