#include "explain/habit_words.hpp"

namespace poolprobe {

habit_words const& words_of(habit h) {
  static constexpr habit_words named{
      "named", "P(name) S | B(name) E S, later B(name) E S alone",
      "named statements outlive a transaction: the pooler must track them, or keep the session"};
  static constexpr habit_words split{
      "split", "P() S | B() E S",
      "an unnamed statement is parsed and bound in different transactions: only session mode, a direct "
      "connection or a transaction block around it is safe"};
  static constexpr habit_words one_sync{"unnamed", "P() B E S",
                                        "nothing outlives a Sync: safe in any pool mode"};
  static constexpr habit_words simple{"simple", "Q",
                                      "nothing outlives a query: safe unless `disable_pqexec=1`"};
  static constexpr habit_words block{
      "block", "Q begin | Q deallocate all | P(name) S | B(name) E S | Q commit",
      "names live inside one transaction block: safe in transaction mode, refused in statement mode"};
  switch (h) {
    case habit::named_statements:
      return named;
    case habit::unnamed_split:
      return split;
    case habit::unnamed_one_sync:
      return one_sync;
    case habit::simple_query:
      return simple;
    case habit::named_in_block:
      return block;
  }
  return named;
}

}  // namespace poolprobe
