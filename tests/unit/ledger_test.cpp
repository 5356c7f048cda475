#include <doctest/doctest.h>

#include "testbed/undo.hpp"

using namespace poolprobe;

TEST_CASE("the ledger keeps what was there before us, not what we changed ourselves") {
  ledger book;
  book.note(7, undo::setting("geqo_seed", "=0"));
  book.note(7, undo::setting("geqo_seed", "=0.5"));
  REQUIRE(book.left_on(7).size() == 1);
  CHECK(book.left_on(7).front().undo.parameters == std::vector<std::string>{"geqo_seed", "=0"});
}

TEST_CASE("entries belong to their backend and leave one by one") {
  ledger book;
  book.prepared(7);
  book.note(7, undo::channel("c"));
  book.note(8, undo::channel("c"));
  book.undone(7, undo::channel("c"));
  book.transaction_ended(7, true);
  CHECK(book.left_on(7).empty());
  CHECK(book.concerns(7));
  book.dropped(7);
  CHECK_FALSE(book.concerns(7));
  CHECK(book.backends() == std::set<int>{8});
  book.ended(8);
  CHECK(book.empty());
}

TEST_CASE("what was taken away in a transaction that failed is there again") {
  ledger book;
  book.note(7, undo::channel("c"));
  book.undone(7, undo::channel("c"));
  CHECK(book.empty());
  book.transaction_ended(7, false);
  CHECK(book.left_on(7).size() == 1);
  book.undone(7, undo::channel("c"));
  book.transaction_ended(8, false);
  book.transaction_ended(7, true);
  book.transaction_ended(7, false);
  CHECK(book.empty());
}

TEST_CASE("a backend that could not be cleaned a few times is given up, and told with what was tried") {
  ledger book;
  book.note(7, undo::channel("c"));
  book.note(8, undo::channel("d"));
  for (int i = 0; i < ledger::most_tries; ++i) {
    CHECK(book.worth_trying().contains(7));
    book.failed(7, i == 0 ? "unlisten c: sent nonsense" : "closed the connection");
  }
  CHECK(book.worth_trying() == std::set<int>{8});
  CHECK(book.backends().size() == 2);
  auto const left = book.open_entries("nonce");
  REQUIRE(left.size() == 2);
  CHECK(left[0].tried == "tried 3 times: unlisten c: sent nonsense");
  CHECK(left[1].tried.empty());
}

TEST_CASE("what could not be taken away is told by its kind and name") {
  ledger book;
  book.prepared(7);
  book.note(8, undo::advisory_lock("42"));
  auto const left = book.open_entries("nonce");
  REQUIRE(left.size() == 2);
  CHECK(left[0].kind == residue_kind::prepared_statement);
  CHECK(left[1].backend == 8);
  CHECK(left[1].kind == residue_kind::advisory_lock);
  CHECK(left[1].name == "42");
}
