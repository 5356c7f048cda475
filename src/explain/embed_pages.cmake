# cmake -DOUTPUT=FILE.cpp -DPREFIX=PP -DHEADER=explain/probe_page.hpp -DTYPE=probe_page -DFUNCTION=all_probe_pages -P embed_pages.cmake
#   -- PAGE.md...
# Writes the pages as string literals, in the order of their codes. No path gets in, so that the same pages give
# the same program. A probe's page says what must hold in a comment under its heading, for the lists of probes;
# tests/unit/probe_page_test.cpp sees that it is what the probe's row says.
set(codes "")
math(EXPR last "${CMAKE_ARGC} - 1")
set(listed FALSE)
foreach(i RANGE ${last})
  set(file "${CMAKE_ARGV${i}}")
  if(listed)
    get_filename_component(name "${file}" NAME)
    file(READ "${file}" text)
    string(REGEX MATCH "^# (${PREFIX}[0-9][0-9][0-9]) ([a-z]+/[a-z-]+)\n" heading "${text}")
    set(code "${CMAKE_MATCH_1}")
    set(id "${CMAKE_MATCH_2}")
    if(heading STREQUAL "")
      message(FATAL_ERROR "${name} does not begin with \"# ${PREFIX}000 group/name\"")
    endif()
    set(facts "\"${code}\"")
    if(TYPE STREQUAL "probe_page")
      set(requirement "")
      if("${text}" MATCHES "^${heading}\n<!-- Must hold: ([^>]*) -->\n")
        string(REPLACE "\n" " " requirement "${CMAKE_MATCH_1}")
        string(REPLACE "${CMAKE_MATCH_0}" "${heading}" text "${text}")
      endif()
      string(APPEND facts ", \"${id}\", R\"page(${requirement})page\"")
    endif()
    list(APPEND codes "${code}")
    set(page_of_${code} "    {${facts}, R\"page(${text})page\"},\n")
  elseif(file STREQUAL "--")
    set(listed TRUE)
  endif()
endforeach()
list(SORT codes)
set(pages "")
foreach(code IN LISTS codes)
  string(APPEND pages "${page_of_${code}}")
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
