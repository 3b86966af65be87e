// WalkTroubles: what stopped the walks of a poll before their end, and which values are missing for it. Used by
// WalkPlan and WalkReader.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "model/host_record.hpp"

namespace snmpolld::snmp {

class WalkTroubles {
  public:
    // The first one gives the status; the first few are told.
    void add(model::Status status, const std::string& why) {
        constexpr size_t kShown = 3;
        if (count_++ == 0) status_ = status;
        if (count_ <= kShown) error_ += (error_.empty() ? "" : "; ") + why;
    }

    // The subtree is missing, or what follows `behind` in it. A subtree of which more than one part is missing has one
    // missing value.
    void addMissing(const model::Oid& root, model::Status status, const std::string& why, const model::Oid& behind) {
        if (std::ranges::find(missing_, root, &model::Varbind::oid) == missing_.end())
            missing_.emplace_back(root, model::Type::Missing, model::Failure{.why = why});
        add(status, why + " for " + behind.toString());
    }

    model::Status status() const { return status_; }  // ok when nothing did
    const std::string& error() const { return error_; }
    // The subtrees, each as a missing value; empty afterwards.
    std::vector<model::Varbind> takeMissing() { return std::exchange(missing_, {}); }

  private:
    model::Status status_ = model::Status::ok;
    std::string error_;
    size_t count_ = 0;
    std::vector<model::Varbind> missing_;
};

}  // namespace snmpolld::snmp
