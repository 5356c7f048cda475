#include "explain/query_style_words.hpp"

namespace poolprobe {

query_style_words const& words_of(query_style h) {
  static constexpr query_style_words named{
      "named", "P(name) S | B(name) E S, later B(name) E S alone",
      "named statements outlive a transaction: the pooler must track them, or keep the session"};
  static constexpr query_style_words split{
      "split", "P() S | B() E S",
      "an unnamed statement is parsed and bound in different transactions: only session mode, a direct "
      "connection or a transaction block around it is safe"};
  static constexpr query_style_words one_sync{"unnamed", "P() B E S",
                                              "nothing outlives a Sync: safe in any pool mode"};
  static constexpr query_style_words simple{"simple", "Q",
                                            "nothing outlives a query: safe unless `disable_pqexec=1`"};
  static constexpr query_style_words block{
      "block", "Q begin | Q deallocate all | P(name) S | B(name) E S | Q commit",
      "names live inside one transaction block: safe in transaction mode, refused in statement mode"};
  switch (h) {
    case query_style::named_statements:
      return named;
    case query_style::unnamed_split:
      return split;
    case query_style::unnamed_one_sync:
      return one_sync;
    case query_style::simple_query:
      return simple;
    case query_style::named_in_block:
      return block;
  }
  return named;
}

}  // namespace poolprobe
