# Compiler and linker flags that make faults in memory harder to exploit, as distributions build: what a program reads from the
# network must not decide what it does. On by default in optimised builds. Off in builds with sanitizers, which have checks of
# their own that clash with these, and without optimisation, where _FORTIFY_SOURCE does nothing.
# docs/adr/0035 says what they cost; tests/packaging/hardening_test.py looks at the programs.

include(CheckCXXCompilerFlag)
include(CheckCXXSourceCompiles)
include(CheckLinkerFlag)

set(optimised OFF)
if("${CMAKE_BUILD_TYPE}" MATCHES "^(Release|RelWithDebInfo|MinSizeRel)$" OR "${CMAKE_CXX_FLAGS}" MATCHES "-O[123s]")
  set(optimised ON)
endif()
if(SNMPOLLD_SANITIZE)
  set(optimised OFF)
endif()
option(SNMPOLLD_HARDENED "Build the programs hardened, as distributions do" ${optimised})

# Adds the flag to all targets if the compiler takes it.
function(snmpolld_harden_compiler name flag)
  check_cxx_compiler_flag("${flag}" snmpolld_takes_${name})
  if(snmpolld_takes_${name})
    target_compile_options(snmpolld_options INTERFACE ${flag})
  endif()
endfunction()

function(snmpolld_harden_linker name flag)
  check_linker_flag(CXX "${flag}" snmpolld_links_${name})
  if(snmpolld_links_${name})
    target_link_options(snmpolld_options INTERFACE ${flag})
  endif()
endfunction()

if(SNMPOLLD_HARDENED)
  snmpolld_harden_compiler(stack_protector -fstack-protector-strong)
  snmpolld_harden_compiler(stack_clash -fstack-clash-protection)
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|amd64|AMD64|i[3-6]86")
    snmpolld_harden_compiler(control_flow -fcf-protection)
  endif()
  target_compile_definitions(snmpolld_options INTERFACE _GLIBCXX_ASSERTIONS)
  # Level 3 also knows the sizes of buffers that are computed. A level that the compiler or its flags set already is replaced.
  check_cxx_source_compiles("
    #include <features.h>
    #if !defined(__GLIBC__) || !__GLIBC_PREREQ(2, 35) || !(__GNUC__ >= 12 || __clang_major__ >= 9)
    #error no level 3
    #endif
    int main() {}" snmpolld_fortify_3)
  target_compile_options(snmpolld_options INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=$<IF:$<BOOL:${snmpolld_fortify_3}>,3,2>)
  # Not CMAKE_POSITION_INDEPENDENT_CODE, which compiles libraries as for shared objects.
  target_compile_options(snmpolld_options INTERFACE -fPIE)
  if(CMAKE_SYSTEM_NAME STREQUAL "Linux")
    target_link_options(snmpolld_options INTERFACE -pie)
    snmpolld_harden_linker(relro "LINKER:-z,relro,-z,now")
    snmpolld_harden_linker(stack "LINKER:-z,noexecstack")
  endif()
endif()
