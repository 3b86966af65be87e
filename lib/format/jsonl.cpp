// JSON Lines: docs/record.md. This is the hot path of every poll, with millions of varbinds. Hardly any text needs to
// be escaped, so it is put together by hand, in a fraction of rapidjson's time; rapidjson escapes the rest.
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <variant>

#include "base/float_text.hpp"
#include "base/utf8.hpp"
#include "format/formats.hpp"
#include "format/json_quotes.hpp"
#include "format/line.hpp"
#include "format/record_parts.hpp"
#include "names/name_catalog.hpp"

namespace snmpolld::format {

namespace {

void time(Line& line, WallTime t) {
    line.literal("\"");
    line.put(kUtc, [&](char* to) { return putUtc(to, t); });
    line.literal("\"");
}

void appendMilliseconds(Line& line, Duration d) {
    line.put(kMilliseconds, [&](char* to) { return putMilliseconds(to, d); });
}

void labels(Line& line, const model::Target& target) {
    line.literal(R"(,"labels":{)");
    bool first = true;
    for (const auto& [name, value] : target.labels) {
        if (!std::exchange(first, false)) line.literal(",");
        quote(line, name);
        line.literal(":");
        quoteSafe(line, value);
    }
    line.literal("}");
}

void modules(Line& line, const model::Target& target) {
    line.literal(R"(,"modules":[)");
    bool first = true;
    if (target.module_set)
        for (const std::string& name : target.module_set->modules) {
            if (!std::exchange(first, false)) line.literal(",");
            quote(line, name);
        }
    line.literal("]");
}

void part(Line& line, const model::HostRecord& record) {
    line.literal(R"(,"part":)");
    line.integer(record.part);
    if (record.last)
        line.literal(R"(,"last":true)");
    else
        line.literal(R"(,"last":false)");
}

void address(Line& line, const std::optional<model::Address>& address) {
    line.literal(R"(,"address":)");
    if (!address) return line.literal("null");
    line.literal("\"");
    line.put(model::Address::kText, [&](char* to) { return address->put(to); });
    line.literal("\"");
}

void who(Line& line, const FormatContext& context, const model::HostRecord& record) {
    line.literal(R"({"run":)");
    quoteBare(line, context.run);
    line.literal(R"(,"seq":)");
    line.integer(record.seq);
    if (isPart(record) && context.varbinds) part(line, record);
    line.literal(R"(,"host":)");
    quoteSafe(line, record.target->host);
    address(line, record.address);
    labels(line, *record.target);
    modules(line, *record.target);
}

void missedTimes(Line& line, const model::HostRecord& record) {
    line.literal(R"(,"missed":)");
    line.integer(record.missed);
    line.literal(R"(,"missed_first":)");
    time(line, record.scheduled);
    line.literal(R"(,"missed_last":)");
    time(line, record.missed_last);
}

void when(Line& line, const model::HostRecord& record) {
    line.literal(R"(,"scheduled":)");
    time(line, record.scheduled);
    if (record.missed > 0) missedTimes(line, record);
    line.literal(R"(,"started":)");
    if (record.started)
        time(line, *record.started);
    else
        line.literal("null");
    line.literal(R"(,"duration_ms":)");
    appendMilliseconds(line, record.duration);
    line.literal(R"(,"rtt_ms":)");
    if (record.rtt >= Duration::zero())
        appendMilliseconds(line, record.rtt);
    else
        line.literal("null");
}

void verdict(Line& line, const model::HostRecord& record) {
    if (!record.last) return line.literal(R"(,"status":null,"error":null)");
    line.literal(R"(,"status":)");
    quoteBare(line, model::statusName(record.status));
    line.literal(R"(,"error":)");
    if (record.error.empty())
        line.literal("null");
    else
        quoteSafe(line, record.error);
}

void outcome(Line& line, const model::HostRecord& record) {
    line.literal(R"(,"requests":)");
    line.integer(record.requests);
    line.literal(R"(,"retries":)");
    line.integer(record.retries);
    line.literal(R"(,"worker":)");
    if (record.worker >= 0)
        line.integer(record.worker);
    else
        line.literal("null");
    verdict(line, record);
}

void failed(Line& line, const model::Varbind& varbind) {
    const auto& failure = std::get<model::Failure>(varbind.value);
    line.literal(R"(,"value":null)");
    if (varbind.type == model::Type::Malformed) {
        line.literal(R"(,"hex":")");
        line.append([&](std::string& out) { appendHex(out, failure.octets); });
        line.literal("\"");
    }
    line.literal(R"(,"error":)");
    quoteSafe(line, failure.why);
}

void slowValue(Line& line, const model::Varbind& varbind) {
    if (model::isFailure(varbind.type)) return failed(line, varbind);
    const ValueForm form = formOf(varbind);
    if (form == ValueForm::string) {
        line.literal(R"(,"value":)");
        return quote(line, std::get<std::string>(varbind.value));
    }
    if (form == ValueForm::none) return line.literal(R"(,"value":null)");
    if (form == ValueForm::number)
        line.literal(R"(,"value":)");
    else if (form == ValueForm::text)
        line.literal(R"(,"value":")");
    else if (std::holds_alternative<double>(varbind.value))
        line.literal(R"(,"value":null,"hex":")");
    else
        line.literal(R"(,"hex":")");
    line.append([&](std::string& out) { appendValue(out, varbind, form); });
    if (form != ValueForm::number) line.literal("\"");
}

void value(Line& line, const model::Varbind& varbind) {
    if (const auto* number = std::get_if<uint64_t>(&varbind.value)) {
        line.literal(R"(,"value":)");
        return line.integer(*number);
    }
    if (const auto* number = std::get_if<int64_t>(&varbind.value)) {
        line.literal(R"(,"value":)");
        return line.integer(*number);
    }
    const auto* octets = std::get_if<std::string>(&varbind.value);
    if (octets == nullptr || varbind.type != model::Type::OctetString || !isBare(*octets))
        return slowValue(line, varbind);
    line.literal(R"(,"value":)");
    quoteBare(line, *octets);
}

void rateKeys(Line& line, const model::Rate& rate) {
    if (rate.state == model::RateState::none) return;
    if (rate.state == model::RateState::rated) {
        line.literal(R"(,"rate":)");
        return line.append([&](std::string& out) { appendRate(out, rate.per_second); });
    }
    line.literal(R"(,"rate":null,"rate_reason":)");
    quoteBare(line, model::rateReason(rate.state));
}

// The catalogue has the OID and the name of an object as text; only the instance, which follows both, must be
// formatted.
void oidAndName(Line& line, const names::NameCatalog& names, const model::Oid& oid) {
    const auto known = names.objectOf(oid);
    if (!known) return line.append([&](std::string& out) { appendOid(out, oid); });
    char instance[model::Oid::kMaxSize * 11];
    const std::string_view text(instance, names::putInstance(instance, known->instance));
    line.text(known->entry.oid);
    line.text(text);
    line.literal(R"(","name":")");
    line.text(known->entry.name);
    line.text(text);
}

void head(Line& line, const names::NameCatalog& names, const model::Varbind& varbind) {
    line.literal(R"({"oid":")");
    oidAndName(line, names, varbind.oid);
    line.literal(R"(","type":)");
    if (model::isFailure(varbind.type)) return line.literal("null");
    quoteBare(line, model::typeName(varbind.type));
}

// Remembers the heads of the varbinds of short records. Hosts are asked for the same objects, so the next head is most
// likely the one that followed the last time.
class RecentHeads {
  public:
    static constexpr size_t kMost = 64;

