# What cmake --install puts where. Paths are written into the unit and the plist when CMake configures: choose the prefix then
# (-DCMAKE_INSTALL_PREFIX=/usr), not with `cmake --install --prefix`. Component `programs` is what was built, `files` the rest.

set(configured ${CMAKE_CURRENT_BINARY_DIR}/installed)
set(config_dir ${CMAKE_INSTALL_FULL_SYSCONFDIR}/snmpolld)

# The daemon finds the programs of its children under SNMPOLLD_CHILDREN_INSTALL_PATH.
if(TARGET snmpolld)
  install(TARGETS snmpolld RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT programs)
endif()
install(TARGETS snmpolld-worker snmpolld-http snmpolld-writer-http RUNTIME DESTINATION ${CMAKE_INSTALL_LIBEXECDIR}/snmpolld COMPONENT programs)

# The config is the user's: an existing one is never overwritten; the sample is always there to compare with.
file(GLOB sample_config CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/config/snmpolld.yaml)
install(FILES ${sample_config} DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT files)
install(CODE "
  set(config_dir \"\$ENV{DESTDIR}${config_dir}\")
  file(MAKE_DIRECTORY \"\${config_dir}/hosts.d\")
  if(EXISTS \"\${config_dir}/snmpolld.yaml\")
    message(STATUS \"Kept: \${config_dir}/snmpolld.yaml\")
  elseif(NOT \"${sample_config}\" STREQUAL \"\")
    message(STATUS \"Installing: \${config_dir}/snmpolld.yaml\")
    file(COPY_FILE \"${sample_config}\" \"\${config_dir}/snmpolld.yaml\")
    # Secrets will be written into it. The service reads it as a member of its group, which sysusers may make only later:
    # then tmpfiles.d gives it to the group.
    file(CHMOD \"\${config_dir}/snmpolld.yaml\" PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ)
    if(\"\$ENV{DESTDIR}\" STREQUAL \"\")
      execute_process(COMMAND chgrp snmpolld \"\${config_dir}/snmpolld.yaml\" OUTPUT_QUIET ERROR_QUIET)
    endif()
  endif()
" COMPONENT files)

# Both are configured everywhere, so that the tests of one system read the other's.
configure_file(systemd/snmpolld.service.in ${configured}/snmpolld.service @ONLY)
configure_file(systemd/snmpolld.tmpfiles.conf.in ${configured}/snmpolld.tmpfiles.conf @ONLY)
configure_file(launchd/org.snmpolld.daemon.plist.in ${configured}/org.snmpolld.daemon.plist @ONLY)
if(CMAKE_SYSTEM_NAME STREQUAL "Darwin")
  install(FILES ${configured}/org.snmpolld.daemon.plist DESTINATION ${CMAKE_INSTALL_DATADIR}/snmpolld COMPONENT files)
else()
  install(FILES ${configured}/snmpolld.service DESTINATION lib/systemd/system COMPONENT files)
  install(FILES systemd/snmpolld.sysusers.conf DESTINATION lib/sysusers.d RENAME snmpolld.conf COMPONENT files)
  install(FILES ${configured}/snmpolld.tmpfiles.conf DESTINATION lib/tmpfiles.d RENAME snmpolld.conf COMPONENT files)
  install(FILES systemd/confined.conf DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT files)
endif()

install(FILES docs/man/snmpolld.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT files)
install(FILES docs/man/snmpolld.yaml.5 DESTINATION ${CMAKE_INSTALL_MANDIR}/man5 COMPONENT files)
install(FILES README.md CHANGELOG.md SECURITY.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT files)
# So that the links of the README lead somewhere.
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs COMPONENT files FILES_MATCHING PATTERN "*.md" PATTERN man EXCLUDE)
