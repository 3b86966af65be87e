// The one main() of every unit test program.
#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <csignal>
#include <cstdlib>

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);  // as in the daemon
    ::setenv("SNMPOLLD_NAMES", "", 1);  // what was imported on this machine counts for no test
    return doctest::Context(argc, argv).run();
}
