// Line: puts text together piece by piece at the end of a string. Room is made in large steps, so that adding a piece
// costs no more than copying it.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace snmpolld::format {

class Line {
  public:
    // `out` must not be used by others until the line is destroyed.
    explicit Line(std::string& out) : out_(out), size_(out.size()), room_(size_) {}
    ~Line() { out_.resize(size_); }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    // A call would cost more than the copy.
    template <size_t size>
    [[gnu::always_inline]] inline void literal(const char (&text)[size]) {
        std::memcpy(need(size - 1), text, size - 1);
        size_ += size - 1;
    }

    void text(std::string_view text) {
        std::memcpy(need(text.size()), text.data(), text.size());
        size_ += text.size();
    }

    void integer(std::integral auto value) {
        put(kDigits, [&](char* to) { return std::to_chars(to, to + kDigits, value).ptr; });
    }

    // `write` gets a pointer, writes at most `most` characters there and returns where it ended.
    template <typename Write>
    void put(size_t most, Write write) {
        char* const to = need(most);
        size_ += static_cast<size_t>(write(to) - to);
    }

    // For functions that append to strings.
    template <typename Append>
    void append(Append append) {
        out_.resize(size_);
        append(out_);
        size_ = room_ = out_.size();
    }

  private:
    static constexpr size_t kStep = 512;
    static constexpr size_t kDigits = 24;

    [[gnu::always_inline]] char* need(size_t size) {
        if (room_ - size_ < size) [[unlikely]]
            grow(size);
        return out_.data() + size_;
    }
    [[gnu::noinline]] void grow(size_t size) {
        room_ = size_ + size + kStep;
        out_.resize(room_);
    }

    std::string& out_;
    size_t size_;
    size_t room_;  // out_.size()
};

}  // namespace snmpolld::format
