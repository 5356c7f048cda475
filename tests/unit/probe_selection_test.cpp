#include "run/probe_selection.hpp"

#include <doctest/doctest.h>

#include "model/fatal.hpp"

using namespace poolprobe;

namespace {

probe row(std::string_view code, std::string_view id) {
  probe some{};
  some.code = code;
  some.id = id;
  return some;
}

std::vector<probe> const probes{row("PP101", "prepared/duplicate-name"),
                                row("PP102", "prepared/lost-statement"), row("PP201", "session/set")};

using codes = std::vector<std::string>;

codes named(probe_words const& values) { return codes_of(probes, "--require", values); }

fatal refusal(probe_words const& values) {
  try {
    (void)named(values);
  } catch (fatal const& end) {
    return end;
  }
  return {exit_code::compatible, "nothing was refused"};
}

}  // namespace

TEST_CASE("a probe is named by its code in any case, its id or its group") {
  CHECK(named({"PP102"}) == codes{"PP102"});
  CHECK(named({"pp102"}) == codes{"PP102"});
  CHECK(named({"session/set"}) == codes{"PP201"});
  CHECK(named({"prepared"}) == codes{"PP101", "PP102"});
  CHECK(named({}).empty());
}

TEST_CASE("several names come with commas or options, and give each probe once, in registry order") {
  CHECK(named({"PP201, pp101", "prepared/duplicate-name"}) == codes{"PP101", "PP201"});
}

TEST_CASE("a name of nothing is a usage error that repeats it and suggests") {
  CHECK(refusal({"prepared/lost-statment"}).code == exit_code::usage);
  CHECK(refusal({"prepared/lost-statment"}).hint.find("mean prepared/lost-statement?") != std::string::npos);
  CHECK(refusal({"lost-statement"}).hint.find("mean prepared/lost-statement?") != std::string::npos);
  CHECK(refusal({"PP101,sesion"}).hint.find("mean session?") != std::string::npos);
  CHECK(refusal({"sesion"}).message == "--require: there is no probe or group \"sesion\"");
  auto const strange = refusal({"app:hunter2@host"});
  CHECK(strange.message == "--require: there is no probe or group");
  CHECK(strange.hint.find("hunter2") == std::string::npos);
  CHECK(strange.hint.find("prepared, session") != std::string::npos);
}

TEST_CASE("an empty name is a name of nothing") {
  for (char const* value : {"", ",", "PP101,", " "}) CHECK(refusal({value}).code == exit_code::usage);
}

TEST_CASE("without a word everything is selected") {
  auto const all = select(probes, {}, {});
  for (auto const& p : probes) CHECK(all.has(p.code));
}

TEST_CASE("skip takes away from what only selects, and the objection says which it was") {
  auto const chosen = select(probes, {"prepared"}, {"PP102"});
  CHECK(chosen.has("PP101"));
  CHECK_FALSE(chosen.objection("PP101"));
  CHECK(chosen.objection("PP102") == "not run: left out by --skip");
  CHECK(chosen.objection("PP201") == "not run: not among those of --only");
}

TEST_CASE("a selection of nothing is a usage error") {
  CHECK_THROWS_AS((void)select(probes, {"session"}, {"PP201"}), fatal);
  CHECK_THROWS_AS((void)select(probes, {}, {"prepared,session"}), fatal);
}

TEST_CASE("the groups of a driver's life are told from those of probes") {
  probe_words words{"errors,PP201", "cursors", "session , batches", "error"};
  auto const life = take_life_requirements(words);
  CHECK(life.errors);
  CHECK(life.cursors);
  CHECK(life.batches);
  CHECK(words == probe_words{"PP201", "session", "error"});
  words = {"PP101"};
  CHECK_FALSE(take_life_requirements(words).any());
  CHECK(words == probe_words{"PP101"});
}
