#include "http/refusals.hpp"

#include <algorithm>
#include <utility>

namespace snmpolld::http {

namespace {

constexpr Duration kBetweenLines = std::chrono::minutes(1);
constexpr Duration kGather = std::chrono::seconds(1);  // clients seldom come alone

}  // namespace

void Refusals::count(Reason reason, std::string client) {
    ++counts_[static_cast<size_t>(reason)];
    latest_ = std::move(client);
    if (!std::exchange(is_due_, true)) timer_.startAt(std::max(monoNow() + kGather, next_));
}

void Refusals::sayNow() {
    std::string line = "clients refused:";
    for (size_t i = 0; i < counts_.size(); ++i)
        if (counts_[i] > said_[i]) line += " " + std::string(kNames[i]) + " " + std::to_string(counts_[i] - said_[i]);
    said_ = counts_;
    is_due_ = false;
    next_ = monoNow() + kBetweenLines;
    say_(line + "; the latest from " + latest_);
}

}  // namespace snmpolld::http
