// A list of varbinds as an answer has them, built by a test.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "messages.hpp"
#include "model/oid.hpp"
#include "snmp/answer_varbinds.hpp"
#include "snmp/silent_oids.hpp"

namespace snmpolld::test {

class VarbindList {
  public:
    void integer(const model::Oid& name, int64_t value) { add(name, test::integer(value)); }
    void end(const model::Oid& name) { add(name, tlv(0x82, "")); }
    void octets(const model::Oid& name, std::string_view text) { add(name, tlv(0x04, std::string(text))); }
    snmp::AnswerVarbinds all() const { return snmp::AnswerVarbinds(bytesOf(list_), damages_); }
    // The varbind that was added last is damaged.
    void damage(std::string why, bool named = true) {
        damages_.push_back({.position = static_cast<uint32_t>(size_ - 1), .named = named, .why = std::move(why)});
    }
    size_t size() const { return size_; }

  private:
    void add(const model::Oid& name, const std::string& value) {
        list_ += varbind(name.toString(), value);
        ++size_;
    }

    std::string list_;
    size_t size_ = 0;
    std::vector<snmp::Damage> damages_;
};

// For plans of polls in which nothing is known to be silent.
inline snmp::SilentOids& noSilence() {
    static snmp::SilentOids none(model::Learned{}, MonoTime{});
    return none;
}

}  // namespace snmpolld::test
