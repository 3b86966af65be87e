// What a device of the fleet says, see fleet_device.hpp. Speed matters here, so there is no allocation: the request is
// parsed in place and the answer written from its end to its start, where every length is known when it is needed.
#include "fleet_device.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace snmpolld::agents {
namespace {

using Bytes = std::span<const uint8_t>;

constexpr uint8_t kInteger = 0x02, kOctets = 0x04, kOid = 0x06, kSequence = 0x30, kCounter32 = 0x41, kGauge = 0x42,
                  kTicks = 0x43, kCounter64 = 0x46, kNoSuchObject = 0x80, kNoSuchInstance = 0x81, kGet = 0xa0,
                  kResponse = 0xa2;
constexpr size_t kMaxVarbinds = 1024;
constexpr std::string_view kSysDescr = "Loopback switch of the snmpolld fleet, 48 ports, release 1";
constexpr std::array<uint8_t, 6> kSystem{0x2b, 6, 1, 2, 1, 1};
constexpr std::array<uint8_t, 8> kIfNumber{0x2b, 6, 1, 2, 1, 2, 1, 0};
constexpr std::array<uint8_t, 8> kIfEntry{0x2b, 6, 1, 2, 1, 2, 2, 1};
constexpr std::array<uint8_t, 9> kIfXEntry{0x2b, 6, 1, 2, 1, 31, 1, 1, 1};
constexpr std::array<uint8_t, 9> kNetSnmpLinux{0x2b, 6, 1, 4, 1, 0xbf, 0x08, 3, 2};

class BackwardWriter {
  public:
    explicit BackwardWriter(std::span<uint8_t> out) : start_(out.data()), at_(out.data() + out.size()), end_(at_) {}

    void raw(Bytes bytes) {
        if (bytes.empty() || !room(bytes.size())) return;
        at_ -= bytes.size();
        std::memcpy(at_, bytes.data(), bytes.size());
    }
    void octet(uint8_t value) { raw({&value, 1}); }
    size_t size() const { return static_cast<size_t>(end_ - at_); }
    // Tag and length before everything that was written since size() was `mark`.
    void header(uint8_t tag, size_t mark) {
        const size_t length = size() - mark;
        for (size_t rest = length; length > 127 && rest > 0; rest >>= 8)
            octet(static_cast<uint8_t>(rest));
        octet(static_cast<uint8_t>(length < 128 ? length : length < 256 ? 0x81 : length < 65536 ? 0x82 : 0x83));
        octet(tag);
    }
    void number(uint8_t tag, uint64_t value) {
        const size_t mark = size();
        uint8_t last = 0;
        do {
            octet(last = static_cast<uint8_t>(value));
            value >>= 8;
        } while (value > 0);
        if (last & 0x80) octet(0);
        header(tag, mark);
    }
    void value(uint8_t tag, Bytes content) {
        const size_t mark = size();
        raw(content);
        header(tag, mark);
    }
    void text(std::string_view content) {
        value(kOctets, {reinterpret_cast<const uint8_t*>(content.data()), content.size()});
    }
    Bytes written() const { return full_ ? Bytes{} : Bytes{at_, size()}; }

  private:
    bool room(size_t bytes) {
        if (static_cast<size_t>(at_ - start_) < bytes) full_ = true;
        return !full_;
    }

