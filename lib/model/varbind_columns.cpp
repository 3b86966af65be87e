#include "model/varbind_columns.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/text.hpp"

namespace snmpolld::model {

namespace {

std::span<const uint8_t> bytesOf(std::string_view text) {
    return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

template <typename T>
void appendTo(std::vector<T>& column, std::span<const T> values) {
    column.insert(column.end(), values.begin(), values.end());
}

// How many sub-identifiers and octets a value has in its columns.
std::pair<size_t, size_t> sizesOf(const VarbindColumns::Fixed& varbind) {
    switch (varbind.type) {
        case Type::ObjectIdentifier:
            return {varbind.value, 0};
        case Type::OctetString:
        case Type::IpAddress:
        case Type::Opaque:
            return {0, varbind.value};
        case Type::Malformed:
        case Type::Missing:
            return {0, (varbind.value >> 32) + (varbind.value & 0xffffffff)};
        default:
            return {0, 0};
    }
}

Value valueOf(const VarbindColumns::Fixed& varbind, std::span<const uint32_t> sub_ids, std::string_view octets) {
    switch (varbind.type) {
        case Type::Integer32:
            return std::bit_cast<int64_t>(varbind.value);
        case Type::Counter32:
        case Type::Gauge32:
        case Type::TimeTicks:
        case Type::Counter64:
            return varbind.value;
        case Type::Float:
        case Type::Double:
            return std::bit_cast<double>(varbind.value);
        case Type::OctetString:
        case Type::IpAddress:
        case Type::Opaque:
            return std::string(octets);
        case Type::ObjectIdentifier:
            return Oid(sub_ids);
        case Type::Malformed:
        case Type::Missing: {
            const size_t why = varbind.value >> 32;
            return Failure{.why = std::string(octets.substr(0, why)), .octets = std::string(octets.substr(why))};
        }
        default:
            return std::monostate{};
    }
}

struct Adder {
    VarbindColumns& to;
    Type type;

    void operator()(std::monostate) const { to.addNothing(type); }
    void operator()(int64_t value) const { to.addNumber(type, std::bit_cast<uint64_t>(value)); }
    void operator()(uint64_t value) const { to.addNumber(type, value); }
    void operator()(double value) const { to.addNumber(type, std::bit_cast<uint64_t>(value)); }
    void operator()(const std::string& value) const { to.addOctets(type, bytesOf(value)); }
    void operator()(const Oid& value) const { to.addOid(value.ids()); }
    void operator()(const Failure& value) const {
        to.addFailure(type, value.why, type == Type::Malformed ? value.octets : std::string_view());
    }
};

}  // namespace

void VarbindColumns::addName(std::span<const uint32_t> ids) {
    name_size_ = static_cast<uint8_t>(ids.size());
    appendTo(sub_ids_, ids);
}

void VarbindColumns::addNumber(Type type, uint64_t value) {
    fixed_.push_back({.value = value, .type = type, .oid_size = name_size_});
}

void VarbindColumns::addOctets(Type type, std::span<const uint8_t> octets) {
    appendTo(octets_, octets);
    addNumber(type, octets.size());
}

void VarbindColumns::addOid(std::span<const uint32_t> ids) {
    appendTo(sub_ids_, ids);
    addNumber(Type::ObjectIdentifier, ids.size());
}

void VarbindColumns::addFailure(Type type, std::string_view why, std::string_view octets) {
    const std::string_view said = cutUtf8(why, kMaxWhy);
    appendTo(octets_, bytesOf(said));
    appendTo(octets_, bytesOf(octets));
    addNumber(type, uint64_t{said.size()} << 32 | octets.size());
}

void VarbindColumns::add(const Varbind& varbind) {
    addName(varbind.oid.ids());
    std::visit(Adder{*this, varbind.type}, varbind.value);
}

void VarbindColumns::append(const VarbindColumns& others) {
    appendTo(fixed_, others.fixed());
    appendTo(sub_ids_, others.subIds());
    appendTo(octets_, others.octets());
}

void VarbindColumns::reserveMore(size_t count) {
    constexpr size_t kUsualName = 14;
    const auto reserve = [](auto& column, size_t more) {
        const size_t needed = column.size() + more;
        if (needed > column.capacity()) column.reserve(std::bit_ceil(needed));
    };
    reserve(fixed_, count);
    reserve(sub_ids_, count * kUsualName);
}

void VarbindColumns::clear() {
    fixed_.clear();
    sub_ids_.clear();
    octets_.clear();
}

VarbindColumns::Extent VarbindColumns::behind(const Extent& at) const {
    const Fixed& varbind = fixed_[at.count];
    const auto [sub_ids, octets] = sizesOf(varbind);
    return {at.count + 1, at.sub_ids + varbind.oid_size + sub_ids, at.octets + octets};
}

std::vector<Varbind> VarbindColumns::from(Extent at) const {
    std::vector<Varbind> out;
    out.reserve(size() - at.count);
    while (at.count < size()) {
        const Fixed& varbind = fixed_[at.count];
        const Extent next = behind(at);
        const auto ids = subIds().subspan(at.sub_ids, next.sub_ids - at.sub_ids);
        const auto octets = this->octets().subspan(at.octets, next.octets - at.octets);
        const std::string_view text(reinterpret_cast<const char*>(octets.data()), octets.size());
        out.emplace_back(Oid(ids.first(varbind.oid_size)), varbind.type,
                         valueOf(varbind, ids.subspan(varbind.oid_size), text));
        at = next;
    }
    return out;
}

bool VarbindColumns::anyValue() const {
    return std::ranges::any_of(fixed_, [](const Fixed& varbind) { return !isFailure(varbind.type); });
}

VarbindColumns::Extent VarbindColumns::firstWithin(size_t most, size_t room) const {
    const auto fits = [&](const Extent& extent) {
        return extent.count <= most &&
               extent.count * sizeof(Fixed) + extent.sub_ids * sizeof(uint32_t) + extent.octets <= room;
    };
    if (fits(extent())) return extent();
    Extent out;
    while (fits(behind(out)))
        out = behind(out);
    return out;
}

}  // namespace snmpolld::model
