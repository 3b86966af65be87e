#include "worker/worker.hpp"

#include <doctest/doctest.h>

#include <cstdio>
#include <set>

#include "ipc/exit_status.hpp"
#include "snmpd_process.hpp"
#include "worker_process.hpp"

using namespace snmpolld;
using namespace snmpolld::worker;
using namespace std::chrono_literals;

namespace {

// A task that is not answered: nothing listens there, and the deadline is far away.
model::PollTask unanswered(const UniqueFd& listener) {
    sockaddr_in address{};
    socklen_t length = sizeof address;
    REQUIRE(::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &length) == 0);
    model::PollTask task = taskFor("127.0.0.1", ntohs(address.sin_port));
    task.timeout = 60s;
    task.retries = 0;
    task.deadline = 60s;
    return task;
}

// A UDP socket that takes requests and never answers.
UniqueFd silentAgent() {
    UniqueFd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    return fd;
}

void waitForRequest(const UniqueFd& agent) {
    pollfd ready{agent.get(), POLLIN, 0};
    REQUIRE(::poll(&ready, 1, 20'000) == 1);
}

void checkAnswered(const model::HostRecord& record, uint64_t task_id) {
    CHECK(record.task_id == task_id);
    CHECK_MESSAGE(record.status == model::Status::ok, model::statusName(record.status), ": ", record.error);
    REQUIRE(record.varbinds.size() == 3);
    CHECK(record.varbinds[0].oid == kSysName);
    CHECK(record.varbinds[0].value == model::Value("under-test"));
    CHECK(record.varbinds[1].type == model::Type::TimeTicks);
    CHECK(model::isException(record.varbinds[2].type));
    CHECK(record.rtt >= 0s);
}

}  // namespace

TEST_CASE("a worker says Ready with its version and process id before anything else") {
    WorkerProcess worker;
    const auto first = worker.next();
    REQUIRE(first.has_value());
    const auto* ready = std::get_if<ipc::Ready>(&*first);
    REQUIRE(ready != nullptr);
    CHECK(ready->protocol == ipc::kWorkerProtocol.name);
    CHECK(ready->version == ipc::kWorkerProtocol.version);
    CHECK(ipc::decodeSockets(ready->details).has_value());
    CHECK(ready->pid == worker.pid());
}

TEST_CASE("a worker polls a real agent over every transport and version, one record a task") {
    if (!SnmpdProcess::installed()) {
        MESSAGE("skipped: no snmpd here");
        return;
    }
    using Auth = model::AuthProtocol;
    using Priv = model::PrivProtocol;
    SnmpdProcess agent;
    WorkerProcess worker;
    const auto check = [&](const model::PollTask& task) { checkAnswered(worker.poll(task), task.id); };
    model::PollTask task = taskFor("127.0.0.1", agent.port());
    check(task);
    for (const auto& credentials :
         {userWithKeys("sha", Auth::SHA, Priv::AES), userWithKeys("md5", Auth::MD5, Priv::DES),
          userWithKeys("big", Auth::SHA512, Priv::AES256)}) {
        task.credentials = credentials;
        check(task);
    }
    check(taskFor("::1", agent.port()));
    task = taskFor("127.0.0.1", agent.port());
    task.transport = model::Transport::tcp;
    check(task);
}

TEST_CASE("tasks that are sent together all get their record") {
    if (!SnmpdProcess::installed()) return;
    constexpr size_t kTasks = 40;
    SnmpdProcess agent;
    WorkerProcess worker;
    std::set<uint64_t> open;
    for (size_t i = 0; i < kTasks; ++i) {
        const model::PollTask task = taskFor("127.0.0.1", agent.port());
        open.insert(task.id);
        worker.send(task);
    }
    while (!open.empty()) {
        const auto record = worker.nextOf<model::HostRecord>();
        REQUIRE(open.erase(record.task_id) == 1);
        checkAnswered(record, record.task_id);
    }
}

TEST_CASE("a poll that nobody answers ends at its deadline") {
    const UniqueFd agent = silentAgent();
    WorkerProcess worker;
    model::PollTask task = unanswered(agent);
    task.deadline = 30ms;
    const model::HostRecord record = worker.poll(task);
    CHECK(record.status == model::Status::timeout);
    CHECK(record.duration >= 30ms);
    CHECK_FALSE(record.error.empty());
}

TEST_CASE("the end of the channel stops a worker that is idle") {
    WorkerProcess worker;
    worker.nextOf<ipc::Ready>();
    worker.closeChannel();
    CHECK(worker.exitStatus() == ipc::kStopped);
}

TEST_CASE("the end of the channel stops a worker in the middle of an exchange") {
    const UniqueFd agent = silentAgent();
    WorkerProcess worker;
    worker.send(unanswered(agent));
    waitForRequest(agent);
    const MonoTime closed = monoNow();
    worker.closeChannel();
    CHECK(worker.exitStatus() == ipc::kStopped);
    CHECK(monoNow() - closed < 10s);
}

TEST_CASE("a frame that is no task ends the worker, which says why") {
    for (const std::string_view garbage : {std::string_view("\x08\0\0\0garbage!", 12), std::string_view("\0\0\0\0", 4),
                                           std::string_view("\xff\xff\xff\xff", 4)}) {
        WorkerProcess worker;
        worker.send(garbage);
        worker.nextOf<ipc::Ready>();
        const auto line = worker.nextOf<ipc::LogLine>();
        CHECK(line.text.find("refused") != std::string::npos);
        CHECK(worker.exitStatus() == ipc::kBadMessage);
    }
}

TEST_CASE("a worker is in its sandbox when it says Ready") {
#ifdef __linux__
    WorkerProcess worker;
    worker.nextOf<ipc::Ready>();
    CHECK(worker.procStatus("NoNewPrivs") == "1");
    for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapAmb"})
        CHECK(worker.procStatus(set) == "0000000000000000");
    if (::geteuid() == 0) CHECK(worker.procStatus("CapBnd") == "0000000000000000");
#ifndef SNMPOLLD_SANITIZED
    CHECK(worker.procStatus("Seccomp") == "2");
#endif
#endif
}

#if defined(__linux__) && !defined(SNMPOLLD_SANITIZED)

namespace {

// Whether the octets are anywhere in the memory of that process that can be written to.
bool hasInMemory(pid_t pid, const std::string& octets) {
    const std::string folder = "/proc/" + std::to_string(pid);
    std::ifstream maps(folder + "/maps");
    std::ifstream memory(folder + "/mem", std::ios::binary);
    bool found = false;
    for (std::string line; std::getline(maps, line);) {
        uint64_t begin = 0;
        uint64_t end = 0;
        char rights[5] = {};
        if (std::sscanf(line.c_str(), "%lx-%lx %4s", &begin, &end, rights) != 3 || rights[1] != 'w') continue;
        std::string part(end - begin, '\0');
        memory.clear();
        memory.seekg(static_cast<std::streamoff>(begin));
        memory.read(part.data(), static_cast<std::streamsize>(part.size()));
        found = found || part.find(octets) != std::string::npos;
    }
    return found;
}

}  // namespace

TEST_CASE("credentials that others have replaced are nowhere in a worker's memory; reading it needs root") {
    if (::geteuid() != 0) return;
    const UniqueFd agent = silentAgent();
    WorkerProcess worker;
    const auto poll = [&](const std::string& community) {
        model::PollTask task = unanswered(agent);
        task.deadline = 20ms;
        auto credentials = std::make_shared<model::Credentials>();
        credentials->community = Secret(community);
        credentials->auth_key = Secret("key-of-" + community);
        task.credentials = credentials;
        worker.poll(task);
    };
    poll("first-community-of-all");
    CHECK(hasInMemory(worker.pid(), "first-community-of-all"));
    poll("other-community-of-all");
    CHECK_FALSE(hasInMemory(worker.pid(), "first-community-of-all"));
    CHECK_FALSE(hasInMemory(worker.pid(), "key-of-first-community-of-all"));
}

#endif

TEST_CASE("SIGTERM ends a worker in the system's own way") {
    WorkerProcess worker;
    worker.nextOf<ipc::Ready>();
    ::kill(worker.pid(), SIGTERM);
    CHECK(WTERMSIG(worker.waitStatus()) == SIGTERM);
}

TEST_CASE("a worker started by hand says that it is none") {
    for (const char* third : {" 3>&-", " 3</dev/null"}) {
        const int status = std::system((SNMPOLLD_WORKER + std::string(third) + " 2>/dev/null").c_str());
        CHECK(WEXITSTATUS(status) == ipc::kNotAChild);
    }
}