    explicit RecentHeads(const names::NameCatalog& names) : names_(names) {}

    // To be called before the varbinds of a record: forgets all heads if names have changed.
    void check() {
        if (edition_ == names_.edition()) return;
        edition_ = names_.edition();
        heads_ = {};
    }

    void append(Line& line, const model::Varbind& varbind) {
        const size_t next = heads_[last_].next;
        if (!heads_[next].is(varbind)) return add(line, varbind);
        last_ = next;
        line.text(heads_[next].text);
    }

  private:
    struct Head {
        model::Oid oid{};
        model::Type type{};
        std::string text{};  // empty: not used yet
        size_t next = 0;

        bool is(const model::Varbind& varbind) const {
            return !text.empty() && type == varbind.type && oid == varbind.oid;
        }
    };

    void add(Line& line, const model::Varbind& varbind) {
        const auto same = [&](const Head& head) { return head.is(varbind); };
        auto slot = static_cast<size_t>(std::ranges::find_if(heads_, same) - heads_.begin());
        if (slot == heads_.size()) {
            slot = oldest_++ % heads_.size();
            heads_[slot] = {varbind.oid, varbind.type, {}, heads_[slot].next};
            Line text(heads_[slot].text);
            head(text, names_, varbind);
        }
        heads_[last_].next = slot;
        last_ = slot;
        line.text(heads_[slot].text);
    }

