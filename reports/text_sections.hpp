#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/run_record.hpp"
#include "reports/report_words.hpp"
#include "reports/text_block.hpp"

/// The parts of the screen, top to bottom; each is empty when it has nothing to say.
namespace poolprobe {

/// What is to be connected to, as the connection text says it.
[[nodiscard]] text_block target_section(target_info const&, text_style const&);

/// What we are talking to, and how we know. The first line is `title`, or else the tool's version.
[[nodiscard]] text_block header_section(run_record const&, text_style const&, std::string title = {});

/// What each driver that was played met with, the one that the verdict is for first.
[[nodiscard]] text_block drivers_section(run_record const&, text_style const&);

/// That one in full, where it does not work.
[[nodiscard]] text_block driver_detail(run_record const&, text_style const&);

/// One line per finding, by group.
[[nodiscard]] text_block findings_section(run_record const&, text_style const&);

/// Everything that does not work, with its evidence and its mending: the required first.
[[nodiscard]] text_block details_section(run_record const&, text_style const&);

/// The whole of a run, below that title where there is one.
[[nodiscard]] text_block run_page(run_record const&, text_style const&, std::string title = {});

/// A verdict with its reasons.
[[nodiscard]] text_block verdict_lines(verdict const&, verdict_words const&, text_style const&);

/// The verdict, what it cost, what was left behind.
[[nodiscard]] text_block verdict_section(run_record const&, text_style const&);

/// What trace has watched, of which driver, and what it could not look at.
[[nodiscard]] text_block traffic_section(run_record const&, text_style const&);

/// What of it goes wrong behind a pooler, with the mending.
[[nodiscard]] text_block hazards_section(run_record const&, text_style const&);

/// How a benchmark was made.
[[nodiscard]] text_block bench_context_section(run_record const&, text_style const&);

/// A recreated table.
[[nodiscard]] text_block migration_section(run_record const&, text_style const&);

/// What it measured: a table for each distance and number of clients, and what is left at each distance.
[[nodiscard]] text_block measurements_section(run_record const&, text_style const&);

/// Which strategies did not come through and what mends them; what makes the figures doubtful.
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
