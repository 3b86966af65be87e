// OBJECT IDENTIFIER: at most 128 sub-identifiers of 32 bits (RFC 2578 section 3.5). Numeric only; names are
// model/names.hpp.
#pragma once

#include <compare>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace snmpolld::model {

class Oid {
  public:
    static constexpr size_t kMaxSize = 128;

    Oid() = default;
    Oid(std::initializer_list<uint32_t> ids) : ids_(ids) {}
    explicit Oid(std::span<const uint32_t> ids) : ids_(ids.begin(), ids.end()) {}

    // "1.3.6.1.2.1.1.1.0", with or without a leading dot. At least two sub-identifiers, the first two in range
    // (X.690 8.19.4).
    static Result<Oid> parse(std::string_view text);

    std::string toString() const;
    void appendTo(std::string& out) const;

    std::span<const uint32_t> ids() const { return ids_; }
    size_t size() const { return ids_.size(); }
    bool empty() const { return ids_.empty(); }
    void push_back(uint32_t id) { ids_.push_back(id); }
    void clear() { ids_.clear(); }
    bool startsWith(const Oid& prefix) const;

    bool operator==(const Oid&) const = default;
    auto operator<=>(const Oid&) const = default;  // lexicographical order, as GETNEXT walks

  private:
    std::vector<uint32_t> ids_;
};

}  // namespace snmpolld::model