    const names::NameCatalog& names_;
    uint64_t edition_ = names_.edition();
    std::array<Head, 2 * kMost> heads_;
    size_t last_ = 0;
    size_t oldest_ = 0;
};

// What follows the head, to the end of the varbind.
void valueAndRate(Line& line, const model::Varbind& varbind, const model::Rate& rate) {
    value(line, varbind);
    rateKeys(line, rate);
    line.literal("}");
}

void jsonText(Line& line, std::string_view bytes) {
    static std::string text;
    text.clear();
    appendAsUtf8(text, bytes);
    quote(line, text);
}

// Numbers that JSON has no word for are null.
void sample(Line& line, const model::Sample& sample) {
    line.literal(R"({"name":)");
    jsonText(line, sample.name);
    if (sample.type == model::SampleType::counter)
        line.literal(R"(,"type":"counter","labels":{)");
    else
        line.literal(R"(,"type":"gauge","labels":{)");
    for (size_t i = 0; i < sample.labels.size(); ++i) {
        if (i > 0) line.literal(",");
        jsonText(line, sample.labels[i].first);
        line.literal(":");
        jsonText(line, sample.labels[i].second);
    }
    line.literal(R"(},"value":)");
    if (std::isfinite(sample.value))
        line.append([&](std::string& out) { appendFixed(out, sample.value); });
    else
        line.literal("null");
    rateKeys(line, sample.rate);
    line.literal("}");
}

template <typename Items, typename Append>
void list(Line& line, const Items& items, Append append) {
    bool first = true;
    for (const auto& item : items) {
        if (!std::exchange(first, false)) line.literal(",");
        append(item);
    }
    line.literal("]");
}

class JsonlFormatter : public Formatter {
  public:
    explicit JsonlFormatter(const FormatContext& context) : context_(context), heads_(context.names) {}

    void append(const model::HostRecord& record, std::string& out) override;

  private:
    void varbinds(Line& line, const model::HostRecord& record);

    FormatContext context_;
    RecentHeads heads_;
};

void JsonlFormatter::append(const model::HostRecord& record, std::string& out) {
    if (!context_.varbinds && !record.last) return;
    Line line(out);
    who(line, context_, record);
    when(line, record);
    outcome(line, record);
    if (context_.varbinds) varbinds(line, record);
    if (context_.metrics && record.last) {
        line.literal(R"(,"metrics":[)");
        list(line, record.samples, [&](const model::Sample& one) { sample(line, one); });
    }
    line.literal("}\n");
}

void JsonlFormatter::varbinds(Line& line, const model::HostRecord& record) {
    line.literal(R"(,"varbinds":[)");
    size_t place = 0;
    if (record.varbinds.size() > RecentHeads::kMost)
        return list(line, record.varbinds, [&](const model::Varbind& varbind) {
            head(line, context_.names, varbind);
            valueAndRate(line, varbind, rateAt(record, place++));
        });
    heads_.check();
    list(line, record.varbinds, [&](const model::Varbind& varbind) {
        heads_.append(line, varbind);
        valueAndRate(line, varbind, rateAt(record, place++));
    });
}

}  // namespace

std::unique_ptr<Formatter> makeJsonlFormatter(const FormatContext& context) {
    return std::make_unique<JsonlFormatter>(context);
}

}  // namespace snmpolld::format
