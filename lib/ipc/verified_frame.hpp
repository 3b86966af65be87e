// How the decoders of this folder read frames. Nothing that the other end sent is believed: a frame is verified as a
// FlatBuffer of the expected schema before a field of it is read, and every value is checked after that.
#pragma once

#include <flatbuffers/flatbuffers.h>

#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "ipc/frame.hpp"

namespace snmpolld::ipc {

using ByteColumn = flatbuffers::Vector<uint8_t>;

inline constexpr flatbuffers::uoffset_t kMaxDepth = 4;  // PollTask, ModuleSet, Filters
inline constexpr flatbuffers::uoffset_t kMaxTables = 16;

inline tl::unexpected<Error> refuse(std::string_view why) {
    return fail(ErrorKind::protocol, "message refused: " + std::string(why));
}

// The frame at an address that is a multiple of 8, where the accessors of FlatBuffers may read it. A stream puts frames
// anywhere; one that lies elsewhere is copied.
class AlignedFrame {
  public:
    explicit AlignedFrame(std::span<const std::byte> frame) : data_(frame.data()), size_(frame.size()) {
        if (reinterpret_cast<uintptr_t>(data_) % alignof(uint64_t) == 0) return;
        std::byte* copy = small_;
        if (size_ > sizeof small_) {
            large_ = std::make_unique_for_overwrite<uint64_t[]>(size_ / sizeof(uint64_t) + 1);
            copy = reinterpret_cast<std::byte*>(large_.get());
        }
        std::memcpy(copy, frame.data(), size_);
        data_ = copy;
    }

    // The root table, or null if the octets are not a sound FlatBuffer of that type with that file identifier.
    template <typename T>
    const T* verifiedRoot(const char* identifier) const {
        if (size_ < sizeof(flatbuffers::uoffset_t) || size_ > kMaxFrame) return nullptr;
        const auto* octets = reinterpret_cast<const uint8_t*>(data_);
        flatbuffers::Verifier verifier(octets, size_, kMaxDepth, kMaxTables);
        return verifier.VerifyBuffer<T>(identifier) ? flatbuffers::GetRoot<T>(octets) : nullptr;
    }

  protected:
    void wipeCopy() {
        std::byte* copy = large_ ? reinterpret_cast<std::byte*>(large_.get()) : small_;
        if (data_ == copy) wipeMemory(copy, size_);
    }

  private:
    const std::byte* data_;
    size_t size_;
    std::unique_ptr<uint64_t[]> large_;
    alignas(uint64_t) std::byte small_[4096];
};

// A frame that holds secrets: if it is copied, the copy is overwritten.
class SecretFrame : public AlignedFrame {
  public:
    using AlignedFrame::AlignedFrame;
    SecretFrame(const SecretFrame&) = delete;
    ~SecretFrame() { wipeCopy(); }
};

inline std::string_view view(const ByteColumn* bytes) {
    if (bytes == nullptr) return {};
    return {reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

inline std::string_view view(const flatbuffers::String* text) {
    if (text == nullptr) return {};
    return {text->data(), text->size()};
}

}  // namespace snmpolld::ipc
