#pragma once

#include "drivers/driver.hpp"
#include "drivers/voice.hpp"
#include "stage/statement.hpp"

namespace poolprobe {

/// Who of the two processes that share the pool.
enum class role { first, second };

/// What a process says in a scene, so that it is its own: names of the driver's shape that nobody else on a
/// shared pool has, and a query whose answer tells who asked. Both processes say the same where two real ones
/// would.
class lines {
 public:
  /// `scene` counts the scenes of the run that has this nonce.
  lines(driver_config const&, std::string nonce, int scene, role);

  [[nodiscard]] name_giver names() const;
  /// The program's query. Its text is the same in all scenes, so that a pooler which tracks statements keeps
  /// few of ours; but of unnamed statements none may be left from an earlier scene.
  [[nodiscard]] statement query() const;
  /// The same without parameters, for a simple query.
  [[nodiscard]] statement simple_query() const;
  /// The only row that answers them.
  [[nodiscard]] std::string answer() const;
  /// Another text, with the mark by which the clean-up knows what is ours.
  [[nodiscard]] statement marked(std::string_view sql) const;

 private:
  statement_names how_;
  std::string nonce_;
  int scene_;
  role who_;
  bool of_this_scene_;
};

}  // namespace poolprobe
