// The table of what a fake agent can do wrong, see behaviour_rows.hpp.
#include "behaviour_rows.hpp"

#include <algorithm>
#include <iterator>

#include "selection.hpp"

namespace snmpolld::agents {
namespace {

using std::chrono::milliseconds;
using Text = const std::string&;

constexpr std::string_view kControlCharacters = "\x1b[31mred\x1b]0;title\x07 \xff\xfe\x80 caf\xc3\xa9 \x9b tail";

void failWith(Exchange& e, int64_t status, int64_t index) {
    e.answer.error_status = status;
    e.answer.error_index = index;
    e.answer.varbinds = e.request.varbinds;
}

// Calls change(varbind, right side of the argument's '=') for each varbind that the left side selects.
template <typename Change>
void changeEach(Exchange& e, Text argument, const Change& change) {
    const auto [what, value] = splitAtEquals(argument);
    const auto selection = Selection::parse(what);
    auto& varbinds = e.answer.varbinds;
    for (size_t i = 0; i < varbinds.size(); ++i) {
        if (selection->has(varbinds[i].oid, i + 1, varbinds.size())) change(varbinds[i], value);
    }
}

void setValue(Exchange& e, Text argument) {
    changeEach(e, argument, [](Varbind& varbind, Text hex) { varbind.value = *ber::unhex(hex); });
}

void emptyValue(Exchange& e, Text argument) {
    changeEach(e, argument, [](Varbind& varbind, Text) { varbind.value = {varbind.value[0], '\0'}; });
}

void lieAboutLength(Exchange& e, Text argument) {
    changeEach(e, argument, [](Varbind& varbind, Text octets) {
        const auto first = static_cast<uint8_t>(varbind.value[1]);
        char& last = varbind.value[first < 0x80 ? 1 : 1 + (first & 0x7fU)];
        last = static_cast<char>(static_cast<uint8_t>(last) + std::stoi(octets));
    });
}

void rename(Exchange& e, Text argument) {
    changeEach(e, argument, [](Varbind& varbind, Text oid) { varbind.oid = *parseOid(oid); });
}

void nameBelow(Exchange& e, Text argument) {
    changeEach(e, argument, [](Varbind& varbind, Text ids) {
        const Oid below = parseOid(ids).value_or(Oid{static_cast<uint32_t>(std::stoul(ids))});
        varbind.oid.insert(varbind.oid.end(), below.begin(), below.end());
    });
}

void setOctets(Exchange& e, Text argument) {
    changeEach(e, argument, [](Varbind& varbind, Text hex) { varbind.instead = *ber::unhex(hex); });
}

void leaveOut(Exchange& e, Text argument) {
    const auto selection = Selection::parse(argument);
    std::vector<Varbind> kept;
    const auto& varbinds = e.answer.varbinds;
    for (size_t i = 0; i < varbinds.size(); ++i) {
        if (!selection->has(varbinds[i].oid, i + 1, varbinds.size())) kept.push_back(varbinds[i]);
    }
    e.answer.varbinds = std::move(kept);
}

void giveTwice(Exchange& e, Text argument) {
    const auto selection = Selection::parse(argument);
    std::vector<Varbind> out;
    const auto& varbinds = e.answer.varbinds;
    for (size_t i = 0; i < varbinds.size(); ++i) {
        out.push_back(varbinds[i]);
        if (selection->has(varbinds[i].oid, i + 1, varbinds.size())) out.push_back(varbinds[i]);
    }
    e.answer.varbinds = std::move(out);
}

void endWith(Exchange& e, Text hex) {
    for (Varbind& varbind : e.answer.varbinds) {
        if (varbind.value == ber::tlv(ber::kEndOfMibView, "")) varbind.value = *ber::unhex(hex);
    }
}

int64_t placeOf(const Exchange& e, Text place) {
    const auto& asked = e.request.varbinds;
    if (place == "last") return static_cast<int64_t>(asked.size());
    if (isNumber(place)) return std::stoll(place);
    const auto found = std::ranges::find_if(
        asked, [oid = *parseOid(place)](const Varbind& varbind) { return isBelow(varbind.oid, oid); });
    return found == asked.end() ? 0 : found - asked.begin() + 1;
}

void setFirstValue(Exchange& e, std::string value) {
    if (!e.answer.varbinds.empty()) e.answer.varbinds[0].value = std::move(value);
}

void setSysDescr(Exchange& e, Text text) {
    changeEach(e, "1.3.6.1.2.1.1.1.0", [&](Varbind& varbind, Text) { varbind.value = ber::octets(text); });
}

void errorStatus(Exchange& e, Text argument) {
    const size_t colon = argument.find(':');
    failWith(e, std::stoll(argument), colon == std::string::npos ? 1 : std::stoll(argument.substr(colon + 1)));
}

void tooBig(Exchange& e, Text argument) {
    if (encode(e.answer).size() <= std::stoul(argument)) return;
    failWith(e, kTooBig, 0);
    if (e.request.version != kV1) e.answer.varbinds.clear();
}

void shorten(Exchange& e, Text argument) {
    auto& varbinds = e.answer.varbinds;
    varbinds.resize(std::min<size_t>(varbinds.size(), std::stoul(argument)));
}

void wrongOid(Exchange& e, Text) {
    if (!e.answer.varbinds.empty()) e.answer.varbinds[0].oid.back() += 1000;
}

void extraVarbind(Exchange& e, Text) {
    e.answer.varbinds.push_back({{1, 3, 6, 1, 4, 1, 99999, 1, 0}, ber::integer(7)});
}

void truncate(Exchange& e, Text) {
    e.bytes.resize(e.bytes.size() - std::min<size_t>(e.bytes.size(), 3));
}

void flip(Exchange& e, Text argument) {
    const auto at = static_cast<ptrdiff_t>(std::stoi(argument));
    const ptrdiff_t place = at < 0 ? static_cast<ptrdiff_t>(e.bytes.size()) + at : at;
    if (place >= 0 && place < static_cast<ptrdiff_t>(e.bytes.size())) e.bytes[static_cast<size_t>(place)] ^= '\xff';
}

void lose(Exchange& e, Text argument) {
    if (std::uniform_int_distribution<int>(0, 99)(e.random) < std::stoi(argument)) e.replies.clear();
}

void delayAll(Exchange& e, Text argument) {
    for (Reply& reply : e.replies)
        reply.delay += milliseconds(std::stoi(argument));
}

void delayFirst(Exchange& e, Text argument) {
    if (!e.repeated) delayAll(e, argument);
}

void trickle(Exchange& e, Text argument) {
    for (Reply& reply : e.replies)
        reply.per_octet = milliseconds(argument.empty() ? 1000 : std::stoi(argument));
}

void answerFromElsewhere(Exchange& e, Text) {
    for (Reply& reply : e.replies)
        reply.other_source = true;
}

void duplicate(Exchange& e, Text) {
    e.replies.insert(e.replies.end(), e.replies.begin(), e.replies.end());
}

void keepPace(Exchange& e, Text argument) {
    auto& answered = e.memory.answered;
    while (!answered.empty() && answered.front() <= e.now - std::chrono::seconds(1))
        answered.pop_front();
    if (answered.size() >= std::stoul(argument)) e.replies.clear();
    if (!e.replies.empty()) answered.push_back(e.now);
}

// Unlike keepPace, what was not answered counts as well: who asks on and on gets nothing.
void wantRest(Exchange& e, Text argument) {
    const bool rested = e.now - std::exchange(e.memory.last_asked, e.now) >= milliseconds(std::stoi(argument));
    if (!rested) e.replies.clear();
}

const BehaviourRow kBehaviours[] = {
    {"ok", Stage::message, isNone, [](Exchange&, Text) {}, "nothing"},

    {"more_repetitions", Stage::request, isNumber,
     [](Exchange& e, Text n) { e.request.error_index += e.request.pdu == kGetBulk ? std::stoi(n) : 0; },
     "N  a GETBULK gets N repetitions more than it asks"},
    {"no_non_repeaters", Stage::request, isNone,
     [](Exchange& e, Text) { e.request.error_status = e.request.pdu == kGetBulk ? 0 : e.request.error_status; },
     "a GETBULK's non-repeaters are repeated like the others"},

    {"wrong_request_id", Stage::message, isNone, [](Exchange& e, Text) { e.answer.request_id ^= 0x55; },
     "another request-id"},
    {"short_request_id", Stage::message, isNone, [](Exchange& e, Text) { e.answer.request_id &= 0xffff; },
     "16 bits of the request-id"},
    {"wrong_community", Stage::message, isNone, [](Exchange& e, Text) { e.answer.community += "x"; },
     "another community"},
    {"no_community", Stage::message, isNone, [](Exchange& e, Text) { e.answer.community.clear(); },
     "an empty community"},
    {"wrong_version", Stage::message, isNone, [](Exchange& e, Text) { e.answer.version ^= 1; }, "another version"},

    {"value", Stage::message, isSelectionAndHex, setValue, "WHAT=HEX  the value is these octets: tag, length, content"},
    {"empty", Stage::message, isSelection, emptyValue, "WHAT  the value has no octets, but its tag"},
    {"length", Stage::message, isSelectionAndNumber, lieAboutLength, "WHAT=N  the value's length is N too large"},
    {"name", Stage::message, isSelectionAndOid, rename, "WHAT=OID  the varbind has this OID"},
    {"below", Stage::message, isSelectionAndIds, nameBelow, "WHAT=IDS  the OID has these ids behind it"},
    {"octets", Stage::message, isSelectionAndHex, setOctets, "WHAT=HEX  these octets, not an OID and a value"},
    {"leave_out", Stage::message, isSelection, leaveOut, "WHAT  the varbind is not there"},
    {"twice", Stage::message, isSelection, giveTwice, "WHAT  the varbind is there twice"},
    {"end_with", Stage::message, isHex, endWith, "HEX  these octets stand where endOfMibView should"},
    {"over_long_integer", Stage::message, isNone,
     [](Exchange& e, Text) { setFirstValue(e, *ber::unhex("41050100000005")); }, "the first value is too long"},
    {"empty_counter64", Stage::message, isNone, [](Exchange& e, Text) { setFirstValue(e, *ber::unhex("4600")); },
     "the first value is a Counter64 without octets"},
    {"integer_2_40", Stage::message, isNone,
     [](Exchange& e, Text) { setFirstValue(e, ber::integer(int64_t{1} << 40)); }, "the first value is 2^40"},
    {"wrong_oid", Stage::message, isNone, wrongOid, "the first OID is another"},
    {"missing_varbind", Stage::message, isNone, [](Exchange& e, Text) { leaveOut(e, "#-1"); }, "without the last"},
    {"extra_varbind", Stage::message, isNone, extraVarbind, "with one more"},
    {"shorten", Stage::message, isNumber, shorten, "N  only the first N varbinds"},
    {"no_varbinds", Stage::message, isNone, [](Exchange& e, Text) { e.answer.varbinds.clear(); }, "none at all"},
    {"reordered", Stage::message, isNone,
     [](Exchange& e, Text) { std::reverse(e.answer.varbinds.begin(), e.answer.varbinds.end()); }, "last ones first"},
    {"huge_string", Stage::message, isNumber,
     [](Exchange& e, Text size) { setSysDescr(e, std::string(std::stoul(size), 'x')); }, "N  octets of sysDescr"},
    {"control_chars", Stage::message, isNone,
     [](Exchange& e, Text) { setSysDescr(e, std::string(kControlCharacters)); }, "in sysDescr"},

    {"error", Stage::message, isNumbers, errorStatus, "STATUS[:INDEX]  an error with the varbinds that were asked"},
    {"no_such_name", Stage::message, isNone, [](Exchange& e, Text) { failWith(e, kNoSuchName, 1); }, "error:2:1"},
    {"index", Stage::message, isPlace, [](Exchange& e, Text place) { e.answer.error_index = placeOf(e, place); },
     "N, last or OID  the error-index: a number, the last place, or where it was asked (0: it was not)"},
    {"too_big", Stage::message, isNumber, tooBig, "N  tooBig for answers of more than N octets"},

    {"truncated", Stage::bytes, isNone, truncate, "the message ends 3 octets early"},
    {"flip", Stage::bytes, isNumber, flip, "N  the octet at N is turned over; -1 is the last"},
    {"trailing", Stage::bytes, isNone, [](Exchange& e, Text) { e.bytes += *ber::unhex("0500ff"); }, "behind:0500ff"},
    {"behind", Stage::bytes, isHex, [](Exchange& e, Text hex) { e.bytes += *ber::unhex(hex); },
     "HEX  these octets stand behind the message"},
    {"garbage", Stage::bytes, isNone, [](Exchange& e, Text) { e.bytes = *ber::unhex("deadbeef00ff30847fffffff0201"); },
     "no BER at all"},
    {"empty_datagram", Stage::bytes, isNone, [](Exchange& e, Text) { e.bytes.clear(); }, "no octets"},
    {"crash_bytes", Stage::bytes, isHex, [](Exchange& e, Text hex) { e.bytes = *ber::unhex(hex); },
     "HEX  nothing but these octets"},

    {"drop", Stage::delivery, isNone, [](Exchange& e, Text) { e.replies.clear(); }, "no answer"},
    {"loss", Stage::delivery, isNumber, lose, "PERCENT  of the answers are lost"},
    {"pace", Stage::delivery, isNumber, keepPace, "N  answers in any second, at most; the others are lost"},
    {"rest", Stage::delivery, isNumber, wantRest, "MS  no answer to what comes so soon after another request"},
    {"delay", Stage::delivery, isNumber, delayAll, "MS  the answer comes later"},
    {"late", Stage::delivery, isNumber, delayFirst, "MS  the answer comes later if it is the question's first"},
    {"wrong_source", Stage::delivery, isNone, answerFromElsewhere, "the answer comes from another address"},
    {"duplicate", Stage::delivery, isNone, duplicate, "the answer comes twice"},
    {"trickle", Stage::delivery, isNumberOrNone, trickle, "[MS]  octet by octet over TCP"},
};

}  // namespace

const BehaviourRow* findBehaviour(std::string_view name) {
    const auto row = std::ranges::find(kBehaviours, name, &BehaviourRow::name);
    return row == std::end(kBehaviours) ? nullptr : row;
}

std::string behavioursHelp() {
    std::string out;
    for (const BehaviourRow& row : kBehaviours) {
        const bool has_argument = row.help.find("  ") != std::string_view::npos;
        out.append("  ").append(row.name).append(has_argument ? ":" : "  ").append(row.help) += '\n';
    }
    return out;
}

}  // namespace snmpolld::agents
