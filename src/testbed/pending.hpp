#pragma once

#include <chrono>

#include "testbed/step.hpp"

namespace poolprobe {

class task_context;

/// A step that was posted and whose answer has not been received yet.
class pending {
 public:
  pending(task_context& on, step_ptr step) : on_(&on), step_(std::move(step)) {}

  /// The answer. Sends everything that the task's clients have posted, in their order, and waits for all
  /// answers.
  step_result receive() const;
  /// Sets how long to wait for the answer, instead of the testbed's deadline.
  pending within(std::chrono::milliseconds patience) const;
  /// It shares its transaction with no other task's step; where it `continues`, with the client's next one.
  void in_transaction(bool continues) const {
    step_->joins = false;
    step_->continues = continues;
  }
  /// What must be cleaned up where the step was answered.
  void leaves(residue_callback note) const { step_->leaves = std::move(note); }

 private:
  task_context* on_;
  step_ptr step_;
};

}  // namespace poolprobe
