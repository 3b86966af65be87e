// What a web config asks of clients before they are answered, so that settings which ask for less are noticed: a file
// that is emptied, or read while it is being written, is a valid web config that asks for nothing.
#pragma once

#include <string>

#include "model/web_settings.hpp"

namespace snmpolld::config {

// Holds no secret.
struct WebProtection {
    bool tls = false;
    bool passwords = false;
    bool certificates = false;           // of clients: without one there is no answer
    bool verified_certificates = false;  // an authority has signed each that is accepted
    bool names = false;                  // each that is accepted has an allowed name
};

WebProtection protectionOf(const model::WebSettings& settings);

// What `next` no longer asks for although `present` does, in words: "TLS and passwords"; "" if nothing.
std::string lostProtection(const WebProtection& present, const WebProtection& next);

}  // namespace snmpolld::config
