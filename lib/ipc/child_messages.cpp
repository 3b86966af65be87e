#include "ipc/child_messages.hpp"

#include "ipc/child_generated.h"
#include "ipc/frame_builder.hpp"
#include "ipc/limits.hpp"
#include "ipc/verified_frame.hpp"

namespace snmpolld::ipc {

namespace {

constexpr size_t kMaxProtocolName = 64;
constexpr size_t kMaxDetails = 4096;

// A message as the union's table and its tag.
struct Tagged {
    fb::ChildMessage tag;
    flatbuffers::Offset<void> table;
};

struct Tagger {
    Builder& builder;

    Tagged operator()(const Ready& ready) const {
        const auto protocol = builder.CreateString(ready.protocol);
        const Bytes details = bytes(builder, ready.details);
        return {fb::ChildMessage::Ready, fb::CreateReady(builder, protocol, ready.version, ready.pid, details).Union()};
    }
    Tagged operator()(const LogLine& line) const {
        return {fb::ChildMessage::LogLine,
                fb::CreateLogLine(builder, builder.CreateString(cutText(line.text))).Union()};
    }
};

std::string nameOf(std::string_view protocol, uint32_t version) {
    return "protocol " + std::string(protocol) + " " + std::to_string(version);
}

Result<FromChild> decode(const fb::Ready& from) {
    if (from.pid() <= 0) return refuse("a process id below 1");
    if (from.protocol()->size() > kMaxProtocolName) return refuse("a protocol's name above 64 octets");
    if (view(from.details()).size() > kMaxDetails) return refuse("details above 4 KiB");
    return Ready{.protocol = std::string(view(from.protocol())),
                 .version = from.version(),
                 .pid = from.pid(),
                 .details = std::string(view(from.details()))};
}

Result<FromChild> decode(const fb::LogLine& from) {
    if (from.text()->size() > kMaxText) return refuse("a log line above 4 KiB");
    return LogLine{std::string(view(from.text()))};
}

}  // namespace

void encodeFromChild(const FromChild& message, std::string& out) {
    Builder& builder = cleanBuilder();
    const Tagged tagged = std::visit(Tagger{builder}, message);
    appendFrame(builder, fb::CreateFromChild(builder, tagged.tag, tagged.table), fb::FromChildIdentifier(), out);
}

bool isFromChild(std::span<const std::byte> frame) {
    constexpr size_t kIdentified = sizeof(flatbuffers::uoffset_t) + flatbuffers::kFileIdentifierLength;
    return frame.size() >= kIdentified && flatbuffers::BufferHasIdentifier(frame.data(), fb::FromChildIdentifier());
}

Result<FromChild> decodeFromChild(std::span<const std::byte> frame) {
    const AlignedFrame aligned(frame);
    const auto* from = aligned.verifiedRoot<fb::FromChild>(fb::FromChildIdentifier());
    if (from == nullptr) return refuse("not a child's message");
    switch (from->message_type()) {
        case fb::ChildMessage::Ready:
            return decode(*from->message_as_Ready());
        case fb::ChildMessage::LogLine:
            return decode(*from->message_as_LogLine());
        case fb::ChildMessage::NONE:
            break;
    }
    return refuse("of no known kind");
}

Result<void> checkProtocol(const Ready& ready, const Protocol& expected) {
    if (ready.protocol == expected.name && ready.version == expected.version) return {};
    return fail(ErrorKind::protocol, "it speaks " + nameOf(ready.protocol, ready.version) + ", not " +
                                         nameOf(expected.name, expected.version));
}

}  // namespace snmpolld::ipc
