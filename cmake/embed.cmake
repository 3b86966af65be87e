# cmake -DOUTPUT=FILE.cpp -DFILES=a.yaml|b.yaml -P embed.cmake: a C++ source with the files' contents, sorted by name, as
# config::shippedFiles() (lib/config/shipped.hpp). Text files only.
string(REPLACE "|" ";" files "${FILES}")
list(SORT files)
set(rows "")
foreach(file IN LISTS files)
  get_filename_component(name "${file}" NAME_WE)
  file(READ "${file}" content)
  string(APPEND rows "    ShippedFile{\"${name}\", R\"shipped(${content})shipped\"},\n")
endforeach()
list(LENGTH files count)
file(WRITE "${OUTPUT}" "// Made from config/modules at build time.
#include \"config/shipped.hpp\"

#include <array>

namespace snmpolld::config {

std::span<const ShippedFile> shippedFiles() {
  static constexpr std::array<ShippedFile, ${count}> kFiles{{
${rows}  }};
  return kFiles;
}

}  // namespace snmpolld::config
")
