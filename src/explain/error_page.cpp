#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "drivers/fill_in_settings.hpp"
#include "explain/connection_failure.hpp"
#include "explain/error_class.hpp"
#include "explain/pages.hpp"
#include "explain/pasted_text.hpp"
#include "explain/prisma_code.hpp"
#include "explain/translated_message.hpp"
#include "explain/wrapper_class.hpp"
#include "text/ascii.hpp"
#include "text/one_line.hpp"

namespace poolprobe {
namespace {

/// If one SQLSTATE has more classes than this, they are listed without their texts.
constexpr std::size_t readable = 4;

/// The probes that show it on the user's own connection, and how to run them.
std::string reproduced_by(std::span<std::string_view const> codes) {
  auto const list = probe_list(codes);
  if (list.empty()) return {};
  return fmt::format("\nSee it happen: `poolprobe check --only {} TARGET`\n\n{}", fmt::join(codes, ","),
                     list);
}

std::string error_text(error_class const& e) {
  return fmt::format("\n## {}\n\nSaid by: {}.\n\n{}.\n\nFix: {}.\n", e.message, e.raised_by, e.meaning,
                     with_settings(e.remedy)) +
         reproduced_by(e.probes);
}

/// Under one heading for each SQLSTATE.
std::string error_texts(std::vector<error_class> const& errors) {
  std::string text;
  std::string_view last;
  for (auto const& e : errors) {
    if (e.sqlstate != last) text += fmt::format("{}# SQLSTATE {}\n", text.empty() ? "" : "\n", e.sqlstate);
    last = e.sqlstate;
    text += error_text(e);
  }
  return text;
}

/// For an SQLSTATE that stands for anything: the message tells what.
std::string overview(std::vector<error_class> const& errors) {
  auto text = fmt::format("# SQLSTATE {}\n\n", errors.front().sqlstate) +
              "It stands for many errors; the message tells which. How to fix one:\n\n"
              "    poolprobe explain 'THE MESSAGE'\n";
  std::string_view by;
  for (auto const& e : errors) {
    if (e.raised_by != by) text += fmt::format("\n## Said by {}\n\n", e.raised_by);
    by = e.raised_by;
    text += fmt::format("* `{}`: {}.\n", e.message, e.meaning);
  }
  return text;
}

/// For a message that is none of those that are known with its SQLSTATE.
std::string none_of_these(std::string_view sqlstate, std::size_t known) {
  return fmt::format(
      "# SQLSTATE {0}: none of these matches\n\nThe text has an SQLSTATE that stands for many errors, and "
      "its message "
      "is none of the {1} that are known with it. `poolprobe explain {0}` lists those.\n\n"
      "{2}To have it added, send (without passwords):\n\n"
      "* the whole line as the program shows it, and the pooler's log of that second;\n"
      "* pooler and version (`poolprobe check TARGET` tells what it can), PostgreSQL's version;\n"
      "* the driver and its version, and what the program was doing: logging in, a query, COMMIT.\n",
      sqlstate, known,
      sqlstate == "08P01"
          ? "PgBouncer gives 08P01 to nearly everything that it says itself, and so do services in "
            "front of it. PostgreSQL gives it where messages of the protocol do not fit.\n\n"
          : "");
}

/// What servers and drivers put around an SQLSTATE; severities also as PostgreSQL translates them.
bool is_label(std::string_view word) {
  constexpr std::string_view labels[] = {
      "error",    "fatal",   "panic",  "warning",  "log",    "sqlstate", "code",   "state",
      "severity", "psql",    "pq",     "utc",      "fehler", "panik",    "erreur", "panique",
      "fel",      "fatalt",  "errore", "fatale",   "HATA",   "ÖLÜMCÜL",  "ОШИБКА", "ВАЖНО",
      "ПАНИКА",   "ПОМИЛКА", "ERRO",   "致命错误", "错误",   "エラー",   "오류",
  };
  return std::any_of(std::begin(labels), std::end(labels),
                     [word](std::string_view label) { return same_letters(word, label); });
}

/// Whether the text is more than the SQLSTATE with labels, numbers and brackets around it.
bool has_other_words(std::string_view text, std::string_view code) {
  constexpr std::string_view between = " \t\r\n.,:;=-[](){}<>'\"`/|0123456789";
  auto const word = [](std::string_view w) { return !w.empty() && !is_label(w); };
  auto const at = text.find(code);
  auto rest = at == std::string_view::npos
                  ? std::string(text)
                  : std::string(text.substr(0, at)) + " " + std::string(text.substr(at + code.size()));
  for (std::size_t begin = 0; begin < rest.size();) {
    auto const end = std::min(rest.find_first_of(between, begin), rest.size());
    if (word(std::string_view(rest).substr(begin, end - begin))) return true;
    begin = end + 1;
  }
  return false;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// Of an SQLSTATE, when no message was recognised: where the text names a statement, only what is about
/// names.
std::string text_of_code(std::string_view code, std::string_view text) {
  auto errors = errors_of_sqlstate(code);
  if (errors.size() > readable) {
    return has_other_words(text, code) ? none_of_these(code, errors.size()) : overview(errors);
  }
  auto const parts = quoted_parts(text);
  auto const is_named = std::any_of(parts.begin(), parts.end(), [](auto const& p) { return name_page(p); });
  if (is_named) {
    std::erase_if(errors,
                  [](error_class const& e) { return e.message.find("\"...\"") == std::string_view::npos; });
  }
  return error_texts(errors.empty() ? errors_of_sqlstate(code) : errors);
}

/// SQLSTATEs that are about the names of statements and cursors.
bool is_about_names(std::string_view code) {
  return code == "26000" || code == "42P05" || code == "08P01" || code == "34000";
}

bool is_number(std::string_view word) {
  return word.find_first_not_of("0123456789") == std::string_view::npos;
}

/// What a text quotes is a name of ours only where it is about statements or cursors. A name right behind
/// that word is the only one; numbers between quotes elsewhere are lines, ports and processes.
std::string name_pages(std::string_view text, std::vector<std::string> const& codes) {
  auto const is_told = text.find("statement") != std::string_view::npos ||
                       text.find("cursor") != std::string_view::npos ||
                       std::any_of(codes.begin(), codes.end(), is_about_names);
  if (!is_told) return {};
  auto names = names_beside(text);
  if (names.empty()) {
    names = quoted_parts(text);
    std::erase_if(names, is_number);
    constexpr std::string_view before = "prepared statement ";
    for (auto at = text.find(before); at != std::string_view::npos; at = text.find(before, at + 1)) {
      auto const rest = text.substr(at + before.size());
      names.emplace_back(rest.substr(0, rest.find_first_of(" \n,;:)")));
    }
  }
  for (auto const& name : names) {
    if (auto page = name_page(name)) return *page + "\n";
  }
  return {};
}

/// Whether settings that name no statement may help: the text is about a statement, and says no name that is
/// the program's own. (A driver's name has a page with the settings.)
bool may_need_settings(std::string_view text, std::vector<std::string> const& codes) {
  constexpr std::string_view before = "prepared statement \"";
  if (auto const at = text.find(before); at != std::string_view::npos)
    return text.substr(at + before.size()).starts_with('"');
  return text.find("prepared statement") != std::string_view::npos ||
         std::any_of(codes.begin(), codes.end(), [](auto const& c) { return c == "26000" || c == "42P05"; });
}

/// A statement that the text names in an unknown language, where only a driver would have called it so.
std::string unmistakable_name(std::string_view text) {
  constexpr std::string_view beginnings[] = {"__asyncpg_", "_pg3_",          "S_",        "sqlx_s_",
                                             "pdo_stmt_",  "dbdpg_p",        "lrupsc_",   "_auto",
                                             "stmtcache_", "__diesel_stmt_", "PGBOUNCER_"};
  for (auto const& name : quoted_parts(text)) {
    auto const is_drivers = std::any_of(std::begin(beginnings), std::end(beginnings),
                                        [&name](std::string_view b) { return name.starts_with(b); });
    if (!is_drivers) continue;
    if (auto page = name_page(name)) return *page + "\n";
  }
  return {};
}

/// Who was talking to the server, by the class of the error.
std::string wrapper_text(wrapper_class const& w, bool names_settings) {
  auto text = fmt::format("# {}\n\nThat is how {} shows an error", w.mark, w.who);
  text += w.sqlstate.empty() ? ".\n" : fmt::format(", here SQLSTATE {}.\n", w.sqlstate);
  if (!w.meaning.empty()) text += fmt::format("\n{}.\n", w.meaning);
  if (!w.remedy.empty()) text += fmt::format("\nFix: {}.\n", w.remedy);
  auto const settings = names_settings ? settings_without_names(w.drivers) : std::string();
  return text + settings + reproduced_by(w.probes) + "\n";
}

/// Those that say something by themselves, or any where the text is about an error of ours.
std::string wrapper_texts(std::vector<wrapper_class> const& wrappers, bool of_ours, bool names_settings) {
  std::string text;
  for (auto const& w : wrappers) {
    if (of_ours || !w.meaning.empty()) text += wrapper_text(w, names_settings);
  }
  return text;
}

/// The known SQLSTATEs of a text, as numbers or as classes of their own.
std::vector<std::string> codes_of(std::string_view text, std::vector<wrapper_class> const& wrappers) {
  auto codes = codes_in(text);
  for (auto const& w : wrappers) {
    if (!w.sqlstate.empty()) codes.emplace_back(w.sqlstate);
  }
  std::erase_if(codes, [](std::string const& code) { return errors_of_sqlstate(code).empty(); });
  return codes;
}

/// The classes whose message is in the text. Of those with the same words the SQLSTATE in the text decides;
/// of those that say the same, old and new wording of one pooler, one is enough.
std::vector<error_class> recognised(std::string_view text, std::vector<std::string> const& codes) {
  auto errors = errors_in(text);
  auto const is_told = [&codes](error_class const& e) {
    return std::find(codes.begin(), codes.end(), e.sqlstate) != codes.end();
  };
  if (std::any_of(errors.begin(), errors.end(), is_told)) std::erase_if(errors, std::not_fn(is_told));
  std::vector<error_class> all;
  for (auto const& e : errors) {
    auto const is_known = std::any_of(all.begin(), all.end(), [&e](error_class const& other) {
      return other.sqlstate == e.sqlstate && other.meaning == e.meaning;
    });
    if (!is_known) all.push_back(e);
  }
  return all;
}

/// "took 26000 ms" has no SQLSTATE in it.
bool may_be_number(std::string_view code, std::string_view text) {
  constexpr std::string_view hints[] = {"SQLSTATE", "sqlstate", "code", "ERROR", "FATAL", "Error", "error"};
  return code.find_first_not_of("0123456789") == std::string_view::npos &&
         std::none_of(std::begin(hints), std::end(hints),
                      [text](std::string_view hint) { return text.find(hint) != std::string_view::npos; });
}

std::string without_message(std::string_view text, std::vector<std::string> const& codes) {
  if (codes.empty() || may_be_number(codes.front(), text)) return {};
  auto told = text_of_code(codes.front(), text);
  auto const is_guess = is_ascii(text) && has_other_words(text, codes.front()) &&
                        errors_of_sqlstate(codes.front()).size() <= readable;
  if (is_guess)
    told += "\nThe message itself is none that is known; this is what its SQLSTATE usually means.\n";
  return told;
}

}  // namespace

std::optional<std::string> sqlstate_page(std::string_view word) {
  auto const errors = errors_of_sqlstate(word);
  if (errors.empty()) return std::nullopt;
  return errors.size() > readable ? overview(errors) : error_texts(errors);
}

std::optional<std::string> line_page(std::string_view pasted) {
  auto const text = one_line(pasted);
  auto const quoted = with_double_quotes(text);
  auto const english = with_english(quoted == text ? text : text + "\n" + quoted);
  auto const wrappers = wrappers_in(english);
  auto const prisma = prisma_code_page(english);
  auto const codes = codes_of(english, wrappers);
  auto const errors = recognised(english, codes);
  auto names = name_pages(english, codes);
  if (names.empty() && errors.empty()) names = unmistakable_name(english);
  auto const failure = errors.empty() && !prisma ? connection_failure_page(text) : std::nullopt;
  auto const told = !errors.empty() ? error_texts(errors)
                    : failure       ? *failure
                    : prisma        ? std::string()
                                    : without_message(text, codes);
  auto const says_something = [](wrapper_class const& w) { return !w.meaning.empty(); };
  auto const of_ours = !names.empty() || (!told.empty() && !failure) ||
                       std::any_of(wrappers.begin(), wrappers.end(), says_something);
  auto const needs_settings = names.empty() && may_need_settings(english, codes);
  auto const page = prisma.value_or("") + (prisma && !told.empty() ? "\n" : "") + names +
                    wrapper_texts(wrappers, of_ours, needs_settings) + told;
  return page.empty() ? std::nullopt : std::optional(page);
}

}  // namespace poolprobe
