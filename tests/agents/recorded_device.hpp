// One recorded device: PDUs in, PDUs out, exactly as RFC 3416 section 4.2 says (RFC 1157 for v1, which has no
// Counter64: RFC 3584 section 4.2.2), or as wrong as told.
#pragma once

#include <map>
#include <memory>

#include "message.hpp"
#include "walk_order.hpp"

namespace snmpolld::agents {

struct DeviceCounts {
    std::map<std::string, uint64_t> requests;  // by type
    uint64_t varbinds = 0;                     // in answers without error
};

class RecordedDevice {
  public:
    RecordedDevice(std::shared_ptr<const Rows> rows, const Trouble& trouble)
        : rows_(std::move(rows)), trouble_(trouble) {}

    // The encoded answer; `room`: octets that its varbinds may have. nullopt: none is given.
    std::optional<std::string> answer(const Message& request, size_t room);

    const Trouble& trouble() const { return trouble_; }
    const DeviceCounts& counts() const { return counts_; }

  private:
    std::optional<std::string> answerBulk(const Message& request, size_t room);
    std::string answerEach(const Message& request, size_t room);
    std::string respond(const Message& request, const std::string& varbinds, size_t count);

    std::shared_ptr<const Rows> rows_;
    Trouble trouble_;
    DeviceCounts counts_;
    size_t walk_pdus_ = 0;
};

}  // namespace snmpolld::agents