    uint8_t* start_;
    uint8_t* at_;
    uint8_t* end_;
    bool full_ = false;
};

struct Tlv {
    uint8_t tag = 0;
    Bytes content;
    Bytes whole;
};

// Cuts the first value off `rest`; tag 0: broken.
Tlv take(Bytes& rest) {
    if (rest.size() < 2) return {};
    size_t header = 2;
    size_t length = rest[1];
    if (length >= 0x80) {
        const size_t count = length & 0x7f;
        if (count == 0 || count > 3 || rest.size() < 2 + count) return {};
        length = 0;
        for (size_t i = 0; i < count; ++i)
            length = length << 8 | rest[2 + i];
        header += count;
    }
    if (rest.size() < header + length) return {};
    const Tlv tlv{rest[0], rest.subspan(header, length), rest.first(header + length)};
    rest = rest.subspan(header + length);
    return tlv;
}

bool startsWith(Bytes bytes, Bytes prefix) {
    return bytes.size() >= prefix.size() && std::equal(prefix.begin(), prefix.end(), bytes.begin());
}

// The one sub-identifier that `bytes` holds; 0 when there is not exactly one.
uint32_t onlyId(Bytes bytes) {
    uint32_t id = 0;
    for (size_t i = 0; i < bytes.size(); ++i) {
        id = id << 7 | (bytes[i] & 0x7f);
        if ((bytes[i] & 0x80) == 0) return i + 1 == bytes.size() ? id : 0;
    }
    return 0;
}

std::string_view dotted(uint32_t address, std::array<char, 16>& buffer) {
    char* at = buffer.data();
    for (int shift = 24; shift >= 0; shift -= 8) {
        const uint32_t part = address >> shift & 0xff;
        if (part >= 100) *at++ = static_cast<char>('0' + part / 100);
        if (part >= 10) *at++ = static_cast<char>('0' + part / 10 % 10);
        *at++ = static_cast<char>('0' + part % 10);
        if (shift > 0) *at++ = '.';
    }
    return {buffer.data(), static_cast<size_t>(at - buffer.data())};
}

void writeSystem(const FleetDevice& device, uint8_t object, BackwardWriter& out) {
    std::array<char, 16> buffer;
    switch (object) {
        case 1:
            return out.text(kSysDescr);
        case 2:
            return out.value(kOid, kNetSnmpLinux);
        case 3:
            return out.number(kTicks, device.ticks);
        case 4:
            return out.text("nobody@example.com");
        case 5:
            return out.text(dotted(device.address, buffer));
        case 6:
            return out.text("a loopback address");
        case 7:
            return out.number(kInteger, 72);
        default:
            return out.value(kNoSuchObject, {});
    }
}

void writeName(uint32_t index, BackwardWriter& out) {
    const size_t mark = out.size();
    for (; index > 0; index /= 10)
        out.octet(static_cast<uint8_t>('0' + index % 10));
    for (const char letter : {'h', 't', 'e'})
        out.octet(static_cast<uint8_t>(letter));
    out.header(kOctets, mark);
}

void writeInterface(const FleetDevice& device, uint8_t column, uint32_t index, BackwardWriter& out) {
    const uint64_t octets = uint64_t{device.ticks} * 10 * index;
    const uint64_t packets = uint64_t{device.ticks} / 100 * index;
    const auto low = [](uint64_t value) { return value & 0xffffffffU; };
    switch (column) {
        case 1:
            return out.number(kInteger, index);
        case 2:
            return writeName(index, out);
        case 3:
            return out.number(kInteger, 6);
        case 4:
            return out.number(kInteger, 1500);
        case 5:
            return out.number(kGauge, 1'000'000'000);
        case 6:
            return out.value(kOctets, std::array<uint8_t, 6>{2, 0, 0x5e, 0x10, 0, static_cast<uint8_t>(index)});
        case 7:
        case 8:
            return out.number(kInteger, 1);
        case 9:
            return out.number(kTicks, 100);
        case 10:
            return out.number(kCounter32, low(octets));
        case 11:
            return out.number(kCounter32, low(packets));
        case 16:
            return out.number(kCounter32, low(octets * 2));
        case 17:
            return out.number(kCounter32, low(packets));
        default:
            return column >= 12 && column <= 21 ? out.number(kCounter32, 0) : out.value(kNoSuchObject, {});
    }
}

void writeInterfaceX(const FleetDevice& device, uint8_t column, uint32_t index, BackwardWriter& out) {
    const uint64_t octets = uint64_t{device.ticks} * 10 * index;
    const uint64_t packets = uint64_t{device.ticks} / 100 * index;
    switch (column) {
        case 1:
            return writeName(index, out);
        case 6:
            return out.number(kCounter64, octets);
        case 7:
        case 11:
            return out.number(kCounter64, packets);
        case 10:
            return out.number(kCounter64, octets * 2);
        case 15:
            return out.number(kGauge, 1000);
        case 18:
            return out.text("uplink");
        default:
            if (column >= 2 && column <= 5) return out.number(kCounter32, 0);
            return column >= 8 && column <= 13 ? out.number(kCounter64, 0) : out.value(kNoSuchObject, {});
    }
}

template <typename Write>
void writeColumn(const FleetDevice& device, Bytes rest, BackwardWriter& out, Write write) {
    const uint32_t index = rest.size() > 1 ? onlyId(rest.subspan(1)) : 0;
    if (index == 0 || index > device.interfaces) return out.value(kNoSuchInstance, {});
    write(device, rest[0], index, out);
}

void writeValue(const FleetDevice& device, Bytes oid, BackwardWriter& out) {
    if (startsWith(oid, kSystem) && oid.size() == 8 && oid[7] == 0) return writeSystem(device, oid[6], out);
    if (startsWith(oid, kIfXEntry)) return writeColumn(device, oid.subspan(kIfXEntry.size()), out, writeInterfaceX);
    if (startsWith(oid, kIfEntry)) return writeColumn(device, oid.subspan(kIfEntry.size()), out, writeInterface);
    if (std::ranges::equal(oid, kIfNumber)) return out.number(kInteger, device.interfaces);
    out.value(kNoSuchObject, {});
}

struct Request {
    Bytes version;
    Bytes community;
    Bytes request_id;
    Bytes list;
    std::array<Tlv, kMaxVarbinds> oids;
    size_t count = 0;
    bool v1 = false;
};

bool parseList(Request& request, Bytes list) {
    while (!list.empty()) {
        Bytes varbind = take(list).content;
        const Tlv oid = take(varbind);
        if (oid.tag != kOid || request.count == kMaxVarbinds) return false;
        request.oids[request.count++] = oid;
    }
    return true;
}

bool parse(Request& request, Bytes bytes) {
    request.count = 0;
    Bytes message = take(bytes).content;
    const Tlv version = take(message);
    request.version = version.whole;
    request.community = take(message).whole;
    const Tlv pdu = take(message);
    if (pdu.tag != kGet || version.content.size() != 1 || version.content[0] > 1) return false;
    request.v1 = version.content[0] == 0;
    Bytes body = pdu.content;
    request.request_id = take(body).whole;
    take(body);
    take(body);
    const Tlv list = take(body);
    request.list = list.content;
    return list.tag == kSequence && parseList(request, list.content);
}

// v1 has no exceptions and no Counter64: the index of the first varbind that needs one, or 0.
size_t writeVarbinds(const FleetDevice& device, const Request& request, BackwardWriter& out) {
    size_t refused = 0;
    for (size_t i = request.count; i-- > 0;) {
        const size_t mark = out.size();
        writeValue(device, request.oids[i].content, out);
        const uint8_t tag = out.written().empty() ? 0 : out.written()[0];
        if (tag >= kNoSuchObject || tag == kCounter64) refused = i + 1;
        out.raw(request.oids[i].whole);
        out.header(kSequence, mark);
    }
    return request.v1 ? refused : 0;
}

void writeEnvelope(const Request& request, size_t refused, BackwardWriter& out) {
    out.header(kSequence, 0);
    out.number(kInteger, refused);
    out.number(kInteger, refused > 0 ? 2 : 0);
    out.raw(request.request_id);
    out.header(kResponse, 0);
    out.raw(request.community);
    out.raw(request.version);
    out.header(kSequence, 0);
}

}  // namespace

bool isDead(uint32_t address, double percent) {
    return static_cast<double>(address * 2654435761U) / 4294967296.0 * 100 < percent;
}

Bytes answerGet(const FleetDevice& device, Bytes bytes, std::span<uint8_t> out) {
    static Request request;
    if (!parse(request, bytes)) return {};
    BackwardWriter writer(out);
    const size_t refused = writeVarbinds(device, request, writer);
    if (refused > 0) {
        writer = BackwardWriter(out);
        writer.raw(request.list);
    }
    writeEnvelope(request, refused, writer);
    return writer.written();
}

}  // namespace snmpolld::agents
