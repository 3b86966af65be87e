// What a device of the fleet has, see fleet_mib.hpp.
#include "fleet_mib.hpp"

namespace snmpolld::agents {
namespace {

constexpr uint8_t kInteger = 0x02, kOctets = 0x04, kOid = 0x06, kCounter32 = 0x41, kGauge = 0x42, kTicks = 0x43,
                  kCounter64 = 0x46, kNoSuchObject = 0x80, kNoSuchInstance = 0x81;
constexpr std::string_view kSysDescr = "Loopback switch of the snmpolld fleet, 48 ports, release 1";
constexpr std::array<uint8_t, 9> kNetSnmpLinux{0x2b, 6, 1, 4, 1, 0xbf, 0x08, 3, 2};
constexpr std::array<uint8_t, 1> kZeroDotZero{0};

// Columns 1..columns under a prefix; scalars have the one index 0, a table has 1..interfaces. The first octet of an
// encoded OID stands for two sub-identifiers; taken as one, the order stays the same.
struct Group {
    std::array<uint8_t, 9> prefix;
    uint8_t size;
    uint8_t columns;
    bool table;

    Bytes bytes() const { return {prefix.data(), size}; }
    uint32_t firstIndex() const { return table ? 1 : 0; }
};
constexpr uint32_t kSystem = 0, kInterfaces = 1, kIfEntry = 2, kIfXEntry = 3, kGroups = 4;
constexpr std::array<Group, kGroups> kTree{{{{0x2b, 6, 1, 2, 1, 1}, 6, 7, false},
                                            {{0x2b, 6, 1, 2, 1, 2}, 6, 1, false},
                                            {{0x2b, 6, 1, 2, 1, 2, 2, 1}, 8, 22, true},
                                            {{0x2b, 6, 1, 2, 1, 31, 1, 1, 1}, 9, 19, true}}};

// The first sub-identifiers of an OID: nothing here is deeper.
struct Ids {
    std::array<uint32_t, 12> ids;
    size_t size = 0;
};

Ids decode(Bytes oid) {
    Ids out;
    uint32_t id = 0;
    for (size_t i = 0; i < oid.size() && out.size < out.ids.size(); ++i) {
        id = id << 7 | (oid[i] & 0x7f);
        if (oid[i] & 0x80) continue;
        out.ids[out.size++] = id;
        id = 0;
    }
    return out;
}

bool startsWith(Bytes bytes, Bytes prefix) {
    return bytes.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

// The one sub-identifier that `bytes` holds; -1 when there is not exactly one.
int64_t onlyId(Bytes bytes) {
    int64_t id = 0;
    for (size_t i = 0; i < bytes.size() && id <= UINT32_MAX; ++i) {
        id = id << 7 | (bytes[i] & 0x7f);
        if ((bytes[i] & 0x80) == 0) return i + 1 == bytes.size() ? id : -1;
    }
    return -1;
}

void putDecimal(FleetValue& value, uint32_t number) {
    std::array<uint8_t, 10> digits;
    size_t count = 0;
    do {
        digits[count++] = static_cast<uint8_t>('0' + number % 10);
        number /= 10;
    } while (number > 0);
    while (count > 0)
        value.put(digits[--count]);
}

void writeAddress(FleetValue& value, uint32_t address) {
    value.tag = kOctets;
    for (int shift = 24; shift >= 0; shift -= 8) {
        putDecimal(value, address >> shift & 0xff);
        if (shift > 0) value.put('.');
    }
}

void writeName(FleetValue& value, uint32_t index) {
    value.octets(kOctets, bytesOf("eth"));
    putDecimal(value, index);
}

void writeSystem(FleetValue& out, const FleetDevice& device, uint32_t object) {
    switch (object) {
        case 1:
            return out.octets(kOctets, bytesOf(kSysDescr));
        case 2:
            return out.octets(kOid, kNetSnmpLinux);
        case 3:
            return out.number(kTicks, device.ticks);
        case 4:
            return out.octets(kOctets, bytesOf("nobody@example.com"));
        case 5:
            return writeAddress(out, device.address);
        case 6:
            return out.octets(kOctets, bytesOf("a loopback address"));
        default:
            return out.number(kInteger, 72);
    }
}

struct Counters {
    uint64_t octets, packets;
};

Counters countersOf(const FleetDevice& device, uint32_t index) {
    const uint64_t pace = uint64_t{1 + device.address % 7} * index;
    return {device.ticks * 10 * pace, device.ticks / 100 * pace};
}

void writeInterface(FleetValue& out, const FleetDevice& device, uint32_t column, uint32_t index) {
    const auto [octets, packets] = countersOf(device, index);
    const auto counter = [&out](uint64_t value) { out.number(kCounter32, value & 0xffffffffU); };
    const auto low = static_cast<uint8_t>(index), high = static_cast<uint8_t>(index >> 8);
    switch (column) {
        case 1:
            return out.number(kInteger, index);
        case 2:
            return writeName(out, index);
        case 3:
            return out.number(kInteger, 6);
        case 4:
            return out.number(kInteger, 1500);
        case 5:
            return out.number(kGauge, 1'000'000'000);
        case 6:
            return out.octets(kOctets, std::array<uint8_t, 6>{2, 0, 0x5e, 0x10, high, low});
        case 7:
        case 8:
            return out.number(kInteger, 1);
        case 9:
            return out.number(kTicks, 100);
        case 10:
            return counter(octets);
        case 16:
            return counter(octets * 2);
        case 11:
        case 17:
            return counter(packets);
        case 21:
            return out.number(kGauge, 0);
        case 22:
            return out.octets(kOid, kZeroDotZero);
        default:
            return counter(0);
    }
}

void writeInterfaceX(FleetValue& out, const FleetDevice& device, uint32_t column, uint32_t index) {
    const auto [octets, packets] = countersOf(device, index);
    switch (column) {
        case 1:
            return writeName(out, index);
        case 6:
            return out.number(kCounter64, octets);
        case 10:
            return out.number(kCounter64, octets * 2);
        case 7:
        case 11:
            return out.number(kCounter64, packets);
        case 15:
            return out.number(kGauge, 1000);
        case 18:
            return out.octets(kOctets, bytesOf("uplink"));
        case 14:
        case 17:
            return out.number(kInteger, 1);
        case 16:
            return out.number(kInteger, 2);
        case 19:
            return out.number(kTicks, 0);
        default:
            return out.number(column <= 5 ? kCounter32 : kCounter64, 0);
    }
}

}  // namespace

FleetMib::FleetMib(uint32_t interfaces) : interfaces_(interfaces) {
    for (uint32_t group = 0; group < kGroups; ++group) {
        first_[group] = size_;
        size_ += kTree[group].columns * rows(group);
    }
}

uint32_t FleetMib::rows(uint32_t group) const {
    return kTree[group].table ? interfaces_ : 1;
}

uint32_t FleetMib::numberOf(const Place& place) const {
    return first_[place.group] + (place.column - 1) * rows(place.group) + place.index - kTree[place.group].firstIndex();
}

FleetMib::Place FleetMib::placeOf(uint32_t number) const {
    uint32_t group = kGroups - 1;
    while (number < first_[group])
        --group;
    const uint32_t rest = number - first_[group], count = rows(group);
    return {group, rest / count + 1, rest % count + kTree[group].firstIndex()};
}

FleetMib::Found FleetMib::find(Bytes oid) const {
    for (uint32_t group = kGroups; group-- > 0;) {
        const Group& tree = kTree[group];
        if (!startsWith(oid, tree.bytes()) || oid.size() <= tree.size) continue;
        const uint32_t column = oid[tree.size];
        if (column < 1 || column > tree.columns) continue;
        const int64_t index = onlyId(oid.subspan(tree.size + 1));
        if (index < tree.firstIndex() || index >= tree.firstIndex() + rows(group)) return {0, kNoSuchInstance};
        return {numberOf({group, column, static_cast<uint32_t>(index)}), 0};
    }
    return {0, kNoSuchObject};
}

uint32_t FleetMib::after(Bytes oid) const {
    const Ids asked = decode(oid);
    for (uint32_t group = 0; group < kGroups; ++group) {
        const Group& tree = kTree[group];
        const auto [id, mine] =
            std::mismatch(asked.ids.begin(), asked.ids.begin() + asked.size, tree.bytes().begin(), tree.bytes().end());
        const bool inside = mine == tree.bytes().end();
        const auto rest = std::span(asked.ids).first(asked.size).subspan(static_cast<size_t>(id - asked.ids.begin()));
        if (!inside && (rest.empty() || rest[0] < *mine)) return first_[group];
        if (!inside || (!rest.empty() && rest[0] > tree.columns)) continue;
        if (rest.empty() || rest[0] == 0) return first_[group];
        const uint64_t next = rest.size() > 1 ? uint64_t{rest[1]} + 1 : 0;
        const uint64_t behind = next > tree.firstIndex() ? next - tree.firstIndex() : 0;
        const auto row = static_cast<uint32_t>(std::min<uint64_t>(behind, rows(group)));
        return first_[group] + (rest[0] - 1) * rows(group) + row;
    }
    return size_;
}

bool FleetMib::isCounter64(uint32_t number) const {
    const Place place = placeOf(number);
    return place.group == kIfXEntry && place.column >= 6 && place.column <= 13;
}

FleetValue FleetMib::value(const FleetDevice& device, uint32_t number) const {
    const Place place = placeOf(number);
    FleetValue out;
    if (place.group == kSystem) writeSystem(out, device, place.column);
    if (place.group == kInterfaces) out.number(kInteger, interfaces_);
    if (place.group == kIfEntry) writeInterface(out, device, place.column, place.index);
    if (place.group == kIfXEntry) writeInterfaceX(out, device, place.column, place.index);
    return out;
}

FleetMib::EncodedOid FleetMib::oid(uint32_t number) const {
    const Place place = placeOf(number);
    EncodedOid out;
    out.bytes[0] = kOid;
    out.size = 2;
    for (const uint8_t octet : kTree[place.group].bytes())
        out.bytes[out.size++] = octet;
    out.bytes[out.size++] = static_cast<uint8_t>(place.column);
    int shift = 28;
    while (shift > 0 && place.index >> shift == 0)
        shift -= 7;
    for (; shift >= 0; shift -= 7)
        out.bytes[out.size++] = static_cast<uint8_t>((place.index >> shift & 0x7f) | (shift > 0 ? 0x80 : 0));
    out.bytes[1] = static_cast<uint8_t>(out.size - 2);
    return out;
}

}  // namespace snmpolld::agents
