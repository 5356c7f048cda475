#include "explain/explain.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "connection_text/connection_text_dialect.hpp"
#include "drivers/framework_names.hpp"
#include "explain/error_class.hpp"
#include "explain/pages.hpp"
#include "explain/pasted_text.hpp"
#include "explain/pooler_setting.hpp"
#include "explain/pooler_texts.hpp"
#include "explain/prisma_code.hpp"
#include "explain/probe_page.hpp"
#include "text/ascii.hpp"
#include "text/grouped_id.hpp"
#include "text/nearest.hpp"
#include "trace/hazard_kind.hpp"

namespace poolprobe {
namespace {

/// search_path, "search path" and search-path are one.
std::string dashed(std::string_view word) {
  std::string id(word);
  for (char& c : id) c = c == ' ' || c == '_' ? '-' : c;
  return id;
}

std::optional<std::string> page_of_probe(std::string_view word) {
  auto const id = dashed(word);
  for (auto const& p : all_probe_pages()) {
    if (same_letters(word, p.code) || same_letters(id, p.id) || same_letters(id, name_in_group(p.id)))
      return std::string(p.text);
  }
  return std::nullopt;
}

/// Whether every part of `id` is one of the end of a probe's id.
bool is_part(std::string_view id, probe_page const& p) {
  auto const whole = fmt::format("-{}-", name_in_group(p.id));
  for (std::size_t at = 0; at < id.size();) {
    auto const end = std::min(id.find('-', at), id.size());
    if (whole.find(fmt::format("-{}-", id.substr(at, end - at))) == std::string::npos) return false;
    at = end + 1;
  }
  return !id.empty();
}

/// "cursor", "temp", "DEALLOCATE".
std::optional<std::string> part_page(std::string_view word) {
  auto const id = lower_case(dashed(word));
  std::vector<std::string_view> codes;
  for (auto const& p : all_probe_pages()) {
    if (is_part(id, p)) codes.push_back(p.code);
  }
  if (codes.empty()) return std::nullopt;
  if (codes.size() == 1) return std::string(find_probe_page(codes.front())->text);
  return fmt::format("# {}\n\nProbes that are about that, each with a page:\n\n{}", word, probe_list(codes));
}

std::optional<std::string> group_page(std::string_view word) {
  std::vector<std::string_view> codes;
  for (auto const& p : all_probe_pages()) {
    if (same_letters(word, group_of(p.id))) codes.push_back(p.code);
  }
  if (codes.empty()) return std::nullopt;
  return fmt::format("# {}\n\nThe probes of this group:\n\n{}", group_of(word), probe_list(codes));
}

std::optional<std::string> driver_of(std::string_view word) {
  auto const id = lower_case(word);
  if (auto const choice = find_driver(id); choice.driver != nullptr) {
    return driver_page(choice, choice.config->id.empty());
  }
  for (auto const& d : all_drivers()) {
    if (same_letters(word, d.name)) return driver_page({&d, d.configs.data()}, true);
  }
  if (auto const* const prefix = find_dialect(id + "://"); prefix != nullptr && !prefix->driver.empty()) {
    auto const choice = find_driver(prefix->driver);  // "postgresql+asyncpg"
    if (prefix->prefix == id + "://") return driver_page(choice, true);
  }
  return std::nullopt;
}

std::optional<std::string> pool_mode_of(std::string_view word) {
  constexpr std::string_view key = "pool_mode";
  if (same_letters(word, key)) return modes_page();
  auto const written = setting_in(word);
  if (written && same_letters(written->key, key)) word = written->value;
  if (same_letters(word, "none") || same_letters(word, "direct")) return mode_page(pool_mode::none);
  auto const mode = pool_mode_from(word);
  if (mode == pool_mode::unknown) return std::nullopt;
  auto const group = group_page(word);  // "session" is both
  return group ? mode_page(mode) + "\n" + *group : mode_page(mode);
}

/// "P2024" alone would also be a name of Bun SQL's.
std::optional<std::string> bare_prisma_code(std::string_view word) {
  return word.find(' ') == std::string_view::npos ? prisma_code_page(word) : std::nullopt;
}

std::string_view without_quotes(std::string_view word) {
  constexpr std::string_view quotes = "\"'`";
  auto const is_quoted =
      word.size() > 2 && word.front() == word.back() && quotes.find(word.front()) != std::string_view::npos;
  return is_quoted ? word.substr(1, word.size() - 2) : word;
}

}  // namespace

std::optional<std::string> explain(std::string_view pasted) {
  auto const text = plain_text(pasted);
  if (text.empty()) return std::nullopt;
  auto const word = without_quotes(text);
  for (auto const find : {result_page,
                          bare_prisma_code,
                          page_of_probe,
                          sqlstate_page,
                          driver_of,
                          framework_page,
                          pool_mode_of,
                          group_page,
                          pooler_page,
                          service_page,
                          setting_page,
                          catalogue_text_page,
                          code_setting_page,
                          library_page,
                          hazard_page_of,
                          part_page,
                          line_page,
                          name_page,
                          setting_within_page,
                          within_catalogue_text_page,
                          connection_text_page}) {
    if (auto page = find(word)) return page;
  }
  return std::nullopt;
}

std::vector<std::string> explainable_words() {
  std::vector<std::string> words;
  auto const add = [&words](std::string_view word) {
    if (std::find(words.begin(), words.end(), word) == words.end()) words.emplace_back(word);
  };
  for (auto const& p : all_probe_pages()) {
    add(p.code);
    add(p.id);
  }
  for (auto const& h : trace::hazard_kinds()) {
    add(h.code);
    add(h.id);
  }
  for (auto const& p : all_probe_pages()) add(group_of(p.id));
  for (auto const& e : error_classes()) add(e.sqlstate);
  for (auto const& d : all_drivers()) {
    for (auto const& c : d.configs) add(c.id.empty() ? std::string(d.id) : fmt::format("{}:{}", d.id, c.id));
  }
  for (auto const& framework : framework_entries()) add(framework.words.front());
  for (auto const mode : {pool_mode::transaction, pool_mode::session, pool_mode::statement}) {
    add(poolprobe::word(mode));
  }
  for (auto const& p : pooler_products()) add(p.id);
  for (auto const& setting : pooler_settings()) add(setting.name);
  return words;
}

namespace {

/// Whether `part` begins at the beginning of `whole`, or of a word in it.
bool begins_a_word(std::string_view part, std::string_view whole) {
  auto const at = whole.find(part);
  if (at == std::string_view::npos || at == 0) return at == 0;
  constexpr std::string_view between = "/-:_ ";
  return between.find(whole[at - 1]) != std::string_view::npos;
}

}  // namespace

std::vector<std::string> similar_words(std::string_view word) {
  constexpr std::size_t enough = 3;
  auto known = explainable_words();
  for (auto const& p : all_probe_pages()) known.emplace_back(name_in_group(p.id));
  std::vector<std::string> similar;
  auto const take = [&](std::string const& one) {
    // An id and its end are one page.
    auto const is_known = std::any_of(similar.begin(), similar.end(), [&](auto const& other) {
      return other.ends_with("/" + one) || one.ends_with("/" + other);
    });
    if (similar.size() < enough && !is_known) similar.push_back(one);
    std::erase(known, one);
  };
  for (auto best = nearest(word, known); !best.empty() && similar.size() < enough;
       best = nearest(word, known)) {
    take(best);
  }
  constexpr std::size_t telling = 4;  // fewer letters are part of everything
  for (auto const& one : std::vector(known)) {
    auto const part = word.size() >= telling && begins_a_word(word, one);
    auto const whole = one.size() >= telling && word.starts_with(one);
    if (part || whole) take(one);
  }
  return similar;
}

}  // namespace poolprobe
