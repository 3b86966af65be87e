#include "samples/sampler.hpp"

#include "base/log.hpp"

namespace snmpolld::samples {

void Sampler::take(model::HostRecord& record) {
    if (record.target->module_set->metrics.empty()) return;
    if (record.last && record.part == 1) return end(record, record.varbinds, record.rates);
    if (!record.last) return hold(record, held_[record.task_id]);
    Held held = std::move(held_[record.task_id]);
    held_.erase(record.task_id);
    hold(record, held);
    if (!held.too_many) end(record, held.varbinds, held.rates);
}

void Sampler::hold(const model::HostRecord& part, Held& held) {
    if (held.too_many) return;
    if (held.varbinds.size() + part.varbinds.size() > kMostVarbinds) {
        held = {.varbinds = {}, .rates = {}, .too_many = true};
        log::warning("too_many_varbinds_for_metrics", {{"host", part.target->host}, {"most", kMostVarbinds}});
        return;
    }
    held.rates.resize(held.varbinds.size());
    held.rates.insert(held.rates.end(), part.rates.begin(), part.rates.end());
    held.varbinds.insert(held.varbinds.end(), part.varbinds.begin(), part.varbinds.end());
    held.rates.resize(held.varbinds.size());
}

// All of a poll is there. Without the tables that it left out there would be samples without their labels: so there is
// none, should those be gone (reload) or be others (of a poll of the same host that was under way beside it).
void Sampler::end(model::HostRecord& record, std::span<const model::Varbind> varbinds,
                  std::span<const model::Rate> rates) {
    if (!record.lookups_left_out) {
        keepLookups(record, varbinds);
        return evaluate(record, varbinds, rates, {});
    }
    const auto kept = lookups_.varbinds(*record.target, *record.address, record.begun);
    if (kept) evaluate(record, varbinds, rates, *kept);
}

// The marks of a poll that had to walk speak against what was kept; only what was answered whole takes its place.
void Sampler::keepLookups(const model::HostRecord& record, std::span<const model::Varbind> varbinds) {
    if (!record.lookup_marks || record.target->module_set->lookups.empty()) return;
    if (record.status == model::Status::ok)
        lookups_.keep(*record.target, *record.address, *record.lookup_marks, varbinds, monoNow());
    else
        lookups_.drop(*record.target, *record.address);
}

void Sampler::evaluate(model::HostRecord& record, std::span<const model::Varbind> varbinds,
                       std::span<const model::Rate> rates, std::span<const model::Varbind> kept) {
    if (varbinds.empty()) return;
    evaluators_.evaluate(*record.target->module_set, varbinds, record.samples, kept);
    for (model::Sample& sample : record.samples)
        if (sample.type == model::SampleType::counter && sample.varbind < rates.size())
            sample.rate = rates[sample.varbind];
}

}  // namespace snmpolld::samples
