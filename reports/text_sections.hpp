#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/run_record.hpp"
#include "reports/report_words.hpp"
#include "reports/text_block.hpp"

/// The parts of the screen, top to bottom; each is empty when it has nothing to say.
namespace poolprobe {

/// The target, as the connection text describes it.
[[nodiscard]] text_block target_section(target_info const&, text_style const&);

/// The pooler and the server, with the evidence. The first line is `title`, or else the tool's version.
[[nodiscard]] text_block header_section(run_record const&, text_style const&, std::string title = {});

/// The result of each simulated driver; the one that the verdict is for comes first.
[[nodiscard]] text_block drivers_section(run_record const&, text_style const&);

/// The details of that driver, where it does not work.
[[nodiscard]] text_block driver_detail(run_record const&, text_style const&);

/// One line per finding, by group.
[[nodiscard]] text_block findings_section(run_record const&, text_style const&);

/// Everything that does not work, with evidence and fixes; the required first.
[[nodiscard]] text_block details_section(run_record const&, text_style const&);

/// The whole of a run, below that title where there is one.
[[nodiscard]] text_block run_page(run_record const&, text_style const&, std::string title = {});

/// A verdict with its reasons.
[[nodiscard]] text_block verdict_lines(verdict const&, verdict_words const&, text_style const&);

/// The verdict, the costs, and what was left behind.
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

/// Strategies that did not work, with fixes; what makes the figures doubtful.
[[nodiscard]] text_block bench_notes_section(run_record const&, text_style const&);

/// Who sent what, on which server connection, and what came back.
[[nodiscard]] text_block transcript_table(std::vector<transcript_entry> const&, text_style const&,
                                          std::size_t width);

/// How to read transcripts: only the letters that occur in these.
[[nodiscard]] text_block transcript_legend(std::vector<std::vector<transcript_entry> const*> const&,
                                           text_style const&);

/// The letters of the notation that occur in these messages, with a heading; empty where there are none.
[[nodiscard]] text_block notation_legend(std::vector<std::string_view> const& sent, text_style const&);

}  // namespace poolprobe
