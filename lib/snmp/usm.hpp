// One SNMPv3 user at one engine: the credentials' keys localised (RFC 3414 A.2, 2.6). Net-SNMP's user table and engine
// clock are process-wide and linear, so a user is in them only while a message of its own exchange is built or read:
// two devices that share an engine ID and a user name never see each other's keys or clock.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/credentials.hpp"
#include "snmp/ber.hpp"
#include "snmp/local_keys.hpp"

struct usmUser;

namespace snmpolld::snmp {

// The engine's clock as it is put into messages.
struct EngineClock {
    uint32_t boots = 0;
    uint32_t time = 0;
};

class UsmUser {
  public:
    // Errors: a key that the security level needs is missing or of a wrong length.
    static Result<UsmUser> create(const model::Credentials& credentials, std::string_view engine_id, LocalKeys& keys);

    // A user without keys, for reading reports that are not authenticated.
    static Result<UsmUser> withoutKeys(std::string_view name, std::string_view engine_id);

    UsmUser(UsmUser&&) noexcept = default;
    UsmUser& operator=(UsmUser&&) noexcept = default;
    ~UsmUser();

    // In Net-SNMP's tables while it lives.
    class Listed {
      public:
        Listed(UsmUser& user, EngineClock clock);
        ~Listed();
        Listed(const Listed&) = delete;
        Listed& operator=(const Listed&) = delete;

      private:
        usmUser* user_;
    };

    // The scopedPDU of an encrypted message (RFC 3414 section 8.3.2, RFC 3826 section 3.3); false when it cannot be
    // decrypted.
    bool decrypt(const RawMessage& message, std::vector<uint8_t>& plaintext) const;

  private:
    struct Free {
        void operator()(usmUser* user) const noexcept;
    };
    explicit UsmUser(usmUser* user) : user_(user) {}

    std::unique_ptr<usmUser, Free> user_;
};

}  // namespace snmpolld::snmp
