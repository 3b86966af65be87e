// AnswerVarbinds: the varbinds of one answer in their order, each with what is wrong with it. A cursor over the octets
// that came; copy it to read them twice.
#pragma once

#include <cstddef>
#include <span>

#include "snmp/damage.hpp"
#include "snmp/varbind_octets.hpp"

namespace snmpolld::snmp {

class AnswerVarbinds {
  public:
    // Borrows both. `list`: of a PDU that passed the strict check, but for `damages`.
    explicit AnswerVarbinds(Bytes list, std::span<const Damage> damages = {}) : rest_(list), damages_(damages) {
        read();
    }

    bool atEnd() const { return at_end_; }
    const RawVarbind& operator*() const { return varbind_; }
    // Null if the varbind can be believed.
    const Damage* damage() const { return isDamaged() ? &damages_.front() : nullptr; }
    bool anyDamage() const { return !damages_.empty(); }

    void next() {
        if (isDamaged()) damages_ = damages_.subspan(1);
        ++position_;
        read();
    }

    // How many are left.
    size_t count() const {
        size_t out = at_end_ ? 0 : 1;
        for (Bytes rest = rest_; takeTlv(rest);)
            ++out;
        return out;
    }

  private:
    bool isDamaged() const { return !damages_.empty() && damages_.front().position == position_; }

    void read() {
        const auto tlv = takeTlv(rest_);
        at_end_ = !tlv;
        if (tlv) varbind_ = isDamaged() ? readVarbind(tlv->content) : readSoundVarbind(tlv->content);
    }

    Bytes rest_;                       // behind this varbind
    std::span<const Damage> damages_;  // of this varbind and those behind it
    size_t position_ = 0;
    bool at_end_ = true;
    RawVarbind varbind_;
};

}  // namespace snmpolld::snmp
