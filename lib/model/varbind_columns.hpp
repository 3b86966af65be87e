// VarbindColumns: many varbinds as they lie in the frames between processes: their sub-identifiers in one column, their
// octets in another, the rest in a third. A row of a table takes 90 octets this way and no allocation of its own.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "model/varbind.hpp"

namespace snmpolld::model {

class VarbindColumns {
  public:
    static constexpr size_t kMaxWhy = 4096;  // octets of a failure's reason; more is cut off

    // What is fixed in a varbind. `value`: the number itself (Integer32: two's complement; Float, Double: the bits of
    // an IEEE 754 double); OctetString, IpAddress, Opaque: how many octets; ObjectIdentifier: how many sub-identifiers;
    // Malformed, Missing: how many octets of reason in the upper 32 bits, and how many that came in the lower ones.
    struct Fixed {
        uint64_t value;
        Type type;
        uint8_t oid_size;
    };

    // A place in the columns.
    struct Extent {
        size_t count = 0;
        size_t sub_ids = 0;
        size_t octets = 0;
    };

    // What belongs behind a name is added next, in one call of those below.
    void addName(std::span<const uint32_t> ids);
    void addNumber(Type type, uint64_t value);
    void addOctets(Type type, std::span<const uint8_t> octets);
    void addOid(std::span<const uint32_t> ids);
    void addFailure(Type type, std::string_view why, std::string_view octets);
    // One without a value.
    void addNothing(Type type) { addNumber(type, 0); }

    void add(const Varbind& varbind);
    void append(const VarbindColumns& others);

    size_t size() const { return fixed_.size(); }
    bool empty() const { return fixed_.empty(); }
    Extent extent() const { return {fixed_.size(), sub_ids_.size(), octets_.size()}; }
    void clear();  // keeps the memory
    // Room for so many more rows of a usual size.
    void reserveMore(size_t count);

    // The varbinds from there on.
    std::vector<Varbind> from(Extent at) const;
    bool anyValue() const;  // any that is no failure

    std::span<const Fixed> fixed() const { return fixed_; }
    std::span<const uint32_t> subIds() const { return sub_ids_; }
    std::span<const uint8_t> octets() const { return octets_; }
    // The first varbinds, as many as take at most `room` octets and are at most `most`.
    Extent firstWithin(size_t most, size_t room) const;

  private:
    Extent behind(const Extent& at) const;

    std::vector<Fixed> fixed_;
    std::vector<uint32_t> sub_ids_;
    std::vector<uint8_t> octets_;
    uint8_t name_size_ = 0;  // of the varbind that is being added
};

}  // namespace snmpolld::model
