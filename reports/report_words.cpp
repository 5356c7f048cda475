#include "reports/report_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace poolprobe {
namespace {

struct product_name {
  std::string_view id;
  std::string_view name;  ///< as the project spells itself
};
constexpr std::array<product_name, 9> products{{{"pgbouncer", "PgBouncer"},
                                                {"odyssey", "Odyssey"},
                                                {"pgcat", "PgCat"},
                                                {"pgdog", "PgDog"},
                                                {"supavisor", "Supavisor"},
                                                {"pgagroal", "pgagroal"},
                                                {"pgpool", "Pgpool-II"},
                                                {"rds-proxy", "RDS Proxy"},
                                                {"unknown", "a pooler of unknown make"}}};

std::string_view name_of(std::string_view product) {
  auto const found = std::find_if(products.begin(), products.end(),
                                  [product](product_name const& row) { return row.id == product; });
  return found == products.end() ? product : found->name;
}

struct sentence {
  exit_code code;
  outcome mark;
  std::string_view word;
  std::string_view meaning;
};
constexpr std::array<sentence, 8> sentences{{
    {exit_code::compatible, outcome::works, "compatible", "everything required was observed to work"},
    {exit_code::incompatible, outcome::breaks, "incompatible", "something required was observed not to work"},
    {exit_code::inconclusive, outcome::unknown, "inconclusive", "something required could not be observed"},
    {exit_code::too_slow, outcome::leaks, "too slow", "compatible, but a performance limit was missed"},
    {exit_code::no_connection, outcome::breaks, "no connection", "could not connect or log in"},
    {exit_code::interrupted, outcome::unknown, "interrupted", "only what is shown above was looked at"},
    {exit_code::usage, outcome::breaks, "usage", "the command line or the connection text is not understood"},
    {exit_code::defect, outcome::breaks, "defect", "poolprobe itself failed, please report it"},
}};

sentence const& sentence_of(exit_code code) {
  auto const found = std::find_if(sentences.begin(), sentences.end(),
                                  [code](sentence const& row) { return row.code == code; });
  return found == sentences.end() ? sentences.back() : *found;
}

/// What a benchmark came to: it requires nothing, and a strategy that breaks is one of its results.
constexpr std::array<sentence, 3> bench_sentences{{
    {exit_code::compatible, outcome::works, "measured", "what works here has figures"},
    {exit_code::incompatible, outcome::breaks, "incompatible", "none of the strategies works here"},
    {exit_code::inconclusive, outcome::unknown, "inconclusive", "nothing could be measured"},
}};

sentence const& bench_sentence_of(exit_code code) {
  auto const found = std::find_if(bench_sentences.begin(), bench_sentences.end(),
                                  [code](sentence const& row) { return row.code == code; });
  return found == bench_sentences.end() ? sentence_of(code) : *found;
}

/// What the words mean where no pooler was asked, but an application watched.
std::string_view meaning_of(sentence const& known, bool watched) {
  if (!watched) return known.meaning;
  switch (known.code) {
    case exit_code::compatible:
      return "nothing of it breaks behind a pooler in transaction mode";
    case exit_code::incompatible:
      return "some of it breaks behind a pooler in transaction mode";
    case exit_code::inconclusive:
      return "not all of it was seen";
    default:
      return known.meaning;
  }
}

}  // namespace

std::string_view explained(pool_mode mode) {
  switch (mode) {
    case pool_mode::transaction:
      return "transaction mode: a transaction may run on any server connection";
    case pool_mode::session:
      return "session mode: one server connection until you disconnect";
    case pool_mode::statement:
      return "statement mode: a statement may run on any server connection; no BEGIN";
    case pool_mode::none:
      return "no pooling of connections was seen";
    case pool_mode::unknown:
      break;
  }
  return "its pool mode is not known";
}

std::string_view explained(support value) {
  switch (value) {
    case support::supported:
      return "named prepared statements outlive the transaction";
    case support::unsupported:
      return "named prepared statements do not outlive the transaction";
    case support::unknown:
      break;
  }
  return "whether named prepared statements outlive the transaction is not known";
}

std::string pooler_words(pooler_info const& pooler) {
  if (pooler.present == certainty::no) return "none: this is the server itself";
  if (pooler.present == certainty::unknown) return "could not tell whether there is one";
  std::string line(name_of(pooler.product));
  if (pooler.version) {
    bool const exact =
        !pooler.version->empty() && pooler.version->front() >= '0' && pooler.version->front() <= '9';
    line += (exact ? " " : ", version ") + *pooler.version;
  } else if (pooler.product != "unknown") {
    line += ", version not known";
  }
  if (pooler.layers > 1) line += fmt::format(" ({} poolers, one behind the other)", pooler.layers);
  return line;
}

verdict_words words_of(run_record const& run) {
  auto const code = run.verdict.exit_code;
  auto const& known = run.bench ? bench_sentence_of(code) : sentence_of(code);
  return {known.mark, known.word, meaning_of(known, run.traffic.has_value())};
}

std::string id_of(driver_result const& r) {
  return r.config.empty() ? r.driver : fmt::format("{}:{}", r.driver, r.config);
}

}  // namespace poolprobe
