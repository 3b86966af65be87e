// What a fake agent knows and how it answers when it is honest, see mib.hpp.
#include "mib.hpp"

#include <algorithm>

namespace snmpolld::agents {
namespace {

constexpr size_t kMaxBulkBytes = 65'000;
const Oid kSystem{1, 3, 6, 1, 2, 1, 1};
const Oid kIfNumber{1, 3, 6, 1, 2, 1, 2, 1, 0};
const Oid kIfEntry{1, 3, 6, 1, 2, 1, 2, 2, 1};
const Oid kIfXEntry{1, 3, 6, 1, 2, 1, 31, 1, 1, 1};
const Oid kSysUpTime{1, 3, 6, 1, 2, 1, 1, 3, 0};
const Oid kSysName{1, 3, 6, 1, 2, 1, 1, 5, 0};

Oid under(const Oid& prefix, std::initializer_list<uint32_t> ids) {
    Oid oid = prefix;
    oid.insert(oid.end(), ids);
    return oid;
}

std::string counter32(uint64_t value) {
    return ber::unsignedInteger(ber::kCounter32, value);
}
std::string counter64(uint64_t value) {
    return ber::unsignedInteger(ber::kCounter64, value);
}
std::string gauge(uint64_t value) {
    return ber::unsignedInteger(ber::kGauge32, value);
}

std::string hardwareAddress(unsigned index) {
    return {'\x02', '\x00', '\x5e', '\x10', static_cast<char>(index >> 8 & 0xff), static_cast<char>(index & 0xff)};
}

bool isException(const std::string& value) {
    return static_cast<uint8_t>(value[0]) >= ber::kNoSuchObject;
}

// What RFC 1157 has no words for.
bool foreignToV1(const std::string& value) {
    return isException(value) || static_cast<uint8_t>(value[0]) == ber::kCounter64;
}

// v1 says noSuchName for the first varbind without a value and gives the request back.
Message withoutExceptions(const Message& request, Message answer) {
    for (size_t i = 0; i < answer.varbinds.size(); ++i) {
        if (!foreignToV1(answer.varbinds[i].value)) continue;
        answer.error_status = kNoSuchName;
        answer.error_index = static_cast<int64_t>(i) + 1;
        answer.varbinds = request.varbinds;
        return answer;
    }
    return answer;
}

size_t encodedSize(const Varbind& varbind) {
    return varbind.oid.size() * 2 + varbind.value.size() + 8;
}

// One turn over the repeaters; false when there is no room or nothing left.
bool repeat(std::vector<Varbind>& row, const Mib& mib, const std::string& address, size_t& bytes, Message& answer) {
    bool more = false;
    for (Varbind& cursor : row) {
        cursor = mib.next(cursor.oid, address);
        bytes += encodedSize(cursor);
        if (bytes > kMaxBulkBytes) return false;
        more = more || !isException(cursor.value);
        answer.varbinds.push_back(cursor);
    }
    return more;
}

void fillBulk(const Message& request, const Mib& mib, const std::string& address, Message& answer) {
    const auto count = static_cast<int64_t>(request.varbinds.size());
    const auto plain = std::clamp<int64_t>(request.error_status, 0, count);
    size_t bytes = 64 + request.community.size();
    for (int64_t i = 0; i < plain; ++i) {
        answer.varbinds.push_back(mib.next(request.varbinds[static_cast<size_t>(i)].oid, address));
        bytes += encodedSize(answer.varbinds.back());
    }
    std::vector<Varbind> row(request.varbinds.begin() + plain, request.varbinds.end());
    for (int64_t i = 0; i < request.error_index && !row.empty(); ++i) {
        if (!repeat(row, mib, address, bytes, answer)) break;
    }
}

void fillEach(const Message& request, const Mib& mib, const std::string& address, Message& answer) {
    for (const Varbind& asked : request.varbinds) {
        answer.varbinds.push_back(request.pdu == kGetNext ? mib.next(asked.oid, address)
                                                          : Varbind{asked.oid, mib.get(asked.oid, address)});
    }
}

}  // namespace

Mib::Mib(unsigned interfaces) {
    addSystem();
    values_[kIfNumber] = ber::integer(interfaces);
    for (unsigned index = 1; index <= interfaces; ++index)
        addInterface(index);
}

void Mib::addSystem() {
    values_[kSysDescr] = ber::octets("fake agent of snmpolld's tests");
    values_[under(kSystem, {2, 0})] = ber::oid({1, 3, 6, 1, 4, 1, 8072, 3, 2, 10});
    values_[kSysUpTime] = {};
    values_[under(kSystem, {4, 0})] = ber::octets("nobody@example.com");
    values_[kSysName] = {};
    values_[under(kSystem, {6, 0})] = ber::octets("a loopback address");
    values_[under(kSystem, {7, 0})] = ber::integer(72);
}

void Mib::addInterface(unsigned index) {
    const uint64_t n = index;
    const std::string name = "eth" + std::to_string(index);
    const auto column = [&](uint32_t id, std::string value) {
        values_[under(kIfEntry, {id, index})] = std::move(value);
    };
    const auto extended = [&](uint32_t id, std::string value) {
        values_[under(kIfXEntry, {id, index})] = std::move(value);
    };
    column(1, ber::integer(index));
    column(2, ber::octets(name));
    column(3, ber::integer(6));
    column(4, ber::integer(1500));
    column(5, gauge(1'000'000'000));
    column(6, ber::octets(hardwareAddress(index)));
    column(7, ber::integer(1));
    column(8, ber::integer(1));
    column(9, ber::unsignedInteger(ber::kTimeTicks, 100));
    column(10, counter32(n * 1000));
    column(14, counter32(n));
    column(16, counter32(n * 2000));
    column(20, counter32(n * 2));
    extended(1, ber::octets(name));
    extended(6, counter64((n << 40) + 6));
    extended(10, counter64((n << 40) + 10));
    extended(15, gauge(1000));
    extended(18, ber::octets("port " + std::to_string(index)));
}

std::string Mib::value(const Oid& oid, const std::string& stored, const std::string& address) const {
    if (oid == kSysName) return ber::octets(address);
    if (oid != kSysUpTime) return stored;
    const auto up = std::chrono::steady_clock::now() - start_;
    const auto ticks = std::chrono::duration_cast<std::chrono::milliseconds>(up).count() / 10;
    return ber::unsignedInteger(ber::kTimeTicks, static_cast<uint64_t>(ticks));
}

std::string Mib::get(const Oid& oid, const std::string& address) const {
    const auto found = values_.find(oid);
    if (found != values_.end()) return value(oid, found->second, address);
    const Oid object(oid.begin(), oid.end() - 1);
    const auto sibling = values_.lower_bound(object);
    const bool known = sibling != values_.end() && sibling->first.size() == oid.size() &&
                       std::equal(object.begin(), object.end(), sibling->first.begin());
    return ber::tlv(known ? ber::kNoSuchInstance : ber::kNoSuchObject, "");
}

Varbind Mib::next(const Oid& oid, const std::string& address) const {
    const auto found = values_.upper_bound(oid);
    if (found == values_.end()) return {oid, ber::tlv(ber::kEndOfMibView, "")};
    return {found->first, value(found->first, found->second, address)};
}

Message respond(const Message& request, const Mib& mib, const std::string& address) {
    Message answer = request;
    answer.pdu = kResponse;
    answer.error_status = kNoError;
    answer.error_index = 0;
    answer.varbinds.clear();
    if (request.pdu == kGetBulk && request.version != kV1) {
        fillBulk(request, mib, address, answer);
    } else {
        fillEach(request, mib, address, answer);
    }
    return request.version == kV1 ? withoutExceptions(request, std::move(answer)) : answer;
}

}  // namespace snmpolld::agents
