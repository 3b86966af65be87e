// The agent's side of the User-based Security Model (RFC 3414): one user, an engine of its own for each device.
// Cryptography is libnetsnmp's, the messages are our own.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "message.hpp"

namespace snmpolld::agents {

struct UsmUser {
    // Protocols in Net-SNMP's words ("SHA-256", "AES"); empty: none. nullptr: an unknown one, or a passphrase that is
    // too short.
    static std::shared_ptr<const UsmUser> make(const std::string& name, const std::string& auth,
                                               const std::string& auth_password, const std::string& priv,
                                               const std::string& priv_password);
    // NAME[:AUTH:PASSWORD[:PRIV:PASSWORD]]; nullptr: wrong.
    static std::shared_ptr<const UsmUser> parse(const std::string& text);

    std::string name;
    int auth_type = 0;  // 0: none
    int priv_type = 0;
    std::string auth_key;  // Ku, not yet of an engine
    std::string priv_key;
};

// How a message came, and so how its answer goes.
struct Envelope {
    int64_t message_id = 0;
    size_t max_size = 0;  // of a message that the sender takes
    bool auth = false;
    bool priv = false;
    bool reportable = false;
    std::string user;
    std::string context_engine_id;
    std::string context_name;
};

struct Opened {
    std::optional<Message> request() const;

    Envelope envelope;
    std::string pdu;     // encoded; empty: it was not opened
    std::string report;  // what goes back then; empty: nothing
};

// What an engine counts, as it is when the engine begins.
struct EngineClock {
    uint32_t boots = 1;
    uint32_t seconds = 1000;
    uint64_t salt = 1;
};

class UsmEngine {
  public:
    UsmEngine(std::shared_ptr<const UsmUser> user, std::string engine_id, EngineClock clock = {});

    // Whom a message names, for who has several users; nullopt: it is no USM message.
    static std::optional<std::string> userOf(const std::string& bytes);

    Opened open(const std::string& bytes);
    std::string seal(const Envelope& envelope, std::string_view pdu);
    // What seal() adds to a PDU, at most.
    size_t overhead(const Envelope& envelope) const;

    // What was refused, by the reason.
    const std::map<std::string, uint64_t>& reports() const { return reports_; }

  private:
    struct Incoming;

    static bool read(const std::string& bytes, Incoming& in);
    static bool readHeader(std::string_view header, Envelope& envelope);
    static bool readSecurity(std::string_view security, Incoming& in);
    // What RFC 3414 section 3.2 finds wrong with it: the number of the counter in usmStats, 0 for nothing.
    uint32_t judge(const std::string& bytes, const Incoming& in) const;
    uint32_t judgeTime(const Incoming& in) const;
    bool isAuthentic(const std::string& bytes, const Incoming& in) const;
    std::string report(const Incoming& in, uint32_t counter);
    std::string mac(std::string_view message) const;
    std::string cipherIv(uint32_t boots, uint32_t time, std::string_view salt) const;
    std::string encrypt(std::string_view scoped, uint32_t time, std::string& salt);
    std::optional<std::string> decrypt(const Incoming& in) const;
    uint32_t now() const;

    std::shared_ptr<const UsmUser> user_;
    std::string engine_id_;
    std::string auth_key_;
    std::string priv_key_;
    EngineClock clock_;
    std::map<std::string, uint64_t> reports_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace snmpolld::agents
