# SPDX-License-Identifier: MIT OR Apache-2.0
# What `cmake --install` puts where. Without a program (a tree of libraries only) there is nothing to install.

include(GNUInstallDirs)

if(TARGET axle)
  install(TARGETS axle RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  install(FILES docs/man/axle.1 DESTINATION "${CMAKE_INSTALL_MANDIR}/man1")
  install(FILES LICENSE-MIT LICENSE-APACHE DESTINATION "${CMAKE_INSTALL_DOCDIR}")
  foreach(pair IN ITEMS
      axle.bash=bash-completion/completions _axle=zsh/site-functions axle.fish=fish/vendor_completions.d)
    string(REPLACE "=" ";" pair "${pair}")
    list(GET pair 0 file)
    list(GET pair 1 folder)
    if(EXISTS "${CMAKE_SOURCE_DIR}/completions/${file}")
      if(file STREQUAL "axle.bash")
        set(installed_name axle)
      else()
        set(installed_name "${file}")
      endif()
      install(FILES "completions/${file}" DESTINATION "${CMAKE_INSTALL_DATADIR}/${folder}" RENAME "${installed_name}")
    endif()
  endforeach()
endif()
