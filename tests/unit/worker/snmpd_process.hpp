// A real snmpd on 127.0.0.1 and [::1] with a folder of its own, and tasks for it.
#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "base/unique_fd.hpp"
#include "model/poll_task.hpp"
#include "snmp/keys.hpp"

namespace snmpolld::worker {

inline uint16_t freePort() {
    const UniqueFd fd(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof address;
    REQUIRE(::bind(fd.get(), reinterpret_cast<sockaddr*>(&address), length) == 0);
    REQUIRE(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&address), &length) == 0);
    return ntohs(address.sin_port);
}

class SnmpdProcess {
  public:
    SnmpdProcess() : port_(freePort()) {
        char folder[] = "/tmp/snmpolld-unit-XXXXXX";
        REQUIRE(::mkdtemp(folder) != nullptr);
        folder_ = folder;
        writeConfig();
        int fds[2];
        REQUIRE(::pipe(fds) == 0);
        log_.reset(fds[0]);
        const UniqueFd theirs(fds[1]);
        pid_ = ::fork();
        REQUIRE(pid_ >= 0);
        if (pid_ == 0) becomeSnmpd(theirs.get());
        waitUntilUp();
    }
    SnmpdProcess(const SnmpdProcess&) = delete;
    ~SnmpdProcess() {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
        std::filesystem::remove_all(folder_);
    }

    uint16_t port() const { return port_; }

    static bool installed() { return !program().empty(); }

  private:
    static std::string program() {
        for (const char* path : {"/usr/sbin/snmpd", "/usr/local/sbin/snmpd", "/opt/homebrew/sbin/snmpd"})
            if (::access(path, X_OK) == 0) return path;
        return "";
    }

    void writeConfig() const {
        const std::string at = ":" + std::to_string(port_);
        std::ofstream config(folder_ / "snmpd.conf");
        config << "agentAddress udp:127.0.0.1" << at << ",tcp:127.0.0.1" << at << ",udp6:[::1]" << at << "\n"
               << "dontLogTCPWrappersConnects yes\nrocommunity public\nrocommunity6 public\nsysName under-test\n"
               << "createUser sha SHA authauth AES privpriv\nrouser sha authPriv\n"
               << "createUser md5 MD5 authauth DES privpriv\nrouser md5 authPriv\n"
               << "createUser big SHA-512 authauth AES-256 privpriv\nrouser big authPriv\n";
    }

    // Its first line of log, the version, comes when it listens.
    void waitUntilUp() const {
        std::string seen;
        while (seen.find("NET-SNMP version") == std::string::npos) {
            char buffer[512];
            pollfd ready{log_.get(), POLLIN, 0};
            const ssize_t got = ::poll(&ready, 1, 20'000) == 1 ? ::read(log_.get(), buffer, sizeof buffer) : 0;
            REQUIRE_MESSAGE(got > 0, "snmpd does not start: ", seen);
            seen.append(buffer, static_cast<size_t>(got));
        }
    }

    [[noreturn]] void becomeSnmpd(int log) const {
        const std::string config = folder_ / "snmpd.conf";
        ::dup2(log, STDOUT_FILENO);
        ::setenv("SNMP_PERSISTENT_DIR", folder_.c_str(), 1);
        ::execl(program().c_str(), "snmpd", "-f", "-Lo", "-C", "-c", config.c_str(), nullptr);
        ::_exit(127);
    }

    uint16_t port_;
    std::filesystem::path folder_;
    UniqueFd log_;  // read once; kept, so that the agent can write
    pid_t pid_ = -1;
};

inline const model::Oid kSysName{1, 3, 6, 1, 2, 1, 1, 5, 0};

// A GET of sysName.0, sysUpTime.0 and an object that does not exist.
inline model::PollTask taskFor(const std::string& address, uint16_t port) {
    auto modules = std::make_shared<model::ModuleSet>();
    modules->get = {kSysName, model::Oid{1, 3, 6, 1, 2, 1, 1, 3, 0}, model::Oid{1, 3, 6, 1, 4, 1, 99999, 1, 0}};
    model::PollTask task;
    static uint64_t next_id = 1;
    task.id = next_id++;
    task.address = *model::Address::parse(address, port);
    task.credentials = std::make_shared<model::Credentials>();
    task.module_set = modules;
    task.timeout = std::chrono::seconds(5);
    task.retries = 1;
    task.deadline = std::chrono::seconds(15);
    return task;
}

inline std::shared_ptr<const model::Credentials> userWithKeys(std::string name, model::AuthProtocol auth,
                                                              model::PrivProtocol priv) {
    auto credentials = std::make_shared<model::Credentials>();
    credentials->version = model::Version::v3;
    credentials->username = std::move(name);
    credentials->security_level = model::SecurityLevel::authPriv;
    credentials->auth_protocol = auth;
    credentials->priv_protocol = priv;
    credentials->password = Secret("authauth");
    credentials->priv_password = Secret("privpriv");
    REQUIRE(snmp::deriveKeys(*credentials).has_value());
    return credentials;
}

}  // namespace snmpolld::worker
