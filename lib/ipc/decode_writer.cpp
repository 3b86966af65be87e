// Frames between supervisor and writers become messages. What a disk has kept is read here as well.
#include <utility>

#include "ipc/limits.hpp"
#include "ipc/verified_frame.hpp"
#include "ipc/writer_codec.hpp"
#include "ipc/writer_generated.h"

namespace snmpolld::ipc {

namespace {

using LabelTexts = flatbuffers::Vector<flatbuffers::Offset<flatbuffers::String>>;

WallTime wallTimeOf(int64_t ns) {
    return WallTime(std::chrono::duration_cast<WallTime::duration>(Duration(ns)));
}

std::optional<WallTime> optionalTime(int64_t ns) {
    return ns == 0 ? std::nullopt : std::optional(wallTimeOf(ns));
}

std::vector<std::string> textsIn(const LabelTexts& from) {
    std::vector<std::string> out;
    out.reserve(from.size());
    for (const auto* text : from)
        out.push_back(text->str());
    return out;
}

// The names and values from `begin` to `end`, an even number.
model::Labels labelsIn(const LabelTexts& from, uint32_t begin, uint32_t end) {
    model::Labels out;
    out.reserve((end - begin) / 2);
    for (uint32_t i = begin; i < end; i += 2)
        out.emplace_back(from.Get(i)->str(), from.Get(i + 1)->str());
    return out;
}

Result<ToWriter> readWriterSettings(const writer_fb::Settings& from) {
    if (from.type() > writer_fb::Type::MAX || from.spool_order() > writer_fb::Order::MAX)
        return refuse("settings of a writer that there are not");
    if (from.flush_interval() < 0 || from.timeout() < 0 || from.spool_age() < 0) return refuse("a negative time");
    return model::WriterSettings{.name = from.name()->str(),
                                 .type = static_cast<model::WriterType>(from.type()),
                                 .url = from.url()->str(),
                                 .database = from.database()->str(),
                                 .retention_policy = from.retention_policy()->str(),
                                 .organization = from.organization()->str(),
                                 .bucket = from.bucket()->str(),
                                 .job = from.job()->str(),
                                 .username = from.username()->str(),
                                 .password = Secret(view(from.password())),
                                 .token = Secret(view(from.token())),
                                 .ca_file = from.ca_file()->str(),
                                 .cert_file = from.cert_file()->str(),
                                 .key_file = from.key_file()->str(),
                                 .insecure_skip_verify = from.insecure_skip_verify(),
                                 .batch_samples = from.batch_samples(),
                                 .flush_interval = Duration(from.flush_interval()),
                                 .timeout = Duration(from.timeout()),
                                 .spool = {.folder = from.spool_folder()->str(),
                                           .max_size = from.spool_size(),
                                           .max_age = Duration(from.spool_age()),
                                           .order = static_cast<model::SpoolOrder>(from.spool_order())}};
}

Result<void> readFamilies(const writer_fb::Record& from, std::vector<model::OutputFamily>& to) {
    const auto size = from.family_names()->size();
    if (from.family_helps()->size() != size || from.family_types()->size() != size)
        return refuse("columns of families that are not of one length");
    to.reserve(size);
    for (flatbuffers::uoffset_t i = 0; i < size; ++i) {
        const writer_fb::SampleType type = from.family_types()->Get(i);
        if (type > writer_fb::SampleType::MAX) return refuse("a family's type");
        to.push_back({.name = from.family_names()->Get(i)->str(),
                      .type = static_cast<model::SampleType>(type),
                      .help = from.family_helps()->Get(i)->str()});
    }
    return {};
}

Result<void> readLabelSets(const writer_fb::Record& from, std::vector<model::Labels>& to) {
    const LabelTexts& texts = *from.label_texts();
    uint32_t begin = 0;
    to.reserve(from.label_ends()->size());
    for (const uint32_t end : *from.label_ends()) {
        if (end < begin || end > texts.size() || (end - begin) % 2 != 0) return refuse("a set of labels");
        to.push_back(labelsIn(texts, begin, end));
        begin = end;
    }
    return {};
}

Result<void> readOutputSamples(const writer_fb::Record& from, model::OutputRecord& to) {
    const auto* samples = from.samples();
    if (reinterpret_cast<uintptr_t>(samples->Data()) % alignof(writer_fb::Sample) != 0)
        return refuse("samples that are not aligned");
    to.samples.reserve(samples->size());
    for (const writer_fb::Sample* sample : *samples) {
        if (sample->family() >= to.families.size() || sample->labels() >= to.label_sets.size())
            return refuse("a sample of what there is not");
        to.samples.push_back({.family = sample->family(), .labels = sample->labels(), .value = sample->value()});
    }
    return {};
}

Result<void> checkRecord(const writer_fb::Record& from) {
    if (from.status() >= model::kStatusCount) return refuse("a record's status");
    if (!validDuration(from.duration()) || (from.rtt() != -1 && !validDuration(from.rtt())))
        return refuse("a record's times");
    if (from.labels()->size() % 2 != 0) return refuse("the labels of a host");
    return {};
}

Result<ToWriter> readOutput(const writer_fb::Record& from) {
    if (auto checked = checkRecord(from); !checked) return tl::unexpected(checked.error());
    WriterRecord out{.id = from.id()};
    out.record = {.host = from.host()->str(),
                  .address = from.address()->str(),
                  .labels = labelsIn(*from.labels(), 0, from.labels()->size()),
                  .modules = textsIn(*from.modules()),
                  .question = from.question(),
                  .one_of_several = from.one_of_several(),
                  .run = from.run()->str(),
                  .seq = from.seq(),
                  .scheduled = wallTimeOf(from.scheduled()),
                  .started = from.has_started() ? std::optional(wallTimeOf(from.started())) : std::nullopt,
                  .duration = Duration(from.duration()),
                  .rtt = Duration(from.rtt()),
                  .status = static_cast<model::Status>(from.status()),
                  .error = from.error()->str(),
                  .requests = from.requests(),
                  .retries = from.retries(),
                  .missed = from.missed()};
    auto done = readFamilies(from, out.record.families)
                    .and_then([&] { return readLabelSets(from, out.record.label_sets); })
                    .and_then([&] { return readOutputSamples(from, out.record); });
    if (!done) return tl::unexpected(done.error());
    return out;
}

}  // namespace

Result<ToWriter> decodeToWriter(std::span<const std::byte> frame) {
    const SecretFrame aligned(frame);
    const auto* from = aligned.verifiedRoot<writer_fb::ToWriter>(kToWriterIdentifier);
    if (from == nullptr) return refuse("not a message for a writer");
    switch (from->message_type()) {
        case writer_fb::ToWriterMessage::Settings:
            return readWriterSettings(*from->message_as_Settings());
        case writer_fb::ToWriterMessage::Record:
            return readOutput(*from->message_as_Record());
        case writer_fb::ToWriterMessage::Forget:
            return ForgetSeries{.id = from->message_as_Forget()->id(),
                                .host = from->message_as_Forget()->host()->str()};
        case writer_fb::ToWriterMessage::NONE:
            break;
    }
    return refuse("an unknown message for a writer");
}

Result<FromWriter> decodeFromWriter(std::span<const std::byte> frame) {
    const AlignedFrame aligned(frame);
    const auto* from = aligned.verifiedRoot<writer_fb::FromWriter>(writer_fb::FromWriterIdentifier());
    if (from == nullptr) return refuse("not a message of a writer");
    if (const auto* settled = from->message_as_Settled()) {
        if (settled->ids()->size() > kMaxSettled) return refuse("more records settled than fit");
        Settled out;
        for (flatbuffers::uoffset_t i = 0; i < settled->ids()->size(); ++i)
            out.ids.push_back(settled->ids()->Get(i));
        return out;
    }
    const auto* report = from->message_as_Report();
    if (report == nullptr) return refuse("an unknown message of a writer");
    if (view(report->trouble()).size() > kMaxText) return refuse("a sentence that is too long");
    return WriterReport{.written = report->written(),
                        .rejected = report->rejected(),
                        .dropped = report->dropped(),
                        .spooled = report->spooled(),
                        .retries = report->retries(),
                        .spool_bytes = report->spool_bytes(),
                        .spool_oldest = optionalTime(report->spool_oldest()),
                        .last_success = optionalTime(report->last_success()),
                        .trouble = std::string(view(report->trouble()))};
}

}  // namespace snmpolld::ipc
