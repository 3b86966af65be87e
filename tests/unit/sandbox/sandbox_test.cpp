#include "sandbox/sandbox.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <functional>

#include "sandbox/own_user.hpp"
#include "snmp/source_binding.hpp"

using namespace snmpolld;
using namespace snmpolld::sandbox;

namespace {

constexpr int kRefused = 101;  // exit status of a child whose sandbox was refused

// There a worker has its channel, with which it may do less than with its sockets.
void takeDescriptorThree() {
    constexpr int kChannel = 3;
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) ::_exit(kRefused);
    if (ends[0] != kChannel && ::dup2(ends[1], kChannel) != kChannel) ::_exit(kRefused);
}

// The exit status, or the negative number of the signal, of a child that does `act` in the sandbox; as another user if
// asked.
int inSandbox(const std::function<int()>& act, uid_t user = 0) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        for (const int signal : {SIGABRT, SIGSEGV})
            std::signal(signal, SIG_DFL);  // doctest's handlers would be inherited
        takeDescriptorThree();
        if (user != 0 && ::setresuid(user, user, user) != 0) ::_exit(kRefused);
        if (!sandbox::enter(sandbox::Kind::worker)) ::_exit(kRefused);
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

TEST_CASE("in the sandbox a worker is not root, whoever has started it") {
    CHECK(inSandbox([] { return ::getuid() != 0 && ::geteuid() != 0 && ::getgid() != 0 ? 0 : 1; }) == 0);
    if (::geteuid() != 0) return;
    CHECK(inSandbox([] { return ::getuid() == kFirstUser + static_cast<uid_t>(::getpid()) ? 0 : 1; }) == 0);
}

TEST_CASE("in the sandbox there is no room for 8 GiB, and for 1 GiB there is") {
    const auto map = [](size_t size) {
        return ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) != MAP_FAILED
                   ? 0
                   : errno;
    };
    CHECK(inSandbox([&] { return map(size_t{1} << 30); }) == 0);
    CHECK(inSandbox([&] { return map(size_t{8} << 30); }) == ENOMEM);
}

TEST_CASE("in the sandbox calls of kernels that are younger than the filter are not there") {
    for (const long call : {451L, 480L, 511L})
        CHECK(inSandbox([call] { return ::syscall(call, 0, 0, 0) < 0 ? errno : 0; }) == ENOSYS);
}

TEST_CASE("what a library tries in passing is refused, and the worker lives") {
    struct stat about {};
    CHECK(inSandbox([&] { return ::fstatat(AT_FDCWD, "/etc/passwd", &about, 0) == 0 ? 0 : errno; }) == ENOENT);
    CHECK(inSandbox([&] { return ::fstatat(0, "", &about, AT_EMPTY_PATH) == 0 ? 0 : errno; }) == ENOENT);
    CHECK(inSandbox([] { return ::isatty(0) == 1 ? 0 : errno; }) == ENOTTY);
    CHECK(inSandbox([] { return ::syscall(SYS_rseq, 0, 0, 0, 0) < 0 ? errno : 0; }) == ENOSYS);
}

TEST_CASE("an ordinary user's sandbox is the same") {
    if (::geteuid() != 0) return;  // then every case of this file has shown it
    CHECK(inSandbox([] { return socketOf(AF_INET); }, kNobody) == 0);
    CHECK(inSandbox([] { return ::execl("/bin/true", "true", nullptr); }, kNobody) == -SIGSYS);
}

#endif

TEST_CASE("a crash in the sandbox is seen by the parent as what it is") {
    CHECK(inSandbox([]() -> int { std::abort(); }) == -SIGABRT);
    CHECK(inSandbox([] { return std::raise(SIGSEGV); }) == -SIGSEGV);
}
