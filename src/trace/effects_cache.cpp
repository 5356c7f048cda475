#include "trace/effects_cache.hpp"

#include "trace/sql_effects.hpp"
#include "trace/statement_shape.hpp"

namespace poolprobe::trace {
namespace {

/// Longer texts would keep the parser busy, and everything that waits for it.
constexpr std::size_t longest_parsed = std::size_t{64} << 10U;

std::shared_ptr<statement const> only_text(std::string_view sql, statement::reading how) {
  auto made = std::make_shared<statement>();
  made->how = how;
  made->text = sql.substr(0, statement_table::most_shown);
  return made;
}

}  // namespace

statement_table::entry const* statement_table::find(std::string_view key) {
  auto const found = index_.find(key);
  if (found == index_.end()) return nullptr;
  by_age_.splice(by_age_.begin(), by_age_, found->second);
  return &*found->second;
}

std::size_t statement_table::weight(entry const& of) { return of.key.size() + of.what->text.size(); }

statement_table::entry const& statement_table::add(entry made) {
  bytes_ += weight(made);
  while (!by_age_.empty() && (index_.size() >= most_ || bytes_ > most_bytes_)) {
    bytes_ -= weight(by_age_.back());
    index_.erase(by_age_.back().key);
    by_age_.pop_back();
  }
  by_age_.push_front(std::move(made));
  index_.emplace(by_age_.front().key, by_age_.begin());
  return by_age_.front();
}

std::shared_ptr<statement const> statement_table::look_up(std::string_view sql, bool cut) {
  auto shape = cut ? std::string() : statement_shape_of(sql);
  if (cut || shape.size() > longest_parsed) return only_text(sql, statement::reading::too_long);
  if (auto const* known = find(shape); known != nullptr && !known->depends_on_values) return known->what;
  auto understood = understand(shape);
  auto const depends = (!understood || understood->depends_on_values) && shape != sql;
  if (depends) {
    // The text itself is the key, in addition to the entry for its shape.
    if (find(shape) == nullptr) add({shape, only_text(sql, statement::reading::not_sql), true});
    if (sql.size() > longest_parsed) return only_text(sql, statement::reading::too_long);
    shape = std::string(1, '\0').append(sql);
    if (auto const* known = find(shape)) return known->what;
    understood = understand(sql);
  }
  auto made = std::make_shared<statement>();
  made->how = understood ? statement::reading::understood : statement::reading::not_sql;
  made->text = sql.substr(0, most_shown);
  if (understood) made->parts = std::move(understood->statements);
  return add({std::move(shape), std::move(made)}).what;
}

}  // namespace poolprobe::trace
