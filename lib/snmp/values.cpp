#include "snmp/values.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <utility>

#include "snmp/net_snmp.hpp"

namespace snmpolld::snmp {

namespace {

using model::Type;

// Takes a value as VarbindColumns does.
class Slot {
  public:
    explicit Slot(model::Varbind& out) : out_(out) {}

    void addNumber(Type type, uint64_t value) {
        if (type == Type::Integer32)
            set<int64_t>(type, static_cast<int64_t>(value));
        else if (type == Type::Float || type == Type::Double)
            set<double>(type, std::bit_cast<double>(value));
        else
            set<uint64_t>(type, value);
    }
    void addOctets(Type type, Bytes octets) {
        set<std::string>(type, reinterpret_cast<const char*>(octets.data()), octets.size());
    }
    void addOid(std::span<const uint32_t> ids) { set<model::Oid>(Type::ObjectIdentifier, ids); }
    void addNothing(Type type) { set<std::monostate>(type); }

  private:
    template <typename T, typename... Args>
    void set(Type type, Args&&... args) {
        out_.type = type;
        out_.value.emplace<T>(std::forward<Args>(args)...);
    }

    model::Varbind& out_;
};

// Agents leave out the octet of zeros in front of a high bit.
uint64_t unsigned64(Bytes content) {
    uint64_t out = 0;
    for (const uint8_t octet : content)
        out = out << 8 | octet;
    return out;
}

// Two's complement.
uint64_t signed32(Bytes content) {
    const int unused = 64 - 8 * static_cast<int>(content.size());
    return static_cast<uint64_t>(static_cast<int64_t>(unsigned64(content) << unused) >> unused);
}

// An empty one, from agents that have nothing to name, is 0, as Net-SNMP has it.
template <typename To>
void addOid(Bytes content, To& to) {
    std::array<uint32_t, kMaxSubIds> ids;
    size_t count = subIds(content, ids);
    if (count == 0) ids[count++] = 0;
    to.addOid(std::span<const uint32_t>(ids).first(count));
}

// Net-SNMP's agents wrap numbers that SMIv2 does not have: 0x9f, a tag, a length, the value.
template <typename To>
void addOpaque(Bytes content, To& to) {
    constexpr size_t kHeader = 3;
    const bool wrapped = content.size() > kHeader && content[0] == ASN_OPAQUE_TAG1;
    const Bytes value = wrapped ? content.subspan(kHeader) : Bytes();
    if (wrapped && content[1] == ASN_OPAQUE_FLOAT)
        to.addNumber(Type::Float, std::bit_cast<uint64_t>(double{std::bit_cast<float>(unsigned32(value))}));
    else if (wrapped && content[1] == ASN_OPAQUE_DOUBLE)
        to.addNumber(Type::Double, unsigned64(value));
    else
        to.addOctets(Type::Opaque, content);
}

template <typename To>
void addValue(const RawVarbind& varbind, To& to) {
    const Bytes content = varbind.value;
    switch (varbind.tag) {
        case ASN_INTEGER:
            return to.addNumber(Type::Integer32, signed32(content));
        case ASN_OCTET_STR:
            return to.addOctets(Type::OctetString, content);
        case ASN_OBJECT_ID:
            return addOid(content, to);
        case ASN_IPADDRESS:
            return to.addOctets(Type::IpAddress, content);
        case ASN_COUNTER:
            return to.addNumber(Type::Counter32, unsigned32(content));
        case ASN_UINTEGER:
        case ASN_GAUGE:
            return to.addNumber(Type::Gauge32, unsigned32(content));
        case ASN_TIMETICKS:
            return to.addNumber(Type::TimeTicks, unsigned32(content));
        case ASN_COUNTER64:
            return to.addNumber(Type::Counter64, unsigned64(content));
        case ASN_OPAQUE:
            return addOpaque(content, to);
        case SNMP_NOSUCHOBJECT:
            return to.addNothing(Type::noSuchObject);
        case SNMP_NOSUCHINSTANCE:
            return to.addNothing(Type::noSuchInstance);
        case SNMP_ENDOFMIBVIEW:
            return to.addNothing(Type::endOfMibView);
        default:
            return to.addNothing(Type::Null);
    }
}

}  // namespace

bool sameOid(const RawVarbind& varbind, const model::Oid& oid) {
    std::array<uint32_t, kMaxSubIds> ids;
    const size_t count = subIds(varbind.name, ids);
    return std::ranges::equal(std::span<const uint32_t>(ids).first(count), oid.ids());
}

void readOid(const RawVarbind& varbind, model::Oid& out) {
    std::array<uint32_t, kMaxSubIds> ids;
    const size_t count = subIds(varbind.name, ids);
    out.assign(std::span<const uint32_t>(ids).first(count));
}

uint32_t unsigned32(Bytes content) {
    return static_cast<uint32_t>(unsigned64(content));
}

void readValue(const RawVarbind& varbind, model::Varbind& out) {
    Slot slot(out);
    addValue(varbind, slot);
}

void readValue(const RawVarbind& varbind, model::VarbindColumns& out) {
    addValue(varbind, out);
}

}  // namespace snmpolld::snmp
