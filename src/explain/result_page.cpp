#include <fmt/format.h>

#include <algorithm>

#include "explain/pages.hpp"
#include "model/exit_code.hpp"
#include "model/outcome.hpp"
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
    {word(outcome::works), outcome_kind,
     "What must hold was seen to hold, on the server connections that it was planned for.\n"},
    {word(outcome::breaks), outcome_kind,
     "It was seen not to hold: there was an error, or something of the client's was\nlost.\n"},
    {word(outcome::leaks), outcome_kind, "Something that one client left behind reached another client.\n"},
    {word(outcome::wrong_answer), outcome_kind,
     R"(A client was answered by another client's statement, and no error told. An
application cannot notice it. Only a lost commit ("loses") is worse.
)"},
    {word(outcome::loses), outcome_kind,
     R"(The program was told that its transaction was committed, and nothing of it was
kept: the server answered COMMIT with ROLLBACK, and the driver reported no error.
It is the worst outcome: data is lost, and an application cannot notice it.

A statement of the block had failed before, and the driver had hidden that error
(mostly of a DEALLOCATE that found no statement on this server connection). The
SQLSTATE beside the outcome is of that statement. PostgreSQL answers COMMIT in a
failed transaction with ROLLBACK; that is no error.

In `trace` the same is TR402: `poolprobe explain TR402`
)"},
    {word(outcome::unknown), outcome_kind,
     R"(It could not be told; the reason stands beside it. The pool has one server
connection, others were served in between, or the server said something that has
nothing to do with the question. Never taken for "works".

PP305 is called startup/unknown: `poolprobe explain PP305`
)"},
    {word(outcome::skipped), outcome_kind,
     R"(The probe was not run: it needs `--allow-ddl` or `--sacrificial`, `--only`,
`--skip` or `--passive` left it out, or the deadline had come.
)"},
    {word(verdict_status::compatible), verdict_kind,
     R"(everything that is required was observed to work. What is not
required may still break; the last lines name it.
)"},
    {word(verdict_status::incompatible), verdict_kind,
     R"(something that is required was observed to break, to leak, to be
answered wrongly or to lose a commit.
)"},
    {word(verdict_status::inconclusive), verdict_kind,
     R"(the connection works, but something that is required could not be
observed: it is "unknown", or was not run. Nothing is known to break.
)"},
};

constexpr std::string_view what_is_required = R"(
What is required is what the driver needs that the connection text names; where
it names none, that named prepared statements work (PP101, PP102, PP103).
`--require` adds to it.
)";

int code_of(std::string_view verdict) {
  auto const* const found = std::find_if(exit_meanings.begin(), exit_meanings.end(),
                                         [verdict](exit_meaning const& row) { return row.word == verdict; });
  return static_cast<int>(found->code);
}

}  // namespace

std::optional<std::string> result_page(std::string_view word) {
  std::string name(word);
  for (char& c : name) c = c == ' ' || c == '-' ? '_' : c;
  for (auto const& r : rows) {
    if (!same_letters(name, r.word)) continue;
    auto const head = fmt::format("# {}\n\n{}.\n\n", r.word, r.kind);
    if (r.kind != verdict_kind) return head + std::string(r.text);
    return head + fmt::format("Exit code {}: {}{}", code_of(r.word), r.text, what_is_required);
  }
  return std::nullopt;
}

}  // namespace poolprobe
