#include "worker/sandbox.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <functional>

#include "snmp/source_binding.hpp"

using namespace snmpolld;
using namespace snmpolld::worker;

namespace {

constexpr int kRefused = 101;  // exit status of a child whose sandbox was refused

// The exit status, or the negative number of the signal, of a child that does `act` in the sandbox; as another user if
// asked.
int inSandbox(const std::function<int()>& act, uid_t user = 0) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        for (const int signal : {SIGABRT, SIGSEGV})
            std::signal(signal, SIG_DFL);  // doctest's handlers would be inherited
        if (user != 0 && ::setresuid(user, user, user) != 0) ::_exit(kRefused);
        if (!enterSandbox()) ::_exit(kRefused);
        ::_exit(act());
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

#if defined(__linux__) && !defined(SNMPOLLD_SANITIZED)

namespace {

int socketOf(int family) {
    return ::socket(family, SOCK_STREAM, 0) >= 0 ? 0 : errno;
}

}  // namespace

TEST_CASE("in the sandbox a worker can talk to devices") {
    CHECK(inSandbox([] { return socketOf(AF_INET); }) == 0);
    CHECK(inSandbox([] { return socketOf(AF_INET6); }) == 0);
    CHECK(inSandbox([] { return socketOf(AF_UNIX); }) == EPERM);
    CHECK(inSandbox([] { return ::malloc(64U << 20) != nullptr ? 0 : 1; }) == 0);
}

TEST_CASE("in the sandbox a worker can send from an interface, and learns that one is not there") {
    const auto usable = [](const char* source) { return snmp::checkSource(model::Family::ipv4, source) ? 0 : 1; };
    CHECK(inSandbox([&] { return usable("127.0.0.2"); }) == 0);
    CHECK(inSandbox([&] { return usable("lo"); }) == 0);
    CHECK(inSandbox([&] { return usable("eth9_none"); }) == 1);
    CHECK(inSandbox([] { return model::Address::parse("fe80::1%lo", 161)->scope != 0 ? 0 : 1; }) == 0);
}

TEST_CASE("in the sandbox there are no files") {
    CHECK(inSandbox([] { return ::open("/etc/passwd", O_RDONLY) >= 0 ? 0 : errno; }) == ENOENT);
    CHECK(inSandbox([] { return ::access("/etc", F_OK) == 0 ? 0 : errno; }) == ENOENT);
}

TEST_CASE("in the sandbox no process is started or traced and no code is made: that ends the worker") {
    CHECK(inSandbox([] { return ::execl("/bin/true", "true", nullptr); }) == -SIGSYS);
    CHECK(inSandbox([] { return ::fork() >= 0 ? 0 : 1; }) == -SIGSYS);
    CHECK(inSandbox([] { return ::kill(::getppid(), 0); }) == -SIGSYS);
    CHECK(inSandbox([] { return ::unlink("/nonexistent"); }) == -SIGSYS);
    CHECK(inSandbox([] { return ::listen(0, 1); }) == -SIGSYS);
    CHECK(inSandbox([] {
              return ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
          }) == -SIGSYS);
}

TEST_CASE("an ordinary user's sandbox is the same") {
    constexpr uid_t kNobody = 65534;
    if (::geteuid() != 0) return;  // then every case of this file has shown it
    CHECK(inSandbox([] { return socketOf(AF_INET); }, kNobody) == 0);
    CHECK(inSandbox([] { return ::execl("/bin/true", "true", nullptr); }, kNobody) == -SIGSYS);
}

#endif

TEST_CASE("a crash in the sandbox is seen by the parent as what it is") {
    CHECK(inSandbox([]() -> int { std::abort(); }) == -SIGABRT);
    CHECK(inSandbox([] { return std::raise(SIGSEGV); }) == -SIGSEGV);
}
