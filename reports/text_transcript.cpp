#include <fmt/format.h>

#include <array>
#include <cmath>
#include <map>
#include <set>
#include <string_view>

#include "reports/printable_text.hpp"
#include "reports/text_sections.hpp"

namespace poolprobe {
namespace {

constexpr std::size_t client_width = 8;
constexpr std::size_t server_width = 11;

/// The letters of the notation, in the order in which they are usually sent.
struct letter {
  char sign;
  std::string_view meaning;
};
constexpr std::array<letter, 12> letters{{{'Q', "Q query as text"},
                                          {'P', "P(name) Parse: prepare a statement"},
                                          {'B', "B Bind: give it values"},
                                          {'D', "D Describe: which columns"},
                                          {'E', "E Execute"},
                                          {'C', "C Close: forget it"},
                                          {'H', "H Flush: answer, but keep the server"},
                                          {'S', "S Sync: done, others may have the server"},
                                          {'d', "d data of a COPY"},
                                          {'c', "c end of the data"},
                                          {'f', "f give the COPY up"},
                                          {'|', "| wait for the answer"}}};

/// The letters outside of parentheses. Inside is a name, or what a letter acts on. Words such as `cancel` are
/// no messages.
std::set<char> letters_in(std::string_view sent) {
  constexpr std::string_view before = " [";
  constexpr std::string_view after = " ](";
  std::set<char> found;
  int depth = 0;
  for (std::size_t i = 0; i < sent.size(); ++i) {
    if (sent[i] == '(') ++depth;
    auto const begins = i == 0 || before.find(sent[i - 1]) != std::string_view::npos;
    auto const ends = i + 1 == sent.size() || after.find(sent[i + 1]) != std::string_view::npos;
    if (depth == 0 && begins && ends) found.insert(sent[i]);
    if (sent[i] == ')' && depth > 0) --depth;
  }
  return found;
}

bool is_refusal(std::string_view received) {
  return received.substr(0, 5) == "ERROR" || received.substr(0, 5) == "FATAL";
}

std::string time_of(transcript_entry const& step) {
  return std::isfinite(step.ms) ? fmt::format("{:.1f} ms", step.ms) : "? ms";
}

std::string server_of(transcript_entry const& step) {
  return step.backend ? std::to_string(*step.backend) : "?";
}

}  // namespace

text_block transcript_table(std::vector<transcript_entry> const& steps, text_style const& look,
                            std::size_t width) {
  text_block page(look, width);
  page.hanging({{padded("client", client_width), text_color::faint},
                {padded("on server", server_width), text_color::faint}},
               "");
  std::map<std::string, int> last_server;
  for (auto const& step : steps) {
    auto const sent = step.sql.empty() ? step.sent : fmt::format("{}  SQL: {}", step.sent, step.sql);
    page.hanging({{padded(look.safe(step.client), client_width), text_color::strong},
                  {padded(server_of(step), server_width), text_color::strong},
                  {"sends ", text_color::faint}},
                 sent);
    page.hanging({{std::string(client_width, ' ')},
                  {padded(time_of(step), server_width), text_color::faint},
                  {"gets  ", text_color::faint}},
                 step.received, is_refusal(step.received) ? text_color::bad : text_color::plain);
    if (!step.backend) continue;
    auto const before = last_server.find(step.client);
    if (before != last_server.end() && before->second != *step.backend) {
      page.hanging({{std::string(client_width + server_width, ' ')}},
                   fmt::format("({} was on server {} before)", step.client, before->second),
                   text_color::faint);
    }
    last_server[step.client] = *step.backend;
  }
  return page;
}

text_block notation_legend(std::vector<std::string_view> const& sent, text_style const& look) {
  text_block page(look, look.width());
  std::set<char> used;
  for (auto const messages : sent) used.merge(letters_in(messages));
  if (used.empty()) return page;
  std::vector<std::string> items;
  for (auto const& [sign, meaning] : letters) {
    if (used.contains(sign)) items.emplace_back(meaning);
  }
  page.text("How to read the steps", text_color::strong);
  page.flow({{"  "}}, items);
  return page;
}

text_block transcript_legend(std::vector<std::vector<transcript_entry> const*> const& all,
                             text_style const& look) {
  std::vector<std::string_view> sent;
  for (auto const* transcript : all) {
    for (auto const& step : *transcript) sent.push_back(step.sent);
  }
  auto page = notation_legend(sent, look);
  if (page.empty()) return page;
  page.hanging({{"  "}},
               "\"on server\" is the process id of the server connection. Every step also asks "
               "`select pg_backend_pid()` in the same round trip; that is how it is known.");
  return page;
}

}  // namespace poolprobe
