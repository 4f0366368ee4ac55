# Compiler, linker and third-party settings shared by every room.
set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")

# ./run needs the program only, and none of the packages that tests need.
option(AMPARO_TESTS "Build tests and benchmarks" ON)
# The figures of the README are those of -O2, which compiles sooner; the sanitizers need no more than line numbers.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O1 -g1")
option(AMPARO_SANITIZE "Build with address and undefined-behaviour sanitizers" OFF)

find_program(AMPARO_CCACHE ccache)
if(AMPARO_CCACHE)
  # Paths below the source count as relative, so that a clone elsewhere finds what another compiled.
  set(launcher "${CMAKE_COMMAND}" -E env "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1 "${AMPARO_CCACHE}")
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()
find_program(AMPARO_MOLD mold)
if(AMPARO_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# Two builds of one commit give one hash: no absolute path, no time and no build id by chance.
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}=. -ffile-prefix-map=${CMAKE_BINARY_DIR}=build)
add_link_options(-Wl,--build-id=none)

add_library(amparo_flags INTERFACE)
target_compile_options(amparo_flags INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Werror -Wshadow -Wnon-virtual-dtor -Wold-style-cast -Wimplicit-fallthrough>)
# g++ 12 sees overlaps, overruns and frees in optimised std::string and std::vector that are not there (GCC bugs 105329, 105651).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  target_compile_options(amparo_flags INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict -Wno-free-nonheap-object -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread>)
endif()
target_compile_options(amparo_flags INTERFACE -fstack-protector-strong)
if(AMPARO_SANITIZE)
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=address,undefined)
elseif(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_definitions(_FORTIFY_SOURCE=2)
endif()

find_package(Threads REQUIRED)
find_package(fmt REQUIRED)
find_package(date REQUIRED)
find_package(PkgConfig REQUIRED)
if(AMPARO_TESTS)
  find_package(rapidcheck REQUIRED)
endif()
