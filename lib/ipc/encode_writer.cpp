// Messages between supervisor and writers become frames.
#include <algorithm>
#include <iterator>

#include "ipc/frame_builder.hpp"
#include "ipc/limits.hpp"
#include "ipc/writer_codec.hpp"
#include "ipc/writer_generated.h"

namespace snmpolld::ipc {

namespace {

using TextOffset = flatbuffers::Offset<flatbuffers::String>;
using TextVector = flatbuffers::Offset<flatbuffers::Vector<TextOffset>>;

int64_t nanoseconds(WallTime time) {
    return std::chrono::duration_cast<Duration>(time.time_since_epoch()).count();
}

void addLabels(Builder& builder, const model::Labels& labels, std::vector<TextOffset>& out) {
    for (const auto& [name, value] : labels) {
        out.push_back(builder.CreateSharedString(name));
        out.push_back(builder.CreateString(value));
    }
}

struct FamilyColumns {
    TextVector names;
    TextVector helps;
    flatbuffers::Offset<flatbuffers::Vector<writer_fb::SampleType>> types;
};

FamilyColumns encodeFamilies(Builder& builder, const std::vector<model::OutputFamily>& families) {
    std::vector<TextOffset> names, helps;
    std::vector<writer_fb::SampleType> types;
    for (const model::OutputFamily& family : families) {
        names.push_back(builder.CreateString(family.name));
        helps.push_back(builder.CreateString(family.help));
        types.push_back(static_cast<writer_fb::SampleType>(family.type));
    }
    return {.names = builder.CreateVector(names),
            .helps = builder.CreateVector(helps),
            .types = builder.CreateVector(types)};
}

flatbuffers::Offset<writer_fb::Record> encodeOutput(Builder& builder, uint64_t id, const model::OutputRecord& from) {
    std::vector<TextOffset> own_labels, label_texts;
    std::vector<uint32_t> label_ends;
    addLabels(builder, from.labels, own_labels);
    for (const model::Labels& set : from.label_sets) {
        addLabels(builder, set, label_texts);
        label_ends.push_back(static_cast<uint32_t>(label_texts.size()));
    }
    const auto host = builder.CreateString(from.host);
    const auto address = builder.CreateString(from.address);
    const auto labels = builder.CreateVector(own_labels);
    const auto modules = builder.CreateVectorOfStrings(from.modules);
    const auto run = builder.CreateString(from.run);
    const auto error = builder.CreateString(cutText(from.error).data(), cutText(from.error).size());
    const FamilyColumns families = encodeFamilies(builder, from.families);
    const auto sets = builder.CreateVector(label_texts);
    const auto ends = builder.CreateVector(label_ends);
    writer_fb::Sample* samples = nullptr;
    const auto all_samples = builder.CreateUninitializedVectorOfStructs(from.samples.size(), &samples);
    std::ranges::transform(from.samples, samples, [](const model::OutputSample& sample) {
        return writer_fb::Sample(sample.value, sample.family, sample.labels);
    });
    return writer_fb::CreateRecord(builder, id, host, address, labels, modules, from.question, from.one_of_several, run,
                                   from.seq, nanoseconds(from.scheduled), from.started.has_value(),
                                   nanoseconds(from.started.value_or(WallTime{})), toWire(from.duration),
                                   from.rtt < Duration::zero() ? -1 : toWire(from.rtt),
                                   static_cast<uint8_t>(from.status), error, from.requests, from.retries, from.missed,
                                   families.names, families.helps, families.types, sets, ends, all_samples);
}

flatbuffers::Offset<writer_fb::Settings> encodeSettings(Builder& builder, const model::WriterSettings& from) {
    const auto text = [&](std::string_view value) { return builder.CreateString(value.data(), value.size()); };
    const auto name = text(from.name), url = text(from.url), database = text(from.database);
    const auto retention_policy = text(from.retention_policy), organization = text(from.organization);
    const auto bucket = text(from.bucket), job = text(from.job), username = text(from.username);
    const auto password = text(from.password.reveal()), token = text(from.token.reveal());
    const auto ca_file = text(from.ca_file), cert_file = text(from.cert_file), key_file = text(from.key_file);
    const auto folder = text(from.spool.folder);
    return writer_fb::CreateSettings(builder, name, static_cast<writer_fb::Type>(from.type), url, database,
                                     retention_policy, organization, bucket, job, username, password, token, ca_file,
                                     cert_file, key_file, from.insecure_skip_verify, from.batch_samples,
                                     from.flush_interval.count(), from.timeout.count(), folder, from.spool.max_size,
                                     from.spool.max_age.count(), static_cast<writer_fb::Order>(from.spool.order));
}

// A builder of its own, which never grows, so that no copy of a secret is left behind.
void sendSettings(const model::WriterSettings& settings, std::string& out) {
    constexpr size_t kRest = 4096;
    size_t size = kRest;
    for (const std::string* text : {&settings.name, &settings.url, &settings.database, &settings.retention_policy,
                                    &settings.organization, &settings.bucket, &settings.job, &settings.username,
                                    &settings.ca_file, &settings.cert_file, &settings.key_file, &settings.spool.folder})
        size += text->size();
    size += settings.password.reveal().size() + settings.token.reveal().size();
    Builder builder(size);
    const auto message = encodeSettings(builder, settings).Union();
    appendFrame(builder, writer_fb::CreateToWriter(builder, writer_fb::ToWriterMessage::Settings, message),
                kToWriterIdentifier, out);
    wipeFinished(builder);
}

void sendDown(Builder& builder, writer_fb::ToWriterMessage tag, flatbuffers::Offset<void> table, std::string& out) {
    appendFrame(builder, writer_fb::CreateToWriter(builder, tag, table), kToWriterIdentifier, out);
}

void sendUp(Builder& builder, writer_fb::FromWriterMessage tag, flatbuffers::Offset<void> table, std::string& out) {
    appendFrame(builder, writer_fb::CreateFromWriter(builder, tag, table), writer_fb::FromWriterIdentifier(), out);
}

}  // namespace

void encodeToWriter(const ToWriter& message, std::string& out) {
    if (const auto* settings = std::get_if<model::WriterSettings>(&message)) return sendSettings(*settings, out);
    Builder& builder = cleanBuilder();
    if (const auto* record = std::get_if<WriterRecord>(&message))
        return sendDown(builder, writer_fb::ToWriterMessage::Record,
                        encodeOutput(builder, record->id, record->record).Union(), out);
    const auto& forget = std::get<ForgetSeries>(message);
    const auto host = builder.CreateString(forget.host);
    sendDown(builder, writer_fb::ToWriterMessage::Forget, writer_fb::CreateForget(builder, forget.id, host).Union(),
             out);
}

void encodeFromWriter(const FromWriter& message, std::string& out) {
    Builder& builder = cleanBuilder();
    if (const auto* settled = std::get_if<Settled>(&message))
        return sendUp(builder, writer_fb::FromWriterMessage::Settled,
                      writer_fb::CreateSettled(builder, builder.CreateVector(settled->ids)).Union(), out);
    const auto& from = std::get<WriterReport>(message);
    const auto trouble = from.trouble.empty() ? 0 : builder.CreateString(std::string(cutText(from.trouble)));
    const auto time = [](const std::optional<WallTime>& at) { return at ? nanoseconds(*at) : 0; };
    sendUp(builder, writer_fb::FromWriterMessage::Report,
           writer_fb::CreateReport(builder, from.written, from.rejected, from.dropped, from.spooled, from.retries,
                                   from.spool_bytes, time(from.spool_oldest), time(from.last_success), trouble)
               .Union(),
           out);
}

}  // namespace snmpolld::ipc
