#include "ipc/frame_builder.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/secret.hpp"
#include "base/text.hpp"
#include "ipc/frame.hpp"
#include "ipc/limits.hpp"

namespace snmpolld::ipc {

namespace {

static_assert(std::endian::native == std::endian::little, "lengths and columns are copied as they lie in memory");

constexpr size_t kBuilderKept = 1U << 20;  // a builder that a large message has made larger is given back
constexpr size_t kBuilderStart = 1024;

// A builder that grows moves what it has, and that may be a secret.
class WipingAllocator : public flatbuffers::DefaultAllocator {
  public:
    void deallocate(uint8_t* memory, size_t size) override {
        wipeMemory(memory, size);
        DefaultAllocator::deallocate(memory, size);
    }
};

Builder newBuilder() {
    static WipingAllocator allocator;
    return Builder(kBuilderStart, &allocator);
}

// As append() would, but nothing is left behind in memory that is given back.
void makeRoom(size_t size, std::string& out) {
    if (out.capacity() - out.size() >= size) return;
    std::string larger;
    larger.reserve(std::max(out.size() + size, 2 * out.capacity()));
    larger.append(out);
    wipeMemory(out.data(), out.size());
    out = std::move(larger);
}

}  // namespace

Builder& cleanBuilder() {
    static Builder builder = newBuilder();
    builder.Clear();
    return builder;
}

void appendFinished(Builder& builder, std::string& out) {
    const auto size = static_cast<uint32_t>(builder.GetSize());
    char header[kFrameHeader];
    std::memcpy(header, &size, sizeof header);
    makeRoom(sizeof header + size, out);
    out.append(header, sizeof header);
    out.append(reinterpret_cast<const char*>(builder.GetBufferPointer()), size);
    if (size > kBuilderKept) builder = newBuilder();
}

void wipeFinished(Builder& builder) {
    if (builder.GetSize() > 0) wipeMemory(builder.GetCurrentBufferPointer(), builder.GetSize());
}

std::string_view cutText(std::string_view text) {
    return cutUtf8(text, kMaxText);
}

}  // namespace snmpolld::ipc
