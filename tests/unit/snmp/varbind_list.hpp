// A list of varbinds as Net-SNMP decodes them from an answer, built by a test.
#pragma once

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>
#undef non_repeaters
#undef max_repetitions

#include <vector>

#include "model/oid.hpp"

namespace snmpolld::test {

class VarbindList {
  public:
    VarbindList() = default;
    ~VarbindList() { snmp_free_varbind(first_); }
    VarbindList(const VarbindList&) = delete;

    void integer(const model::Oid& name, long value) { add(name, ASN_INTEGER, &value, sizeof value); }
    void end(const model::Oid& name) { add(name, SNMP_ENDOFMIBVIEW, nullptr, 0); }
    const variable_list* first() const { return first_; }
    size_t size() const { return size_; }

  private:
    void add(const model::Oid& id, u_char type, const void* value, size_t length) {
        const auto ids = id.ids();
        std::vector<::oid> name(ids.begin(), ids.end());
        snmp_varlist_add_variable(&first_, name.data(), name.size(), type, value, length);
        ++size_;
    }

    netsnmp_variable_list* first_ = nullptr;
    size_t size_ = 0;
};

}  // namespace snmpolld::test
