// Every attack of a worker or an HTTP server that has been taken over is refused, or ends it. Each is made by a process
// of its own, from inside the sandbox of its kind (taken_over.cpp).
#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <set>

#include "attack.hpp"
#include "base/unique_fd.hpp"
#include "parcel.hpp"
#include "sandbox/landlock.hpp"

using namespace snmpolld;
using namespace snmpolld::takeover;

namespace {

// A process of somebody else, which only answers when it is asked. It ends with this one.
class Victim {
  public:
    Victim() {
        int ends[2] = {-1, -1};
        REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
        ours_ = UniqueFd(ends[0]);
        const UniqueFd theirs(ends[1]);
        pid_ = ::fork();
        REQUIRE(pid_ >= 0);
        if (pid_ > 0) return;
        ours_.reset();
        char octet = 0;
        while (::recv(theirs.get(), &octet, 1, 0) == 1 && ::send(theirs.get(), &octet, 1, MSG_NOSIGNAL) == 1) {
        }
        ::_exit(0);
    }
    Victim(const Victim&) = delete;
    ~Victim() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }
    pid_t pid() const { return pid_; }
    // Whether it still answers, which no process does that a signal is about to end or to stop.
    bool isAlive() const {
        char octet = 'x';
        pollfd answer{.fd = ours_.get(), .events = POLLIN, .revents = 0};
        return ::send(ours_.get(), &octet, 1, MSG_NOSIGNAL) == 1 && ::poll(&answer, 1, 10'000) == 1 &&
               ::recv(ours_.get(), &octet, 1, 0) == 1;
    }

  private:
    UniqueFd ours_;
    pid_t pid_ = -1;
};

struct Folder {
    std::string path = makeOne();

    static std::string makeOne() {
        char name[] = "/tmp/takeover-XXXXXX";
        REQUIRE(::mkdtemp(name) != nullptr);
        ::chmod(name, 0777);
        return name;
    }
    bool isEmpty() const { return std::filesystem::is_empty(path); }
    ~Folder() { std::filesystem::remove_all(path); }
};

struct Made {
    int status = 0;  // as waitpid() gives it
    bool supervisor_got_descriptor = false;
    bool victim_lives = false;
    bool folder_is_empty = false;

    bool succeeded() const { return WIFEXITED(status) && WEXITSTATUS(status) == 0; }
    bool wasRefused() const { return WIFEXITED(status) && WEXITSTATUS(status) == 1; }
    bool wasKilled() const { return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS; }
};

// Descriptor 4, as an HTTP server has it.
void takeHandover() {
    int ends[2] = {-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) ::_exit(127);
    if (ends[0] != kHandover && ::dup2(ends[1], kHandover) < 0) ::_exit(127);
}

[[noreturn]] void become(std::string_view name, const Aim& aim, const char* where, int channel) {
    if (channel != kChannel) ::dup2(channel, kChannel);
    if (where != nullptr && std::string_view(where) != "free") takeHandover();
    const std::string attack(name);
    const std::string pid = std::to_string(aim.victim);
    ::execl(SNMPOLLD_TAKEN_OVER, "taken_over", attack.c_str(), pid.c_str(), aim.folder.c_str(), where, nullptr);
    ::_exit(127);
}

// Answers what comes over the channel until it ends; whether a descriptor was among it.
bool answer(int channel) {
    bool has_descriptor = false;
    while (true) {
        Parcel parcel;
        if (::recvmsg(channel, &parcel.message, 0) <= 0) return has_descriptor;
        has_descriptor = has_descriptor || CMSG_FIRSTHDR(&parcel.message) != nullptr;
        static_cast<void>(::send(channel, "x", 1, MSG_NOSIGNAL));
    }
}

// `where`: null in the sandbox of a worker, or as taken_over.cpp says.
Made make(std::string_view name, const char* where = nullptr) {
    const Victim victim;
    const Folder folder;
    int ends[2] = {-1, -1};
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    const UniqueFd ours(ends[0]);
    UniqueFd theirs(ends[1]);
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) become(name, {.victim = victim.pid(), .folder = folder.path}, where, theirs.get());
    theirs.reset();
    Made made;
    made.supervisor_got_descriptor = answer(ours.get());
    REQUIRE(::waitpid(child, &made.status, 0) == child);
    made.victim_lives = victim.isAlive();
    made.folder_is_empty = folder.isEmpty();
    return made;
}

}  // namespace

