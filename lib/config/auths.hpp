// Reads one entry of `auths`. The schema checks each of its values alone; this checks what they mean together (RFC
// 3411, 3414, 3826).
#pragma once

#include <memory>

#include "base/result.hpp"
#include "config/source.hpp"
#include "model/credentials.hpp"

namespace snmpolld::config {

// What a dump shows in place of a secret. A passphrase that reads *** is accepted whatever its length, so that a dump
// can be read again.
inline constexpr std::string_view kMaskedSecret = "***";

// In a module file, keys that have no effect with the version or security level are ignored, because snmp_exporter's
// generator writes all keys.
enum class AuthStyle { strict, module_file };

Result<std::shared_ptr<model::Credentials>> readAuth(const Source& source, const YamlNode& node,
                                                     AuthStyle style = AuthStyle::strict);

}  // namespace snmpolld::config
