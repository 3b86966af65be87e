// How a device of the fleet answers, see fleet_agent.hpp.
#include "fleet_agent.hpp"

namespace snmpolld::agents {
namespace {

constexpr uint8_t kInteger = 0x02, kOid = 0x06, kSequence = 0x30, kEndOfMibView = 0x82, kGet = 0xa0, kGetNext = 0xa1,
                  kResponse = 0xa2, kGetBulk = 0xa5;
constexpr uint32_t kTooBig = 1, kNoSuchName = 2;
// What stands around the list of varbinds in a PDU, and around a PDU in a message beside the community, at most.
constexpr size_t kAroundList = 28, kAroundPdu = 16;

size_t roomIn(size_t most, size_t around) {
    return most > around ? most - around : 0;
}

// Below 2^31; what is larger or negative counts as 0.
uint32_t small(const FleetTlv& integer) {
    uint64_t value = 0;
    for (const uint8_t octet : integer.content)
        value = std::min<uint64_t>(value << 8 | octet, UINT32_MAX);
    return value <= INT32_MAX ? static_cast<uint32_t>(value) : 0;
}

FleetValue exception(uint8_t tag) {
    FleetValue value;
    value.tag = tag;
    return value;
}

}  // namespace

FleetTlv takeTlv(Bytes& rest) {
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
    const FleetTlv tlv{rest[0], rest.subspan(header, length), rest.first(header + length)};
    rest = rest.subspan(header + length);
    return tlv;
}

bool FleetAgent::readList(Bytes list) {
    asked_.clear();
    while (!list.empty()) {
        Bytes varbind = takeTlv(list).content;
        asked_.push_back(takeTlv(varbind));
        if (asked_.back().tag != kOid) return false;
    }
    return true;
}

bool FleetAgent::read(Bytes bytes, Pdu& out) {
    const FleetTlv pdu = takeTlv(bytes);
    Bytes body = pdu.content;
    const FleetTlv request_id = takeTlv(body);
    out.tag = pdu.tag;
    out.request_id = request_id.whole;
    out.non_repeaters = small(takeTlv(body));
    out.max_repetitions = small(takeTlv(body));
    const FleetTlv list = takeTlv(body);
    out.list = list.content;
    const bool known = pdu.tag == kGet || pdu.tag == kGetNext || (pdu.tag == kGetBulk && !out.v1);
    return known && request_id.tag == kInteger && request_id.content.size() <= 5 && list.tag == kSequence &&
           readList(list.content);
}

FleetAgent::Verdict FleetAgent::answerGet(const FleetDevice& device, const Pdu& pdu, FleetWriter& out) {
    ++counts_.get;
    for (size_t i = 0; i < asked_.size(); ++i) {
        const auto found = mib_.find(asked_[i].content);
        // v1 has no exceptions and no Counter64.
        if (pdu.v1 && (found.exception != 0 || mib_.isCounter64(found.number)))
            return {kNoSuchName, static_cast<uint32_t>(i + 1)};
        out.varbind(asked_[i].whole, found.exception ? exception(found.exception) : mib_.value(device, found.number));
        ++appended_;
    }
    return {};
}

FleetAgent::Verdict FleetAgent::answerNext(const FleetDevice& device, const Pdu& pdu, FleetWriter& out) {
    ++counts_.getnext;
    for (size_t i = 0; i < asked_.size(); ++i) {
        Walk walk{mib_.after(asked_[i].content), asked_[i].whole};
        while (pdu.v1 && !isAtEnd(walk) && mib_.isCounter64(walk.next))
            ++walk.next;  // RFC 3584 section 4.2.2.1
        if (pdu.v1 && isAtEnd(walk)) return {kNoSuchName, static_cast<uint32_t>(i + 1)};
        appendNext(device, walk, SIZE_MAX, out);
    }
    return {};
}

// False when it has no room.
bool FleetAgent::appendNext(const FleetDevice& device, Walk& walk, size_t most, FleetWriter& out) {
    const size_t before = out.size();
    if (isAtEnd(walk)) {
        const bool none = mib_.size() == 0 || walk.next == mib_.size();
        out.varbind(none ? walk.asked : mib_.oid(mib_.size() - 1).whole(), exception(kEndOfMibView));
    } else {
        out.varbind(mib_.oid(walk.next).whole(), mib_.value(device, walk.next));
        if (++walk.next == mib_.size()) ++walk.next;  // the end, come to by walking
    }
    if (out.size() > most) {
        out.cut(before);
        return false;
    }
    ++appended_;
    return true;
}

// RFC 3416 section 4.2.3: as many repetitions as fit, and none behind one that has only ends.
void FleetAgent::answerBulk(const FleetDevice& device, const Pdu& pdu, size_t most, FleetWriter& out) {
    ++counts_.getbulk;
    walks_.clear();
    for (const FleetTlv& oid : asked_)
        walks_.push_back({mib_.after(oid.content), oid.whole});
    const size_t single = std::min<size_t>(pdu.non_repeaters, walks_.size());
    const auto append = [&](Walk& walk) { return appendNext(device, walk, most, out); };
    const auto ended = [this](const Walk& walk) { return isAtEnd(walk); };
    const auto repeaters = std::span(walks_).subspan(single);
    if (!std::ranges::all_of(std::span(walks_).first(single), append) || repeaters.empty()) return;
    for (uint32_t i = 0; i < pdu.max_repetitions; ++i) {
        const bool last = std::ranges::all_of(repeaters, ended);
        if (!std::ranges::all_of(repeaters, append) || last) return;
    }
}

void FleetAgent::answer(const FleetDevice& device, const Pdu& pdu, size_t most, FleetWriter& out) {
    out.clear();
    appended_ = 0;
    const size_t room = roomIn(most, kAroundList);
    Verdict verdict;
    if (pdu.tag == kGet) verdict = answerGet(device, pdu, out);
    if (pdu.tag == kGetNext) verdict = answerNext(device, pdu, out);
    if (pdu.tag == kGetBulk) answerBulk(device, pdu, room, out);
    if (out.size() > room) verdict = {kTooBig, 0};
    if (verdict.status == 0) counts_.varbinds += appended_;
    if (verdict.status == kTooBig) ++counts_.too_big;
    if (verdict.status != 0) out.clear();
    if (verdict.status == kNoSuchName || (verdict.status == kTooBig && pdu.v1)) out.append(pdu.list);
    out.wrap(kSequence);
    out.prependInteger(verdict.index);
    out.prependInteger(verdict.status);
    out.prepend(pdu.request_id);
    out.wrap(kResponse);
}

Bytes FleetAgent::answerPdu(const FleetDevice& device, Bytes pdu, size_t most, FleetWriter& out) {
    Pdu read_pdu;
    if (!read(pdu, read_pdu)) return {};
    answer(device, read_pdu, most, out);
    return out.written();
}

Bytes FleetAgent::answerCommunity(const FleetDevice& device, Bytes bytes, size_t most, FleetWriter& out) {
    Bytes message = takeTlv(bytes).content;
    const FleetTlv version = takeTlv(message);
    const FleetTlv community = takeTlv(message);
    if (version.content.size() != 1 || version.content[0] > 1) return {};
    Pdu pdu;
    pdu.v1 = version.content[0] == 0;
    if (!read(message, pdu)) return {};
    answer(device, pdu, roomIn(most, community.whole.size() + kAroundPdu), out);
    out.prepend(community.whole);
    out.prepend(version.whole);
    out.wrap(kSequence);
    return out.written();
}

}  // namespace snmpolld::agents
