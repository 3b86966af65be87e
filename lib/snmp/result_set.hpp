// ResultSet: what the agent has said about each OID of a list: a value, an error, or nothing yet. The last of the OIDs
// may be hidden: their values are for the exchange's own use and not for the record. Used by one exchange.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "model/host_record.hpp"

namespace snmpolld::snmp {

class ResultSet {
  public:
    explicit ResultSet(const std::vector<model::Oid>& asked, size_t hidden = 0)
        : asked_(asked), shown_(asked.size() - hidden) {}

    // The place for the answer to asked[position]; it counts only after confirm().
    model::Varbind& slot(uint32_t position);
    void confirm(uint32_t position);
    // Null while there is no answer. Valid until take().
    const model::Varbind* answer(size_t position) const;
    // The position of the first OID that is hidden; those before it are shown in the record.
    size_t shown() const { return shown_; }

    // The answers to these positions came with this clock, which is not known if it is null.
    void mark(std::span<const uint32_t> positions, const model::ClockMark* clock);

    // There is no value: `type` is Malformed or Missing. `status` is what the poll ends with if it has no value at all.
    void fail(uint32_t position, model::Type type, model::Failure failure, model::Status status);

    bool anyError() const { return !errors_.empty(); }
    // Of the first failure; ok if there is none.
    model::Status status() const { return status_; }

    // The first few errors, and how many more there are.
    std::string errorText() const;

    // Moves out the values in the order of the OIDs, and their clocks.
    void take(std::vector<model::Varbind>& values, std::vector<model::ClockMark>& clocks);

  private:
    const std::vector<model::Oid>& asked_;
    size_t shown_;
    std::vector<model::Varbind> slots_;
    std::vector<bool> filled_;
    std::vector<model::ClockMark> clocks_;  // of answers; the first is not known
    std::vector<uint32_t> clock_of_;        // for each position, its place in clocks_; empty without clocks
    size_t confirmed_ = 0;
    std::vector<std::string> errors_;
    model::Status status_ = model::Status::ok;
};

}  // namespace snmpolld::snmp
