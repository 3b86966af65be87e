#include "supervisor/sequences.hpp"

#include <algorithm>
#include <functional>
#include <vector>

namespace snmpolld::supervisor {

namespace {

uint64_t keyOf(const std::string& host) {
    static_assert(sizeof(size_t) == sizeof(uint64_t), "names must not share a key");
    return std::hash<std::string>{}(host);
}

}  // namespace

void Sequences::keep(const std::string& host, uint64_t seq) {
    if (seq == 0) return;
    uint64_t& kept = kept_[keyOf(host)];
    kept = std::max(kept, seq);
    if (kept_.size() > most_) forgetHalf();
}

uint64_t Sequences::take(const std::string& host) {
    const auto node = kept_.extract(keyOf(host));
    return node.empty() ? forgotten_ : node.mapped();
}

void Sequences::forgetHalf() {
    std::vector<uint64_t> numbers;
    numbers.reserve(kept_.size());
    for (const auto& [key, seq] : kept_)
        numbers.push_back(seq);
    const auto middle = numbers.begin() + static_cast<std::ptrdiff_t>(numbers.size() / 2);
    std::ranges::nth_element(numbers, middle);
    forgotten_ = std::max(forgotten_, *middle);
    std::erase_if(kept_, [&](const auto& entry) { return entry.second <= forgotten_; });
}

}  // namespace snmpolld::supervisor
