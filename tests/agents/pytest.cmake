# snmpolld_pytest(<label> <file>): a pytest file of the current folder as one ctest entry. The system's Python comes
# first: pytest is its package.
find_program(SNMPOLLD_PYTHON python3 PATHS /usr/bin NO_DEFAULT_PATH)
find_program(SNMPOLLD_PYTHON python3 REQUIRED)

function(snmpolld_pytest label file)
  get_filename_component(name ${file} NAME_WE)
  string(REPLACE "test_" "" name ${name})
  add_test(NAME ${label}_${name} WORKING_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}
           COMMAND ${SNMPOLLD_PYTHON} -B -m pytest -q -p no:cacheprovider ${file})
  set_tests_properties(${label}_${name} PROPERTIES TIMEOUT 1800 LABELS integration
                       ENVIRONMENT "SNMPOLLD_BIN_DIR=${PROJECT_BINARY_DIR}/daemon;SNMPOLLD_NAMES=")
endfunction()
