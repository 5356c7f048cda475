#include "judge/requirement.hpp"

namespace poolprobe {

requirements requirements_of(habit h) {
  switch (h) {
    case habit::named_statements:
      return {"PP101", "PP102", "PP103"};
    case habit::unnamed_split:
      return {"PP104"};
    case habit::unnamed_one_sync:
      return {"PP105"};
    case habit::simple_query:
      return {"PP406"};
    case habit::named_in_block:
      return {"PP105", "PP401"};
  }
  return {};
}

requirements requirements_of(std::string_view driver) {
  auto const choice = find_driver(driver);
  return requirements_of(choice.config != nullptr ? habit_of(*choice.config) : habit::named_statements);
}

}  // namespace poolprobe