#if defined(__linux__) && !defined(SNMPOLLD_SANITIZED)

namespace {

// Kernels without Landlock's fourth version do not know it; a port above 1023 is then free to be bound.
bool isForbiddenHere(std::string_view name) {
    return name != "bind a low port" || sandbox::landlockVersion() >= 4 || ::geteuid() != 0;
}

// Ends otherwise on kernels without that interface.
bool mayCrash(std::string_view name) {
    return name == "getpid of 32 bits";
}

}  // namespace

namespace {

void checkThatItFails(const Attack& attack, const char* where) {
    CAPTURE(attack.name);
    const Made made = make(attack.name, where);
    CAPTURE(made.status);
    const bool crashed = mayCrash(attack.name) && WIFSIGNALED(made.status);
    CHECK((made.wasKilled() || made.wasRefused() || crashed));
    CHECK(made.victim_lives);
    CHECK(made.folder_is_empty);
    CHECK_FALSE(made.supervisor_got_descriptor);
}

}  // namespace

TEST_CASE("no attack of a taken-over worker succeeds") {
    forEachAttack([](const Attack& attack) {
        if (isForbiddenHere(attack.name)) checkThatItFails(attack, nullptr);
    });
}

TEST_CASE("no attack of a taken-over HTTP server succeeds, and none on the network") {
    forEachAttack([](const Attack& attack) {
        if (attack.name != "epoll_create1") checkThatItFails(attack, "http");  // that is how it waits
    });
    for (const Attack& attack : attacksOfHttpServers())
        checkThatItFails(attack, "http");
}

TEST_CASE("no attack from the thread of a taken-over HTTP server succeeds") {
    forEachAttack([](const Attack& attack) {
        if (attack.name != "epoll_create1") checkThatItFails(attack, "thread");
    });
    for (const Attack& attack : attacksOfHttpServers())
        checkThatItFails(attack, "thread");
}

TEST_CASE("the attacks have names of their own") {
    std::set<std::string_view> names;
    forEachAttack([&](const Attack& attack) { CHECK(names.insert(attack.name).second); });
    for (const Attack& attack : attacksOfHttpServers())
        CHECK(names.insert(attack.name).second);
}

TEST_CASE("those that hurt somebody do so without the sandbox, or this test would say nothing") {
    CHECK_FALSE(make("kill", "free").victim_lives);
    CHECK_FALSE(make("signal by the channel", "free").victim_lives);
    CHECK_FALSE(make("bind the channel", "free").folder_is_empty);
    CHECK(make("hand a descriptor up with sendmmsg", "free").supervisor_got_descriptor);
    for (const std::string_view name :
         {"openat to read", "newfstatat", "clone", "8 GiB", "memory to execute", "a Unix-domain socket", "dup",
          "hand one up in disguise", "pidfd_open", "the supervisor's identity", "a TCP socket", "a UDP socket"})
        CHECK_MESSAGE(make(name, "free").succeeded(), name);
}

TEST_CASE("what would hurt most ends the worker") {
    for (const std::string_view name : {"kill",
                                        "tgkill",
                                        "ptrace",
                                        "clone",
                                        "execve",
                                        "signal by the channel",
                                        "signal by the channel in disguise",
                                        "signal by a socket",
                                        "bind the channel",
                                        "bind the channel in disguise",
                                        "hand a descriptor up with sendmsg",
                                        "hand a descriptor up with sendmmsg",
                                        "hand one up in disguise",
                                        "memory to execute",
                                        "make memory executable",
                                        "a raw socket",
                                        "a ping socket",
                                        "dup",
                                        "F_DUPFD of the channel",
                                        "setuid",
                                        "out-of-band data up"})
        CHECK_MESSAGE(make(name).wasKilled(), name);
}

#endif
