#include "cli/manual_page.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/completion_table.hpp"
#include "model/exit_code.hpp"
#include "reports/wrap_text.hpp"
#include "text/split.hpp"
#include "text/version.hpp"

namespace poolprobe {
namespace {

/// Text for troff: no backslash, hyphen or quote that it would change, no line that it would take for a
/// request, and its own names for what is not ASCII.
std::string escaped(std::string_view text) {
  std::string all;
  for (std::size_t at = 0; at < text.size(); ++at) {
    auto const c = text[at];
    if (text.substr(at).starts_with("…")) {
      all += "...";
      at += std::string_view("…").size() - 1;
    } else if (text.substr(at).starts_with("·")) {
      all += "\\(bu";
      at += std::string_view("·").size() - 1;
    } else if (c == '\\') {
      all += "\\(rs";
    } else if (c == '-') {
      all += "\\-";
    } else if ((c == '.' || c == '\'') && (all.empty() || all.back() == '\n')) {
      all += std::string("\\&") + c;
    } else if (c == '\'') {
      all += "\\(aq";
    } else {
      all += c;
    }
  }
  return all;
}

/// On lines that a reader of the source can see whole.
std::string filled(std::string_view text) {
  constexpr std::size_t source_columns = 72;
  std::string all;
  for (auto const& line : wrap(text, source_columns)) all += escaped(line) + '\n';
  return all;
}

/// Paragraphs are filled; lines that are indented stay as they are.
std::string paragraphs(std::string_view text) {
  std::string all;
  bool is_verbatim = false, is_open = false;
  for (auto const line : split(text, '\n')) {
    auto const wants_verbatim = line.starts_with("  ") || (is_verbatim && line.starts_with(' '));
    if (wants_verbatim != is_verbatim && !line.empty()) {
      all += wants_verbatim ? ".PP\n.nf\n" : ".fi\n";
      is_open = wants_verbatim;
      is_verbatim = wants_verbatim;
    }
    if (line.empty()) {
      is_open = false;
      continue;
    }
    if (!is_open && !is_verbatim) all += ".PP\n";
    is_open = true;
    all += escaped(line) + '\n';
  }
  return is_verbatim ? all + ".fi\n" : all;
}

/// ".TP" and how an option is written.
std::string item(completed_option const& option) {
  auto text = std::string(".TP\n");
  if (!option.letter.empty()) text += fmt::format("\\fB\\-{}\\fR, ", option.letter);
  text += fmt::format("\\fB\\-\\-{}\\fR", escaped(option.name));
  if (option.takes_value())
    text += fmt::format("{}\\fI{}\\fR", option.only_equals ? "" : " ", escaped(option.value_name));
  return text + '\n' + filled(option.help);
}

/// What stands below the synopsis of a usage text.
std::string_view prose_of(std::string_view usage) {
  auto const end = usage.find("\n\n");
  return end == std::string_view::npos ? std::string_view() : usage.substr(end + 2);
}

std::string command_section(completed_command const& command) {
  auto text = fmt::format(".SS poolprobe {}\n", escaped(command.name));
  text += escaped(command.usage.substr(0, command.usage.find('\n'))) + '\n';
  text += paragraphs(prose_of(command.usage));
  for (auto const& option : command.options) text += item(option);
  return text;
}

std::string exit_codes() {
  auto rows = exit_meanings;
  std::sort(rows.begin(), rows.end(), [](auto const& a, auto const& b) { return a.code < b.code; });
  std::string text;
  for (auto const& row : rows)
    text += fmt::format(".TP\n\\fB{}\\fR\n{}: {}\n", static_cast<int>(row.code), escaped(row.word),
                        escaped(row.meaning));
  return text;
}

constexpr std::string_view head = R"(.SH NAME
poolprobe \- what a PostgreSQL driver meets behind a connection pooler
.SH SYNOPSIS
.B poolprobe
.RI [ COMMAND ]
.RI [ OPTIONS ]
.RI [ TARGET ]
.SH DESCRIPTION
poolprobe takes a PostgreSQL connection string and says, from what it observes
there, which pooler is behind it and what each client driver will meet.
.PP
.nf
poolprobe check \-\-driver asyncpg postgresql://app@db:6432/app
poolprobe explain \(aqERROR: prepared statement "S_1" already exists\(aq
.fi
.PP
TARGET is a connection URL or a keyword string, also in the forms of drivers.
Without one, DATABASE_URL and the environment of libpq are used. A password is
better given by PGPASSWORD, a password file, \-\-url\-env or \-\-url\-file than
on the command line.
)";

constexpr std::string_view tail = R"(.SH ENVIRONMENT
.TP
\fBDATABASE_URL\fR
the connection text where no other is given
.TP
\fBPGHOST\fR, \fBPGPORT\fR, \fBPGDATABASE\fR, \fBPGUSER\fR, \fBPGPASSWORD\fR, \fBPGSERVICE\fR, ...
as libpq reads them
.TP
\fBNO_COLOR\fR
where it is set and not empty, no colors
.SH SEE ALSO
.BR psql (1),
.BR pgbouncer (1)
)";

}  // namespace

std::string manual_page() {
  auto text = fmt::format(".TH POOLPROBE 1 {} \"poolprobe {}\" \"User Commands\"\n", version_date, version);
  text += std::string(head) + ".SH COMMANDS\n";
  for (auto const& command : completed_commands())
    text += fmt::format(".TP\n\\fB{}\\fR\n{}\n", escaped(command.name), escaped(command.help));
  text += ".SH OPTIONS\n";
  for (auto const& command : completed_commands()) text += command_section(command);
  return text + ".SH EXIT STATUS\n" + exit_codes() + std::string(tail);
}

}  // namespace poolprobe
