// A real snmpd as a child process, on loopback ports that the kernel chose, with its own configuration in a temporary
// folder.
#pragma once

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "driver.hpp"

namespace snmpolld::test {

// A port that is free for UDP and TCP on both families' loopback, as far as can be known beforehand.
inline uint16_t freePort() {
    for (int attempt = 0; attempt < 50; ++attempt) {
        const int udp = ::socket(AF_INET, SOCK_DGRAM, 0);
        const int tcp = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in a{};
        a.sin_family = AF_INET;
        a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof a;
        bool ok = ::bind(udp, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0 &&
                  ::getsockname(udp, reinterpret_cast<sockaddr*>(&a), &length) == 0 &&
                  ::bind(tcp, reinterpret_cast<sockaddr*>(&a), sizeof a) == 0;
        ::close(udp);
        ::close(tcp);
        if (ok) return ntohs(a.sin_port);
    }
    return 0;
}

class Snmpd {
  public:
    Snmpd() : port_(freePort()) {
        char pattern[] = "/tmp/snmpolld-snmpd-XXXXXX";
        folder_ = ::mkdtemp(pattern);
        writeConfig();
        start();
    }
    ~Snmpd() {
        stop();
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    Snmpd(const Snmpd&) = delete;
    Snmpd& operator=(const Snmpd&) = delete;

    static bool installed() { return ::access("/usr/sbin/snmpd", X_OK) == 0; }

    uint16_t port() const { return port_; }
    const std::string& folder() const { return folder_; }

    void start() {
        const std::string config = folder_ + "/agent.conf";
        const std::string persistent = "SNMP_PERSISTENT_DIR=" + folder_;
        const char* environment[] = {persistent.c_str(), "MIBS=", "PATH=/usr/bin:/bin", nullptr};
        const char* argv[] = {"/usr/sbin/snmpd", "-f", "-Lf", "/dev/null", "-C", "-c", config.c_str(), nullptr};
        REQUIRE(::posix_spawn(&pid_, argv[0], nullptr, nullptr, const_cast<char**>(argv),
                              const_cast<char**>(environment)) == 0);
        waitUntilItAnswers();
    }

    void stop(int signal = SIGTERM) {
        if (pid_ <= 0) return;
        ::kill(pid_, signal);
        ::waitpid(pid_, nullptr, 0);
        pid_ = -1;
    }

  private:
    // Not named snmpd.conf: snmpd keeps its persistent state under that name in the same folder.
    void writeConfig() const {
        const std::string p = std::to_string(port_);
        std::ofstream out(folder_ + "/agent.conf");
        out << "agentAddress udp:127.0.0.1:" << p << ",tcp:127.0.0.1:" << p << ",udp6:[::1]:" << p << "\n"
            << "rocommunity public\nrocommunity6 public\nsysName test-agent\n"
            << "exactEngineID 0x80001f8880aabbccdd01020304\n"
            << "createUser plain\nrouser plain noauth\n";
        for (const char* auth : {"MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512"})
            out << "createUser a" << auth << " " << auth << " authpass-" << auth << "\nrouser a" << auth << " auth\n";
        for (const char* priv : {"DES", "AES", "AES-192", "AES-256", "AES-192-C", "AES-256-C"})
            for (const char* auth : {"SHA", "SHA-256", "SHA-512"})
                out << "createUser p" << auth << priv << " " << auth << " authpass-long " << priv << " privpass-long\n"
                    << "rouser p" << auth << priv << " priv\n";
    }

    // Each try is a poll of its own; a refusal comes back at once, so there is nothing to sleep for but a short
    // timeout.
    void waitUntilItAnswers() const {
        for (int attempt = 0; attempt < 500; ++attempt) {
            auto task = makeTask(port_, community(model::Version::v2c), {kSysName});
            task.timeout = std::chrono::milliseconds(50);
            task.retries = 0;
            if (runOne(std::move(task)).status == model::Status::ok) return;
            ::poll(nullptr, 0, 10);
        }
        FAIL("snmpd did not answer");
    }

    uint16_t port_;
    std::string folder_;
    pid_t pid_ = -1;
};

}  // namespace snmpolld::test
