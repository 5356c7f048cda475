#include "trace/statement_shape.hpp"

#include <algorithm>
#include <vector>

#include "text/ascii.hpp"

namespace poolprobe::trace {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
/// What may be inside a name, so that a digit behind it is part of that name or of a parameter ($1).
bool is_name(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$' ||
         static_cast<unsigned char>(c) >= 0x80;
}

class shaper {
 public:
  explicit shaper(std::string_view sql) : rest_(sql) {
    out_.reserve(std::min<std::size_t>(sql.size(), 4096));
  }

  std::string all() {
    while (!rest_.empty() && step()) {
    }
    out_.append(rest_);
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    return std::move(out_);
  }

 private:
  /// False where the rest is to stay as it is.
  bool step() {
    auto const c = rest_.front();
    if (is_space(c)) return space(1);
    if (rest_.starts_with("--")) return space(std::min(rest_.find('\n'), rest_.size()));
    if (rest_.starts_with("/*")) return comment();
    if (c == '\'') return string();
    if (c == '"') return quoted_name();
    if (c == '$') return parameter();
    if (is_digit(c) && (out_.empty() || !is_name(out_.back()))) return number();
    if (c == '(') open_.push_back(out_.size());
    take(1);
    if (c == ')') close_group();
    return true;
  }

  void take(std::size_t size) {
    out_.append(rest_.substr(0, size));
    rest_.remove_prefix(size);
  }

  bool space(std::size_t size) {
    rest_.remove_prefix(size);
    if (!out_.empty() && out_.back() != ' ') out_.push_back(' ');
    return true;
  }

  bool comment() {
    std::size_t at = 2;
    for (int depth = 1; depth > 0 && at < rest_.size();) {
      auto const two = rest_.substr(at, 2);
      depth += two == "/*" ? 1 : two == "*/" ? -1 : 0;
      at += two == "/*" || two == "*/" ? std::size_t{2} : std::size_t{1};
    }
    return space(std::min(at, rest_.size()));
  }

  bool string() {
    std::size_t at = 1;
    for (;; ++at) {
      at = rest_.find_first_of("'\\", at);
      if (at == std::string_view::npos || rest_[at] == '\\') return false;
      if (at + 1 >= rest_.size() || rest_[at + 1] != '\'') break;
      ++at;
    }
    if (out_.ends_with('&')) return false;
    rest_.remove_prefix(at + 1);
    return literal("''");
  }

  bool number() {
    auto const end = std::find_if_not(rest_.begin(), rest_.end(), is_digit);
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.begin()));
    return literal("1");
  }

  bool quoted_name() {
    auto const end = rest_.find('"', 1);
    if (end == std::string_view::npos || out_.ends_with('&')) return false;
    take(end + 1);
    return true;
  }

  bool parameter() {
    if (rest_.size() < 2 || !is_digit(rest_[1])) return false;
    take(1);
    return true;
  }

  bool literal(std::string_view sign) {
    auto const at = out_.size();
    out_.append(sign);
    drop_repeated(at);
    return true;
  }

  void close_group() {
    if (open_.empty()) return;
    auto const at = open_.back();
    open_.pop_back();
    drop_repeated(at);
  }

  /// Takes off the element of a list that begins at `at` where the one in front of it is the same.
  void drop_repeated(std::size_t at) {
    std::string_view const all(out_);
    auto const element = all.substr(at);
    auto before = all.substr(0, at);
    if (before.ends_with(' ')) before.remove_suffix(1);
    if (!before.ends_with(',')) return;
    before.remove_suffix(1);
    if (before.ends_with(' ')) before.remove_suffix(1);
    if (!before.ends_with(element)) return;
    // What is in front of the first one must not be a part of it: f(1), (1) or 11, 1.
    auto ahead = before.substr(0, before.size() - element.size());
    if (ahead.ends_with(' ')) ahead.remove_suffix(1);
    auto const is_list =
        ahead.ends_with('(') || ahead.ends_with('[') || ahead.ends_with(',') || ends_with_values(ahead);
    // The element behind must end here too.
    if (is_list && ends_here()) out_.resize(before.size());
  }

  static bool ends_with_values(std::string_view text) {
    constexpr std::string_view word = "values";
    return text.size() >= word.size() && same_letters(text.substr(text.size() - word.size()), word);
  }

  [[nodiscard]] bool ends_here() const {
    auto const next = std::find_if_not(rest_.begin(), rest_.end(), is_space);
    return next == rest_.end() || *next == ',' || *next == ')' || *next == ']';
  }

  std::string_view rest_;
  std::string out_;
  std::vector<std::size_t> open_;  ///< where in `out_` the groups begin that are not closed yet
};

}  // namespace

std::string statement_shape_of(std::string_view sql) { return shaper(sql).all(); }

}  // namespace poolprobe::trace
