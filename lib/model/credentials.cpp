#include "model/credentials.hpp"

#include <array>

namespace snmpolld::model {

namespace {

constexpr std::array<std::string_view, 3> kVersions{"1", "2c", "3"};
constexpr std::array<std::string_view, 3> kLevels{"noAuthNoPriv", "authNoPriv", "authPriv"};
constexpr std::array<std::string_view, 7> kAuth{"", "MD5", "SHA", "SHA224", "SHA256", "SHA384", "SHA512"};
constexpr std::array<std::string_view, 7> kPriv{"", "DES", "AES", "AES192", "AES256", "AES192C", "AES256C"};

}  // namespace

std::string_view versionName(Version version) {
    return kVersions[static_cast<size_t>(version)];
}
std::string_view securityLevelName(SecurityLevel level) {
    return kLevels[static_cast<size_t>(level)];
}
std::string_view authProtocolName(AuthProtocol protocol) {
    return kAuth[static_cast<size_t>(protocol)];
}
std::string_view privProtocolName(PrivProtocol protocol) {
    return kPriv[static_cast<size_t>(protocol)];
}

}  // namespace snmpolld::model
