#include "model/credentials.hpp"

namespace snmpolld::model {

namespace {

// Word `number`, from 0, of "a|b|c".
std::string_view wordAt(std::string_view words, size_t number) {
    for (; number > 0; --number)
        words.remove_prefix(words.find('|') + 1);
    return words.substr(0, words.find('|'));
}

}  // namespace

std::string_view versionName(Version version) {
    return wordAt("1|2c|3", static_cast<size_t>(version));
}
std::string_view securityLevelName(SecurityLevel level) {
    return wordAt(kSecurityLevelWords, static_cast<size_t>(level));
}
std::string_view authProtocolName(AuthProtocol protocol) {
    return protocol == AuthProtocol::none ? "" : wordAt(kAuthProtocolWords, static_cast<size_t>(protocol) - 1);
}
std::string_view privProtocolName(PrivProtocol protocol) {
    return protocol == PrivProtocol::none ? "" : wordAt(kPrivProtocolWords, static_cast<size_t>(protocol) - 1);
}

}  // namespace snmpolld::model
