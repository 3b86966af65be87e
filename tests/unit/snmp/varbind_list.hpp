// A list of varbinds as Net-SNMP decodes them from an answer, built by a test.
#pragma once

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>
#undef non_repeaters
#undef max_repetitions

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/oid.hpp"
#include "snmp/answer_varbinds.hpp"
#include "snmp/silent_oids.hpp"

namespace snmpolld::test {

class VarbindList {
  public:
    VarbindList() = default;
    ~VarbindList() { snmp_free_varbind(first_); }
    VarbindList(const VarbindList&) = delete;

    void integer(const model::Oid& name, long value) { add(name, ASN_INTEGER, &value, sizeof value); }
    void end(const model::Oid& name) { add(name, SNMP_ENDOFMIBVIEW, nullptr, 0); }
    void octets(const model::Oid& name, std::string_view text) { add(name, ASN_OCTET_STR, text.data(), text.size()); }
    snmp::AnswerVarbinds all() const { return snmp::AnswerVarbinds(first_, damages_); }
    // The varbind that was added last is damaged.
    void damage(std::string why, bool named = true) {
        damages_.push_back({.position = static_cast<uint32_t>(size_ - 1), .named = named, .why = std::move(why)});
    }
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
    std::vector<snmp::Damage> damages_;
};

// For plans of polls in which nothing is known to be silent.
inline snmp::SilentOids& noSilence() {
    static snmp::SilentOids none(model::Learned{}, MonoTime{});
    return none;
}

}  // namespace snmpolld::test
