#include "snmp/gets.hpp"

#include "snmp/answer_check.hpp"
#include "snmp/error_text.hpp"
#include "snmp/net_snmp.hpp"
#include "snmp/values.hpp"

namespace snmpolld::snmp {

Verdict Gets::take(const netsnmp_variable_list* first, const model::ClockMark* clock) {
    if (const auto why = mismatch(first, plan_.oids())) return snmp::refused(*why);
    const netsnmp_variable_list* v = first;
    for (const uint32_t position : plan_.positions()) {
        if (!readValue(*v, results_.slot(position))) return snmp::refused("a value is of an unknown type");
        v = v->next_variable;
    }
    if (clock != nullptr) results_.mark(plan_.positions().front(), *clock);
    for (const uint32_t position : plan_.positions())
        results_.confirm(position);
    plan_.answered();
    return {Verdict::Step::next};
}

Verdict Gets::refused(long error_status, long index, model::Version version) {
    const auto oids = plan_.oids();
    if (error_status == SNMP_ERR_TOOBIG && plan_.halve()) return {Verdict::Step::next};
    if (index > static_cast<long>(oids.size())) return snmp::refused("its error-index points at no varbind");
    if (index == 0 && oids.size() == 1) index = 1;
    if (index == 0 && plan_.leaveOutFrom(results_.shown())) return {Verdict::Step::next};
    if (index == 0) return ended(model::Status::agent_error, errorStatusName(error_status));
    const auto place = static_cast<size_t>(index - 1);
    const uint32_t position = plan_.positions()[place];
    if (error_status == SNMP_ERR_NOSUCHNAME && version == model::Version::v1) {
        results_.slot(position).type = model::Type::noSuchObject;
        results_.confirm(position);
    } else if (position >= quiet_) {
        results_.setError(position, errorFor(error_status, *oids[place]));
    }
    plan_.leaveOut(place);
    return {Verdict::Step::next};
}

void Gets::saveTo(model::Learned& learned) const {
    if (maxBytes() != RequestPlan::kFirstMaxBytes) learned.max_request_bytes = maxBytes();
}

}  // namespace snmpolld::snmp
