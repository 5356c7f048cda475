#include <fmt/format.h>

#include "reports/printable_text.hpp"
#include "reports/registry.hpp"
#include "reports/text_sections.hpp"

namespace poolprobe {
namespace {

std::vector<cell> label(std::string_view text) {
  return {{padded(std::string(text), 10), text_color::faint}};
}

text_block header(plan const& listed, text_style const& look) {
  text_block page(look, look.width());
  page.hanging({{listed.tool.name + " " + listed.tool.version, text_color::strong}},
               ", a dry run: nothing was connected to and nothing was sent");
  page.indented({}, target_section(listed.target, {}, look));
  page.hanging(label("listed"),
               "what a check sends to a transaction pool behind which everything works. Where an answer is "
               "another, a probe ends sooner, or is tried again if nothing can be told; the survey asks less "
               "once it knows the pooler, and more where clients do not meet; the clean-up goes on until "
               "everything is gone, and may ask pg_stat_activity for backends that have ended.");
  if (!listed.hosts.empty())
    page.hanging(label("hosts"), fmt::format("the same goes to each of {}, one after the other",
                                             fmt::join(listed.hosts, " and ")));
  return page;
}

void add_step(text_block& page, planned_step const& step) {
  constexpr std::size_t client_width = 3;
  auto const client = step.client.empty() ? std::string("-") : step.client;
  page.hanging({{"  "},
                {padded(client, client_width), text_color::strong},
                {step.asks_backend ? "+ " : "  ", text_color::faint}},
               step.sql.empty() ? step.sent : fmt::format("{}  SQL: {}", step.sent, step.sql));
}

text_block part(planned_part const& one, text_style const& look) {
  text_block page(look, look.width());
  auto remark = one.cannot_tell.empty() ? one.not_run : fmt::format("cannot tell: {}", one.cannot_tell);
  if (!one.only_if.empty())
    remark = fmt::format("if {}{}{}", one.only_if, remark.empty() ? "" : "; ", remark);
  page.hanging({{one.code.empty() ? one.id : one.code + " " + one.id, text_color::strong}},
               remark.empty() ? "" : fmt::format(": {}", remark));
  for (auto const& step : one.steps) add_step(page, step);
  return page;
}

text_block legend(plan const& listed, text_style const& look) {
  std::vector<std::string_view> sent;
  for (auto const& one : listed.parts) {
    for (auto const& step : one.steps) sent.push_back(step.sent);
  }
  auto page = notation_legend(sent, look);
  auto const item = [&page](std::string_view lead, std::string_view text) {
    page.hanging({{"  "}, {padded(std::string(lead), 16)}}, text);
  };
  item("A, B, C", "clients, each with a connection; - is a socket for one startup packet");
  item("+", "with P() B E of `select pg_backend_pid()`, in the same round trip");
  item("connect, close", "a login by libpq, and the end of the connection");
  item("startup(...)",
       "a startup packet with that besides user and database, and no password; where one is asked for, "
       "nothing follows, but options is tried again by libpq");
  item("cancel", "a cancel request, on a connection of its own");
  item("{run}",
       "16 digits that no other run has, also in a comment in each named statement; other long numbers are "
       "random as well");
  item("{answer}", "what an earlier answer tells");
  return page;
}

text_block totals(plan const& listed, text_style const& look) {
  text_block page(look, look.width());
  std::size_t steps = 0;
  std::size_t conditional = 0;
  for (auto const& one : listed.parts) {
    steps += one.steps.size();
    if (!one.only_if.empty()) conditional += one.steps.size();
  }
  auto const some =
      conditional == 0 ? "" : fmt::format(" ({} of them only if the driver does not work)", conditional);
  auto const each = listed.hosts.empty() ? "" : fmt::format(", on each of {} hosts", listed.hosts.size());
  page.hanging(label("in all"), fmt::format("{} steps{}, {} connections (at most {} at once){}", steps, some,
                                            listed.cost.connections, listed.cost.peak_connections, each));
  return page;
}

}  // namespace

std::string render_plan_text(plan const& listed, render_options const& options) {
  text_style const look(options);
  text_block page(look, look.width());
  if (!options.quiet) {
    page.section(header(listed, look));
    for (auto const& one : listed.parts) page.section(part(one, look));
    page.section(legend(listed, look));
  }
  page.section(totals(listed, look));
  return page.str();
}

}  // namespace poolprobe
