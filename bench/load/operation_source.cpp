#include "bench/load/operation_source.hpp"

#include <algorithm>
#include <utility>

namespace poolprobe::bench {
namespace {

bool same(std::vector<driver_message> const& a, std::vector<driver_message> const& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](driver_message const& x, driver_message const& y) {
                      return x.purpose == y.purpose && x.steps == y.steps;
                    });
}

void append(std::vector<driver_message>& to, std::vector<driver_message> more) {
  std::move(more.begin(), more.end(), std::back_inserter(to));
}

constexpr int question_number = 0;

}  // namespace

operation_ptr operation_cache::keep(compiled_operation made) {
  std::string key;
  for (auto const& p : made.parts) key.append(p.bytes).append(1, '\0').append(p.answer).append(1, '\0');
  auto& kept = known_[key];
  if (!kept) kept = std::make_shared<compiled_operation const>(std::move(made));
  return kept;
}

operation_source::operation_source(workload const& todo, std::shared_ptr<statement_namer> names)
    : todo_(todo), unsettled_(new sender{todo.config, names, driver_session(*todo.config, *names), {}}) {}

operation_ptr operation_source::connect(operation_cache& book) {
  auto const said = unsettled_->says.connect();
  return said.empty() ? nullptr : book.keep(compile(said, *todo_.asked));
}

std::vector<driver_message> operation_source::operation() {
  auto& says = unsettled_->says;
  if (todo_.transaction == 0) return says.query(question_number);
  auto all = says.begin();
  for (int i = 0; i < todo_.transaction; ++i) append(all, says.query(question_number));
  append(all, says.commit());
  return all;
}

operation_ptr const& operation_source::next(operation_cache& book) {
  if (settled()) return said_;
  auto said = operation();
  auto made = compile(said, *todo_.asked);
  executions_ += made.executions;
  auto const settles = unsettled_->says.executions_until_settled(todo_.transaction > 0);
  auto const over = executions_ > settles && same(said, unsettled_->last);
  auto const forgives = !unsettled_->config->retry.sqlstate.empty();
  unsettled_->last = std::move(said);
  said_ = over || forgives ? book.keep(std::move(made))
                           : std::make_shared<compiled_operation const>(std::move(made));
  if (over && !forgives) unsettled_.reset();
  return said_;
}

operation_ptr operation_source::again(std::string_view sqlstate, operation_cache& book) {
  if (settled() || todo_.transaction > 0 || unsettled_->config->retry.sqlstate.empty() ||
      unsettled_->config->retry.sqlstate != sqlstate)
    return nullptr;
  auto said = unsettled_->says.start_over(question_number);
  append(said, unsettled_->says.query(question_number));
  unsettled_->last.clear();
  return book.keep(compile(said, *todo_.asked));
}

}  // namespace poolprobe::bench
