// The header Authorization of basic authentication (RFC 7617).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace snmpolld::http {

struct Login {
    std::string user;
    Secret password;  // any octets
};

// nullopt: of another scheme, not base64, or without a colon.
std::optional<Login> parseBasicAuth(std::string_view header);

}  // namespace snmpolld::http
