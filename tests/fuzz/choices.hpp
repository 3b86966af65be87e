// Choices: what a fuzz target decides by its input. The octets of the input decide as long as there are any; after them
// numbers that follow from all of the input, so that each input is one case, however short.
#pragma once

#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>

namespace snmpolld::fuzz {

class Choices {
  public:
    explicit Choices(std::span<const uint8_t> input) : left_(input) {
        std::seed_seq seed(input.begin(), input.end());
        random_.seed(seed);
    }

    // A number below `end`, which is at most 2^16.
    size_t below(size_t end) { return end < 2 ? 0 : next() % end; }
    size_t between(size_t least, size_t most) { return least + below(most - least + 1); }
    bool oneIn(size_t n) { return below(n) == 0; }
    uint32_t number() { return static_cast<uint32_t>(random_()); }

    template <typename List>
    const auto& of(const List& list) {
        return list[below(std::size(list))];
    }

    std::string octets(size_t size) {
        std::string out;
        while (out.size() < size)
            out += static_cast<char>(number());
        return out;
    }

    // A few of its octets are others, or it is shorter or longer.
    std::string mutated(std::string text) {
        for (size_t changes = between(1, 3); changes > 0 && !text.empty(); --changes)
            change(text);
        return text;
    }

  private:
    size_t next() {
        if (left_.size() < 2) return random_();
        const size_t out = left_[0] | static_cast<size_t>(left_[1]) << 8;
        left_ = left_.subspan(2);
        return out;
    }

    void change(std::string& text) {
        static constexpr std::string_view kEdges("\x00\x01\x02\x04\x05\x30\x7f\x80\x81\x82\x84\xa2\xff", 13);
        const size_t at = below(text.size());
        switch (below(8)) {
            case 0:
                text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
                return;
            case 1:
                text[at] = static_cast<char>(number());
                return;
            case 2:
            case 3:
                text[at] = of(kEdges);
                return;
            case 4:
                ++text[at];
                return;
            case 5:
                text.resize(at);
                return;
            case 6:
                text.erase(at, between(1, 8));
                return;
            default:
                text.insert(at, octets(between(1, 16)));
        }
    }

    std::span<const uint8_t> left_;
    std::mt19937 random_;
};

}  // namespace snmpolld::fuzz
