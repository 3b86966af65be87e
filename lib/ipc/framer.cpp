#include "ipc/framer.hpp"

#include <algorithm>
#include <cstring>

#include "base/secret.hpp"

namespace snmpolld::ipc {

namespace {

constexpr size_t kPendingKept = 1U << 20;  // memory that a rare large frame needed beyond this is given back

size_t frameSize(const void* header) {
    const auto* octets = static_cast<const uint8_t*>(header);
    return size_t{octets[0]} | size_t{octets[1]} << 8 | size_t{octets[2]} << 16 | size_t{octets[3]} << 24;
}

Result<void> checkSize(size_t size, size_t largest) {
    if (size > 0 && size <= largest) return {};
    return fail(ErrorKind::protocol, "frame refused: a length of " + std::to_string(size) + " octets");
}

}  // namespace

Result<void> Framer::feed(std::span<const std::byte> bytes, const FrameSeen& seen) {
    if (!pending_.empty()) {
        if (auto done = completePending(bytes, seen); !done) return done;
    }
    while (bytes.size() >= kFrameHeader) {
        const size_t size = frameSize(bytes.data());
        if (auto sound = checkSize(size, largest_); !sound) return sound;
        if (bytes.size() - kFrameHeader < size) break;
        if (auto taken = seen(bytes.subspan(kFrameHeader, size)); !taken) return taken;
        bytes = bytes.subspan(kFrameHeader + size);
    }
    pending_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    return {};
}

// Moves octets from `bytes` to the pending frame until it is whole or `bytes` is empty. An announced length alone
// reserves no memory.
Result<void> Framer::completePending(std::span<const std::byte>& bytes, const FrameSeen& seen) {
    if (!fillPending(kFrameHeader, bytes)) return {};
    const size_t size = frameSize(pending_.data());
    if (auto sound = checkSize(size, largest_); !sound) return sound;
    if (!fillPending(kFrameHeader + size, bytes)) return {};
    auto taken = seen(std::as_bytes(std::span(pending_)).subspan(kFrameHeader));
    if (wipes_ == Wipes::incomplete) wipeMemory(pending_.data(), pending_.size());
    if (pending_.capacity() > kPendingKept) pending_ = std::string();
    pending_.clear();
    return taken;
}

bool Framer::fillPending(size_t size, std::span<const std::byte>& bytes) {
    const size_t missing = size - std::min(size, pending_.size());
    const size_t taken = std::min(missing, bytes.size());
    pending_.append(reinterpret_cast<const char*>(bytes.data()), taken);
    bytes = bytes.subspan(taken);
    return pending_.size() >= size;
}

}  // namespace snmpolld::ipc
