// JSON Lines: docs/record.md. The hot path of every poll: rapidjson's writer into one buffer that is used again.
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <string>
#include <variant>

#include "model/names.hpp"
#include "sink/format_parts.hpp"
#include "sink/formats.hpp"

namespace snmpolld::sink {

namespace {

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void write(Writer& json, std::string_view text) {
    json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void key(Writer& json, std::string_view name) {
    json.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
}

void field(Writer& json, std::string_view name, std::string_view text) {
    key(json, name);
    write(json, text);
}

void null(Writer& json, std::string_view name) {
    key(json, name);
    json.Null();
}

// Text that is not from a varbind is made printable when it is no plain text.
void safeField(Writer& json, std::string_view name, std::string_view text) {
    key(json, name);
    std::string safe;
    appendSafe(safe, text, [](std::string& out, std::string_view shown) { out += shown; });
    write(json, safe);
}

// A number that is text already: with the digits that we want, not those that a double prints as.
void number(Writer& json, std::string_view digits) {
    json.RawValue(digits.data(), digits.size(), rapidjson::kNumberType);
}

void milliseconds(Writer& json, std::string_view name, Duration d) {
    key(json, name);
    std::string digits;
    appendMilliseconds(digits, d);
    number(json, digits);
}

void time(Writer& json, std::string_view name, WallTime t) {
    std::string text;
    appendUtc(text, t);
    field(json, name, text);
}

void labels(Writer& json, const model::Target& target) {
    key(json, "labels");
    json.StartObject();
    for (const auto& [name, value] : target.labels)
        safeField(json, name, value);
    json.EndObject();
}

void modules(Writer& json, const model::Target& target) {
    key(json, "modules");
    json.StartArray();
    if (target.module_set)
        for (const std::string& name : target.module_set->modules)
            write(json, name);
    json.EndArray();
}

void who(Writer& json, const FormatContext& context, const model::HostRecord& record) {
    field(json, "run", context.run);
    key(json, "seq");
    json.Uint64(record.seq);
    safeField(json, "host", record.target->host);
    key(json, "address");
    record.address ? write(json, record.address->toString()) : void(json.Null());
    labels(json, *record.target);
    modules(json, *record.target);
}

void when(Writer& json, const model::HostRecord& record) {
    time(json, "scheduled", record.scheduled);
    record.started ? time(json, "started", *record.started) : null(json, "started");
    milliseconds(json, "duration_ms", record.duration);
    record.rtt >= Duration::zero() ? milliseconds(json, "rtt_ms", record.rtt) : null(json, "rtt_ms");
}

void outcome(Writer& json, const model::HostRecord& record) {
    key(json, "requests");
    json.Uint(record.requests);
    key(json, "retries");
    json.Uint(record.retries);
    key(json, "worker");
    record.worker >= 0 ? json.Int(record.worker) : json.Null();
    field(json, "status", model::statusName(record.status));
    record.error.empty() ? null(json, "error") : safeField(json, "error", record.error);
}

void value(Writer& json, const model::Varbind& varbind) {
    const ValueForm form = formOf(varbind);
    std::string text;
    appendValue(text, varbind, form);
    const bool real = std::holds_alternative<double>(varbind.value);
    if (form != ValueForm::hex || real) key(json, "value");
    if (form == ValueForm::none || (form == ValueForm::hex && real)) json.Null();
    if (form == ValueForm::number) number(json, text);
    if (form == ValueForm::string || form == ValueForm::text) write(json, text);
    if (form == ValueForm::hex) field(json, "hex", text);
}

void varbinds(Writer& json, const model::HostRecord& record) {
    key(json, "varbinds");
    json.StartArray();
    std::string oid;
    for (const model::Varbind& varbind : record.varbinds) {
        json.StartObject();
        oid.clear();
        appendOid(oid, varbind.oid);
        field(json, "oid", oid);
        if (const auto name = model::nameOf(varbind.oid)) field(json, "name", *name);
        field(json, "type", model::typeName(varbind.type));
        value(json, varbind);
        json.EndObject();
    }
    json.EndArray();
}

}  // namespace

void formatJsonl(const FormatContext& context, const model::HostRecord& record, std::string& out) {
    static rapidjson::StringBuffer buffer;  // one thread formats; keeps its memory from record to record
    buffer.Clear();
    Writer json(buffer);
    json.StartObject();
    who(json, context, record);
    when(json, record);
    outcome(json, record);
    varbinds(json, record);
    json.EndObject();
    out.append(buffer.GetString(), buffer.GetSize()).append(1, '\n');
}

}  // namespace snmpolld::sink
