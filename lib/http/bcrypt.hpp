// Passwords and their bcrypt hashes.
#pragma once

#include <string_view>

#include "base/secret.hpp"

namespace snmpolld::http {

// Whether the hash ("$2b$10$...") is that of the password. Takes the time that the cost of the hash says, from
// milliseconds to seconds, whatever the result. May be called in any thread.
bool isPasswordOf(const Secret& hash, const Secret& password);

}  // namespace snmpolld::http
