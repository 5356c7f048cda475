#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/run_record.hpp"
#include "reports/check_reasons.hpp"
#include "reports/report_words.hpp"
#include "reports/text_block.hpp"

/// The parts of the screen, top to bottom; each is empty when it has nothing to say.
namespace poolprobe {

/// The target, as the connection text describes it.
[[nodiscard]] text_block target_section(target_info const&, std::vector<driver_result> const&,
                                        text_style const&);

/// The pooler and the server, with the evidence. The first line is the tool's version.
[[nodiscard]] text_block header_section(run_record const&, text_style const&);

/// The result of each simulated driver; the one that the verdict is for comes first.
[[nodiscard]] text_block drivers_section(run_record const&, text_style const&);

/// The details of that driver, where it does not work.
[[nodiscard]] text_block driver_detail(run_record const&, text_style const&);

/// One line per finding, by group.
[[nodiscard]] text_block findings_section(run_record const&, text_style const&);

/// Everything that does not work, with evidence and fixes; the required first.
[[nodiscard]] text_block details_section(run_record const&, text_style const&);

/// A fix beside `lead`, marked where it was tried here; the mark is not parted.
void add_fix(text_block&, std::vector<cell> const& lead, check_fix const&);

/// The verdict of a check in one sentence.
[[nodiscard]] text_block verdict_line(run_record const&, text_style const&);

/// The verdict and the first fix; where there is no connection also why.
[[nodiscard]] text_block quiet_check(run_record const&, text_style const&);

/// The verdict, what was checked, how to fix it, why it is so, and what was left behind.
[[nodiscard]] text_block check_verdict(run_record const&, text_style const&);
/// The same while the run goes on, before fixes were found.
[[nodiscard]] text_block early_check_verdict(run_record, text_style const&);

/// What else a program should know, counts, and how to see more; shortened where it has more lines than that.
[[nodiscard]] text_block check_rest(run_record const&, text_style const&, std::size_t most_lines);

/// What stands to the left of a line of a check's first screen: "Fix".
[[nodiscard]] std::vector<cell> check_label(std::string_view);

/// "and 2 more: -v", below the texts beside such labels.
void add_more_line(text_block&, std::size_t left);

/// How each driver of a list fares as it comes; empty where only the verdict's own were simulated.
[[nodiscard]] text_block drivers_in_short(run_record const&, text_style const&);

/// The whole of a run, below that title where there is one.
[[nodiscard]] text_block run_page(run_record const&, text_style const&, std::string title = {});

/// The duration, connections, logged errors, and what was left behind, as items of a line.
[[nodiscard]] std::vector<std::string> cost_in_short(run_record const&);

/// A verdict with its reasons.
[[nodiscard]] text_block verdict_lines(verdict const&, verdict_words const&, text_style const&);

/// What the run cost the pool, and what was left behind.
[[nodiscard]] text_block cost_section(run_record const&, text_style const&);

/// The same below the verdict, of a benchmark and of `trace`.
[[nodiscard]] text_block verdict_section(run_record const&, text_style const&);

/// What trace has recorded, which driver sent it, and what could not be analysed.
[[nodiscard]] text_block traffic_section(run_record const&, text_style const&);

/// The hazards behind a pooler, with fixes.
[[nodiscard]] text_block hazards_section(run_record const&, text_style const&);

/// How a benchmark was made.
[[nodiscard]] text_block bench_context_section(run_record const&, text_style const&);

/// A recreated table.
[[nodiscard]] text_block driver_comparison_section(run_record const&, text_style const&);

/// The measurements: a table for each round-trip time and number of clients, and the ratios as latency grows.
[[nodiscard]] text_block measurements_section(run_record const&, text_style const&);

/// What makes the figures doubtful.
[[nodiscard]] text_block bench_doubts_section(run_record const&, text_style const&);

/// The tables that were asked for.
[[nodiscard]] text_block bench_tables(run_record const&, text_style const&);

/// Strategies that did not work, with the cause and the fix.
[[nodiscard]] text_block broken_strategies_section(run_record const&, text_style const&);

/// The tables, and besides only a verdict that is not the usual one, and what was left behind.
[[nodiscard]] text_block quiet_bench(run_record const&, text_style const&);

/// What was left behind, and where.
[[nodiscard]] text_block residue_section(std::vector<residue> const&, text_style const&);

/// Who sent what, on which server connection, and what came back.
[[nodiscard]] text_block transcript_table(std::vector<transcript_entry> const&, text_style const&,
                                          std::size_t width);

/// How to read transcripts: only the letters that occur in these.
[[nodiscard]] text_block transcript_legend(std::vector<std::vector<transcript_entry> const*> const&,
                                           text_style const&);

/// The letters of the notation that occur in these messages, with a heading; empty where there are none.
[[nodiscard]] text_block notation_legend(std::vector<std::string_view> const& sent, text_style const&);

}  // namespace poolprobe
