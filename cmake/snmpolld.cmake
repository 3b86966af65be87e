# How a folder becomes a target: lib/<folder> -> snmpolld_<folder> (alias snmpolld::<folder>), tests/unit/<folder> ->
# unit_<folder>. Warnings and sanitizers are set here and nowhere else.

add_library(snmpolld_options INTERFACE)
target_include_directories(snmpolld_options INTERFACE ${PROJECT_SOURCE_DIR}/lib)
target_compile_options(snmpolld_options INTERFACE -Wall -Wextra -Wshadow -Wnon-virtual-dtor -Wold-style-cast)
# GCC 12 sees overlaps in std::string's operator+ where there are none (GCC bug 105329), and the release of strings that are no
# strings in copies of std::variant.
target_compile_options(snmpolld_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict -Wno-free-nonheap-object>)
target_compile_definitions(snmpolld_options INTERFACE SNMPOLLD_VERSION="${PROJECT_VERSION}")
target_link_options(snmpolld_options INTERFACE $<$<PLATFORM_ID:Linux>:-Wl,--as-needed>)
# libuv and spdlog ask for -pthread; all files must agree on it to share precompiled headers.
target_compile_options(snmpolld_options INTERFACE -pthread)
if(SNMPOLLD_SANITIZE)
  target_compile_options(snmpolld_options INTERFACE -fsanitize=${SNMPOLLD_SANITIZE} -fno-omit-frame-pointer
                                                    -fno-sanitize-recover=all)
  target_link_options(snmpolld_options INTERFACE -fsanitize=${SNMPOLLD_SANITIZE})
  target_compile_definitions(snmpolld_options INTERFACE SNMPOLLD_SANITIZED)
endif()

include(cmake/hardening.cmake)

# The standard headers that nearly every file includes, compiled once for all libraries and programs, and once more with doctest
# for all unit tests. A file includes what it uses all the same: all_verify_interface_header_sets builds without them.
set(precompiled <algorithm> <array> <chrono> <cstdint> <deque> <filesystem> <functional> <map> <memory> <optional> <set> <span>
                <string> <string_view> <tl/expected.hpp> <tuple> <unordered_map> <utility> <variant> <vector>)
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/precompiled.cpp CONTENT "")
add_library(snmpolld_precompiled STATIC ${PROJECT_BINARY_DIR}/precompiled.cpp)
target_link_libraries(snmpolld_precompiled PRIVATE snmpolld_options)
target_precompile_headers(snmpolld_precompiled PRIVATE ${precompiled})
if(SNMPOLLD_TESTS)
  add_library(snmpolld_test_main STATIC ${PROJECT_SOURCE_DIR}/tests/unit/main.cpp)
  target_link_libraries(snmpolld_test_main PUBLIC snmpolld_options doctest::doctest)
  target_precompile_headers(snmpolld_test_main PRIVATE ${precompiled} <doctest/doctest.h>)
endif()

# With CMAKE_UNITY_BUILD, which the presets set, files of a folder are compiled sixteen at a time: most of a file's cost is the
# standard library's templates, which all of them instantiate. Helpers of a folder must therefore have different names.
set(CMAKE_UNITY_BUILD_BATCH_SIZE 16)
if(CMAKE_UNITY_BUILD)  # GCC takes unnamed namespaces of a file that was included for those of a header
  target_compile_options(snmpolld_options INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()

# Rooms that every poll goes through: -O3 there takes some 5 % off what a poll costs.
set(hot_rooms base model format ipc loop pool snmp supervisor worker)

# snmpolld_library(<folder> [public dependencies...]): all *.cpp of the current folder.
function(snmpolld_library folder)
  file(GLOB sources CONFIGURE_DEPENDS *.cpp)
  file(GLOB headers CONFIGURE_DEPENDS *.hpp)
  if(NOT sources)
    set(sources ${CMAKE_CURRENT_BINARY_DIR}/empty.cpp)
    file(TOUCH ${sources})
  endif()
  add_library(snmpolld_${folder} STATIC ${sources})
  add_library(snmpolld::${folder} ALIAS snmpolld_${folder})
  set_target_properties(snmpolld_${folder} PROPERTIES LINKER_LANGUAGE CXX)
  target_sources(snmpolld_${folder} PUBLIC FILE_SET HEADERS BASE_DIRS ${PROJECT_SOURCE_DIR}/lib FILES ${headers})
  set_target_properties(snmpolld_${folder} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  target_link_libraries(snmpolld_${folder} PUBLIC snmpolld_options ${ARGN})
  target_precompile_headers(snmpolld_${folder} REUSE_FROM snmpolld_precompiled)
  if(folder IN_LIST hot_rooms)
    target_compile_options(snmpolld_${folder} PRIVATE $<$<CONFIG:Release>:-O3>)
  endif()
endfunction()

# The files of a test are compiled apart, since their helpers share names, and with little optimisation, since each runs once.
function(snmpolld_test_program target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD OFF)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# snmpolld_unit_tests(<folder> [further libraries...]): one doctest program for all tests/unit/<folder>/*_test.cpp.
function(snmpolld_unit_tests folder)
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/unit/${folder}/*_test.cpp)
  if(NOT sources)
    return()
  endif()
  add_executable(unit_${folder} ${sources})
  target_link_libraries(unit_${folder} PRIVATE snmpolld::${folder} snmpolld_test_main ${ARGN})
  target_precompile_headers(unit_${folder} REUSE_FROM snmpolld_test_main)
  snmpolld_test_program(unit_${folder})
  target_compile_definitions(unit_${folder} PRIVATE SNMPOLLD_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  add_test(NAME unit_${folder} COMMAND unit_${folder})
  set_tests_properties(unit_${folder} PROPERTIES TIMEOUT 120 LABELS unit)
endfunction()
