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

// Makes the samples when all of a poll is there. A poll that left out lookup tables gets none if the kept tables are
// gone (after a reload) or were replaced (by another poll of the host under way at the same time), because its samples
// would lack labels.
void Sampler::end(model::HostRecord& record, std::span<const model::Varbind> varbinds,
                  std::span<const model::Rate> rates) {
    if (!record.lookups_left_out) {
        keepLookups(record, varbinds);
        return evaluate(record, varbinds, rates, {});
    }
    const auto kept = lookups_.varbinds(*record.target, *record.address, record.begun);
    if (kept) evaluate(record, varbinds, rates, *kept);
}

// This poll walked the tables, so what was kept, if anything, no longer holds. It is replaced if everything was
// answered, else dropped.
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
