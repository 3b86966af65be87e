// AnswerVarbinds: the varbinds of one answer in their order, each with what is wrong with it. A cursor over what the
// Pdu holds; copy it to read them twice.
#pragma once

#include <cstddef>
#include <span>

#include "snmp/mended_pdu.hpp"
#include "snmp/net_snmp.hpp"

namespace snmpolld::snmp {

class AnswerVarbinds {
  public:
    // Borrows both.
    explicit AnswerVarbinds(const netsnmp_variable_list* first, std::span<const Damage> damages = {})
        : variable_(first), damages_(damages) {}

    bool atEnd() const { return variable_ == nullptr; }
    const netsnmp_variable_list& operator*() const { return *variable_; }
    // Null if the varbind can be believed.
    const Damage* damage() const { return isDamaged() ? &damages_.front() : nullptr; }
    bool anyDamage() const { return !damages_.empty(); }

    void next() {
        if (isDamaged()) damages_ = damages_.subspan(1);
        ++position_;
        variable_ = variable_->next_variable;
    }

    // How many are left.
    size_t count() const {
        size_t out = 0;
        for (const netsnmp_variable_list* v = variable_; v != nullptr; v = v->next_variable)
            ++out;
        return out;
    }

  private:
    bool isDamaged() const { return !damages_.empty() && damages_.front().position == position_; }

    const netsnmp_variable_list* variable_;
    std::span<const Damage> damages_;  // of this varbind and those behind it
    size_t position_ = 0;
};

}  // namespace snmpolld::snmp
