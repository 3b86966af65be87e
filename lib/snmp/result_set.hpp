// ResultSet: what the agent has said about each asked OID so far: a value, an error, or nothing. The last of them may
// be hidden: asked for the exchange's own use and no part of its result. Part of one exchange.
#pragma once

#include <string>
#include <vector>

#include "model/host_record.hpp"

namespace snmpolld::snmp {

class ResultSet {
  public:
    explicit ResultSet(const std::vector<model::Oid>& asked, size_t hidden = 0)
        : asked_(asked), shown_(asked.size() - hidden) {}

    // The place for an answer to asked[position]; it counts once confirm() is called.
    model::Varbind& slot(uint32_t position);
    void confirm(uint32_t position);
    // Null while there is no answer; until take().
    const model::Varbind* answer(size_t position) const;
    // Of asked: the first that is hidden.
    size_t shown() const { return shown_; }

    // The answers from `position` on, to the next mark, came with this clock. In the order of positions.
    void mark(uint32_t position, model::ClockMark clock) {
        clock.first = position;
        clocks_.push_back(clock);
    }

    void setError(uint32_t position, std::string what) {
        if (position < shown_) errors_.push_back(std::move(what));
    }

    bool anyError() const { return !errors_.empty(); }

    // The first errors, and how many more there are.
    std::string errorText() const;

    // The values in the order asked, and their clocks; empties the set.
    void take(std::vector<model::Varbind>& values, std::vector<model::ClockMark>& clocks);

  private:
    const std::vector<model::Oid>& asked_;
    size_t shown_;
    std::vector<model::Varbind> slots_;
    std::vector<bool> filled_;
    std::vector<model::ClockMark> clocks_;  // `first` is a position
    size_t confirmed_ = 0;
    std::vector<std::string> errors_;
};

}  // namespace snmpolld::snmp
