# cmake -DOUTPUT=FILE.cpp -DPREFIX=PP -DHEADER=explain/probe_page.hpp -DTYPE=probe_page -DFUNCTION=all_probe_pages -P embed_pages.cmake
#   -- PAGE.md...
# Writes the pages as string literals. No path gets in, so that the same pages give the same program.
set(pages "")
math(EXPR last "${CMAKE_ARGC} - 1")
set(listed FALSE)
foreach(i RANGE ${last})
  set(file "${CMAKE_ARGV${i}}")
  if(listed)
    file(READ "${file}" text)
    string(REGEX MATCH "^# (${PREFIX}[0-9][0-9][0-9]) [a-z]+/[a-z-]+\n" heading "${text}")
    set(code "${CMAKE_MATCH_1}")
    if(heading STREQUAL "")
      get_filename_component(name "${file}" NAME)
      message(FATAL_ERROR "${name} does not begin with \"# ${PREFIX}000 group/name\"")
    endif()
    string(APPEND pages "    {\"${code}\", R\"page(${text})page\"},\n")
  elseif(file STREQUAL "--")
    set(listed TRUE)
  endif()
endforeach()
file(WRITE "${OUTPUT}" "// Made from pages in Markdown by src/explain/embed_pages.cmake.
#include \"${HEADER}\"

namespace poolprobe {
namespace {

constexpr ${TYPE} pages[] = {
${pages}};

}  // namespace

std::span<${TYPE} const> ${FUNCTION}() { return pages; }

}  // namespace poolprobe
")
