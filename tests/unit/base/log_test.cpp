#include "base/log.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <functional>
#include <string>

#include "base/unique_fd.hpp"

using namespace snmpolld;

namespace {

// What `act` writes to stderr.
std::string captured(const std::function<void()>& act) {
    std::array<int, 2> ends{};
    REQUIRE(::pipe(ends.data()) == 0);
    const UniqueFd reader(ends[0]);
    std::fflush(stderr);
    const UniqueFd terminal(::dup(STDERR_FILENO));
    ::dup2(ends[1], STDERR_FILENO);
    ::close(ends[1]);
    act();
    std::fflush(stderr);
    ::dup2(terminal.get(), STDERR_FILENO);

    std::string text;
    std::array<char, 4096> buffer{};
    for (ssize_t got = 0; (got = ::read(reader.get(), buffer.data(), buffer.size())) > 0;)
        text.append(buffer.data(), static_cast<std::size_t>(got));
    return text;
}

}  // namespace

TEST_CASE("a line is event and fields, printable, with the priority that the journal reads") {
    log::configure(log::Level::info, log::Format::systemd);
    CHECK(captured([] {
              log::warning("output_failed", {{"path", "a b"}, {"count", 3}, {"text", "\x1b[0m"}});
              log::debug("not_shown");
          }) == "<4>event=output_failed path=\"a b\" count=3 text=\\x1b[0m\n");
}

TEST_CASE("the same line again is folded and counted") {
    log::configure(log::Level::info, log::Format::systemd);
    CHECK(captured([] {
              for (int i = 0; i < 4; ++i)
                  log::error("disk_full", {{"path", "x"}});
              log::info("disk_full", {{"path", "x"}});
          }) == "<3>event=disk_full path=x\n<3>event=repeated count=3\n<6>event=disk_full path=x\n");
}
