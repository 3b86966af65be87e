// Which versions, ciphers and curves a server agrees to, in GnuTLS' language.
#pragma once

#include <string>

#include "model/web_settings.hpp"

namespace snmpolld::http {

// A priority string that allows no cipher suite of TLS 1.2 or earlier that the settings do not name. These must go with
// the key of the certificate. TLS 1.3 is limited to the ciphers of the suites too.
std::string tlsPriorities(const model::TlsSettings& settings);

}  // namespace snmpolld::http
