#pragma once

#include <string_view>
#include <vector>

#include "model/run_record.hpp"
#include "reports/sheet.hpp"

/// The parts of the screen, top to bottom; each is empty when it has nothing to say.
namespace poolprobe {

/// What is to be connected to, as the connection text says it.
[[nodiscard]] sheet target_section(target_info const&, style const&);

/// What we are talking to, and how we know.
[[nodiscard]] sheet header_section(run_record const&, style const&);

/// What each driver that was played met with, the one that the verdict is for first.
[[nodiscard]] sheet drivers_section(run_record const&, style const&);

/// That one in full, where it does not work.
[[nodiscard]] sheet driver_detail(run_record const&, style const&);

/// One line per finding, by group.
[[nodiscard]] sheet findings_section(run_record const&, style const&);

/// Everything that does not work, with its evidence and its mending: the required first.
[[nodiscard]] sheet details_section(run_record const&, style const&);

/// The verdict, what it cost, what was left behind.
[[nodiscard]] sheet verdict_section(run_record const&, style const&);

/// What trace has watched, of which driver, and what it could not look at.
[[nodiscard]] sheet traffic_section(run_record const&, style const&);

/// What of it goes wrong behind a pooler, with the mending.
[[nodiscard]] sheet hazards_section(run_record const&, style const&);

/// How a benchmark was made.
[[nodiscard]] sheet bench_context_section(run_record const&, style const&);

/// A recreated table.
[[nodiscard]] sheet migration_section(run_record const&, style const&);

/// What it measured: a table for each distance and number of clients, and what is left at each distance.
[[nodiscard]] sheet measurements_section(run_record const&, style const&);

/// Which strategies did not come through and what mends them; what makes the figures doubtful.
[[nodiscard]] sheet bench_notes_section(run_record const&, style const&);

/// Who sent what, on which server connection, and what came back.
[[nodiscard]] sheet transcript_table(std::vector<transcript_entry> const&, style const&, std::size_t width);

/// How to read transcripts: only the letters that occur in these.
[[nodiscard]] sheet transcript_legend(std::vector<std::vector<transcript_entry> const*> const&, style const&);

/// The letters of the notation that occur in these messages, with a heading; empty where there are none.
[[nodiscard]] sheet notation_legend(std::vector<std::string_view> const& sent, style const&);

}  // namespace poolprobe
