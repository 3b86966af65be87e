#include "ipc/frame_builder.hpp"

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

}  // namespace

Builder& cleanBuilder() {
    static Builder builder(kBuilderStart);
    builder.Clear();
    return builder;
}

void appendFinished(Builder& builder, std::string& out) {
    const auto size = static_cast<uint32_t>(builder.GetSize());
    char header[kFrameHeader];
    std::memcpy(header, &size, sizeof header);
    out.append(header, sizeof header);
    out.append(reinterpret_cast<const char*>(builder.GetBufferPointer()), size);
    if (size > kBuilderKept) builder = Builder(kBuilderStart);
}

void wipeFinished(Builder& builder) {
    if (builder.GetSize() > 0) wipeMemory(builder.GetCurrentBufferPointer(), builder.GetSize());
}

std::string_view cutText(std::string_view text) {
    return cutUtf8(text, kMaxText);
}

}  // namespace snmpolld::ipc
