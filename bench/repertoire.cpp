#include "repertoire.hpp"

#include <algorithm>
#include <utility>

namespace poolprobe::bench {
namespace {

bool same(std::vector<utterance> const& a, std::vector<utterance> const& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](utterance const& x, utterance const& y) {
    return x.purpose == y.purpose && x.steps == y.steps;
  });
}

void append(std::vector<utterance>& to, std::vector<utterance> more) {
  std::move(more.begin(), more.end(), std::back_inserter(to));
}

constexpr int question_number = 0;

}  // namespace

passage_ptr passage_book::keep(passage made) {
  std::string key;
  for (auto const& p : made.parts) key.append(p.bytes).append(1, '\0').append(p.answer).append(1, '\0');
  auto& kept = known_[key];
  if (!kept) kept = std::make_shared<passage const>(std::move(made));
  return kept;
}

repertoire::repertoire(program const& todo, std::shared_ptr<name_giver> names)
    : todo_(todo), speaker_(new speaker{todo.config, names, voice(*todo.config, *names), {}}) {}

passage_ptr repertoire::connect(passage_book& book) {
  auto const said = speaker_->says.connect();
  return said.empty() ? nullptr : book.keep(compile(said, *todo_.asked));
}

std::vector<utterance> repertoire::operation() {
  auto& says = speaker_->says;
  if (todo_.transaction == 0) return says.query(question_number);
  auto all = says.begin();
  for (int i = 0; i < todo_.transaction; ++i) append(all, says.query(question_number));
  append(all, says.commit());
  return all;
}

passage_ptr const& repertoire::next(passage_book& book) {
  if (settled()) return said_;
  auto said = operation();
  auto made = compile(said, *todo_.asked);
  executions_ += made.executions;
  auto const settles = speaker_->says.executions_until_settled(todo_.transaction > 0);
  auto const over = executions_ > settles && same(said, speaker_->last);
  auto const forgives = !speaker_->config->again.sqlstate.empty();
  speaker_->last = std::move(said);
  said_ = over || forgives ? book.keep(std::move(made)) : std::make_shared<passage const>(std::move(made));
  if (over && !forgives) speaker_.reset();
  return said_;
}

passage_ptr repertoire::again(std::string_view sqlstate, passage_book& book) {
  if (settled() || todo_.transaction > 0 || speaker_->config->again.sqlstate.empty() ||
      speaker_->config->again.sqlstate != sqlstate)
    return nullptr;
  auto said = speaker_->says.start_over(question_number);
  append(said, speaker_->says.query(question_number));
  speaker_->last.clear();
  return book.keep(compile(said, *todo_.asked));
}

}  // namespace poolprobe::bench
