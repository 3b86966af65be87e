// The rows of a recorded device, numbered in the order in which they are served: read from a file (recording.hpp) or
// computed (generated_rows.hpp).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "ber.hpp"

namespace snmpolld::agents {

using OidView = std::span<const uint32_t>;

class Rows {
  public:
    virtual ~Rows() = default;

    virtual size_t size() const = 0;
    virtual std::optional<size_t> find(OidView oid) const = 0;
    // The first row, in the order of service, whose OID is greater; size() when there is none.
    virtual size_t after(OidView oid) const = 0;
    virtual Oid oid(size_t row) const = 0;
    virtual uint8_t tag(size_t row) const = 0;
    // Appends the whole encoded varbind.
    virtual void append(size_t row, std::string& out) const = 0;
};

inline bool startsWith(OidView oid, OidView prefix) {
    if (oid.size() < prefix.size()) return false;
    for (size_t i = 0; i < prefix.size(); ++i) {
        if (oid[i] != prefix[i]) return false;
    }
    return true;
}

}  // namespace snmpolld::agents
