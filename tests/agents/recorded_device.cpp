// One recorded device, see recorded_device.hpp.
#include "recorded_device.hpp"

#include <algorithm>

namespace snmpolld::agents {
namespace {

constexpr size_t kEnd = WalkOrder::kEnd;

std::string refuse(const Message& request, ErrorStatus status, size_t index) {
    Message answer = request;
    answer.pdu = kResponse;
    answer.error_status = status;
    answer.error_index = static_cast<int64_t>(index);
    if (status == kTooBig && request.version != kV1) answer.varbinds.clear();
    return encodePdu(answer, encodeVarbinds(answer.varbinds));
}

void appendException(const Oid& oid, uint8_t tag, std::string& out) {
    out += ber::tlv(ber::kSequence, ber::oid(oid) + ber::tlv(tag, ""));
}

// The first row after `oid` that v1 has words for.
size_t firstForV1(const WalkOrder& order, const Oid& oid, size_t rows) {
    size_t position = order.first(oid);
    for (size_t i = 0; i < rows && position != kEnd && order.tag(position) == ber::kCounter64; ++i)
        position = order.next(position);
    return position;
}

// What is there under all but the last number is an instance of the same object; a recording says no more about it.
uint8_t whatIsMissing(const Message& request, const WalkOrder& order, const Oid& oid) {
    if (request.pdu != kGet) return ber::kEndOfMibView;
    const OidView object = OidView(oid).first(oid.size() - 1);
    const size_t position = order.first(object);
    const bool known =
        position != kEnd && order.oid(position).size() == oid.size() && startsWith(order.oid(position), object);
    return known ? ber::kNoSuchInstance : ber::kNoSuchObject;
}

size_t positionFor(const Message& request, const WalkOrder& order, const Oid& oid, size_t rows) {
    if (request.pdu == kGet) return order.find(oid);
    return request.version == kV1 ? firstForV1(order, oid, rows) : order.first(oid);
}

// The walk of one repeater through an answer to GETBULK.
struct Cursor {
    Oid oid;  // asked at first, then where the walk ended
    size_t position = kEnd;
    bool started = false;
    bool ended = false;

    void advance(const WalkOrder& order) {
        if (ended) return;
        const size_t before = position;
        position = started ? order.next(position) : order.first(oid);
        if (position == kEnd && started) oid = order.oid(before);
        ended = position == kEnd;
        started = true;
    }
};

class BulkAnswer {
  public:
    BulkAnswer(const WalkOrder& order, size_t room, size_t most) : order_(order), room_(room), most_(most) {}

    // False: no room for it.
    bool add(Cursor& cursor) {
        const size_t before = varbinds_.size();
        cursor.advance(order_);
        if (cursor.ended) {
            appendException(cursor.oid, ber::kEndOfMibView, varbinds_);
        } else {
            order_.append(cursor.position, varbinds_);
        }
        full_ = varbinds_.size() > room_ || count_ == most_;
        if (full_) varbinds_.resize(before);
        count_ += full_ ? 0 : 1;
        return !full_;
    }

    // One turn over all of them; false when there is no room or nothing left.
    bool addAll(std::vector<Cursor>& cursors) {
        return std::all_of(cursors.begin(), cursors.end(), [&](Cursor& cursor) { return add(cursor); }) &&
               std::any_of(cursors.begin(), cursors.end(), [](const Cursor& cursor) { return !cursor.ended; });
    }

    const std::string& varbinds() const { return varbinds_; }
    size_t count() const { return count_; }
    bool full() const { return full_; }

  private:
    const WalkOrder& order_;
    size_t room_;
    size_t most_;
    std::string varbinds_;
    size_t count_ = 0;
    bool full_ = false;
};

std::vector<Cursor> cursorsOf(const Message& request) {
    std::vector<Cursor> cursors;
    for (const Varbind& varbind : request.varbinds)
        cursors.push_back({varbind.oid});
    return cursors;
}

const char* nameOf(uint8_t pdu) {
    return pdu == kGet ? "get" : pdu == kGetNext ? "getnext" : "getbulk";
}

}  // namespace

std::optional<std::string> RecordedDevice::answer(const Message& asked, size_t room) {
    const bool bulk = asked.pdu == kGetBulk && asked.version != kV1;
    if (asked.pdu != kGet && asked.pdu != kGetNext && !bulk) return std::nullopt;
    ++counts_.requests[nameOf(asked.pdu)];
    Message request = asked;
    if (trouble_.other_column && request.varbinds.size() > 1)
        std::rotate(request.varbinds.begin(), request.varbinds.begin() + 1, request.varbinds.end());
    auto answer = bulk ? answerBulk(request, room) : answerEach(request, room);
    if (asked.pdu != kGet) ++walk_pdus_;
    return answer;
}

std::string RecordedDevice::respond(const Message& request, const std::string& varbinds, size_t count) {
    counts_.varbinds += count;
    Message answer;
    answer.pdu = kResponse;
    answer.request_id = request.request_id;
    return encodePdu(answer, varbinds);
}

std::string RecordedDevice::answerEach(const Message& request, size_t room) {
    const WalkOrder order(*rows_, trouble_, walk_pdus_);
    std::string varbinds;
    for (size_t i = 0; i < request.varbinds.size(); ++i) {
        const Oid& oid = request.varbinds[i].oid;
        const size_t position = positionFor(request, order, oid, rows_->size());
        const bool missing = position == kEnd || (request.version == kV1 && order.tag(position) == ber::kCounter64);
        if (missing && request.version == kV1) return refuse(request, kNoSuchName, i + 1);
        if (!missing) order.append(position, varbinds);
        if (missing) appendException(oid, whatIsMissing(request, order, oid), varbinds);
        if (varbinds.size() > room) return refuse(request, kTooBig, 0);
    }
    return respond(request, varbinds, request.varbinds.size());
}

std::optional<std::string> RecordedDevice::answerBulk(const Message& request, size_t room) {
    if (trouble_.bulk == Trouble::Bulk::silent) return std::nullopt;
    if (trouble_.bulk == Trouble::Bulk::generr) return refuse(request, kGenErr, 0);
    if (trouble_.empty_bulk) return respond(request, "", 0);
    const WalkOrder order(*rows_, trouble_, walk_pdus_);
    BulkAnswer answer(order, room, trouble_.cut);
    std::vector<Cursor> cursors = cursorsOf(request);
    const auto most = static_cast<int64_t>(cursors.size());
    const int64_t plain = std::clamp<int64_t>(request.error_status, 0, most);
    std::vector<Cursor> repeaters(cursors.begin() + plain, cursors.end());
    cursors.resize(static_cast<size_t>(plain));
    bool more = cursors.empty() || answer.addAll(cursors) || !answer.full();
    for (int64_t i = 0; more && i < request.error_index && !repeaters.empty(); ++i)
        more = answer.addAll(repeaters);
    const bool cut_by_size = answer.full() && answer.count() < trouble_.cut;
    if (cut_by_size && (trouble_.toobig_bulk || answer.count() == 0)) return refuse(request, kTooBig, 0);
    return respond(request, answer.varbinds(), answer.count());
}

}  // namespace snmpolld::agents
