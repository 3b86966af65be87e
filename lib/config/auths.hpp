// One entry of `auths`: what its words mean together (RFC 3411, 3414, 3826), after the schema has checked each of them.
#pragma once

#include <memory>

#include "base/result.hpp"
#include "config/source.hpp"
#include "model/credentials.hpp"

namespace snmpolld::config {

// What a dump shows in place of a secret. A passphrase that reads *** is accepted whatever its length, so that a dump
// can be read again.
inline constexpr std::string_view kMaskedSecret = "***";

// In a module file, keys that are of no use with the version or security level are passed over: snmp_exporter's
// generator writes them all.
enum class AuthStyle { strict, module_file };

Result<std::shared_ptr<model::Credentials>> readAuth(const Source& source, const YamlNode& node,
                                                     AuthStyle style = AuthStyle::strict);

}  // namespace snmpolld::config
