#include "format/prometheus_lines.hpp"

#include <algorithm>

#include "base/float_text.hpp"
#include "base/utf8.hpp"

namespace snmpolld::format {

namespace {

using model::MetricType;

std::string labelName(std::string_view name) {
    std::string out(name);
    for (char& c : out)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) c = '_';
    if (out.empty() || (out[0] >= '0' && out[0] <= '9')) out.insert(0, 1, '_');
    return out;
}

bool isPlainLabel(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char c) {
        return c == '\\' || c == '\n' || c == '"' || static_cast<unsigned char>(c) >= 0x80;
    });
}

void appendEscaped(std::string& out, std::string_view text, bool quotes) {
    std::string shown;
    appendAsUtf8(shown, text);
    for (const char c : shown) {
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '\\' || (quotes && c == '"')) out += '\\';
        out += c;
    }
}

std::string_view helpSuffix(const model::MetricDefinition& definition) {
    switch (definition.type) {
        case MetricType::EnumAsInfo:
            return " (EnumAsInfo)";
        case MetricType::EnumAsStateSet:
            return " (EnumAsStateSet)";
        case MetricType::Bits:
            return " (Bits)";
        case MetricType::gauge:
        case MetricType::counter:
        case MetricType::Float:
        case MetricType::Double:
        case MetricType::DateAndTime:
        case MetricType::ParseDateAndTime:
        case MetricType::NTPTimeStamp:
            return "";
        default:
            return definition.regex_extracts.empty() ? "" : " (regex extracted)";
    }
}

std::string_view typeName(model::FamilyType type) {
    switch (type) {
        case model::FamilyType::gauge:
            return "gauge";
        case model::FamilyType::counter:
            return "counter";
        case model::FamilyType::histogram:
            return "histogram";
    }
    return "unknown";
}

}  // namespace

void appendFamilyHead(std::string& out, const model::PackedFamily& family, TextStyle style) {
    constexpr std::string_view kTotal = "_total";
    std::string_view name = family.name;
    std::string_view type = typeName(family.type);
    if (style == TextStyle::open_metrics && family.type == model::FamilyType::counter) {
        if (name.ends_with(kTotal))
            name.remove_suffix(kTotal.size());
        else
            type = "unknown";
    }
    if (family.help) {
        out.append("# HELP ").append(name).append(" ");
        appendEscaped(out, *family.help, style == TextStyle::open_metrics);
        out += '\n';
    }
    out.append("# TYPE ").append(name).append(" ").append(type).append("\n");
}

model::PackedFamily familyOf(const model::Sample& sample) {
    const bool counts = sample.type == model::SampleType::counter;
    model::PackedFamily family{.name = sample.name,
                               .type = counts ? model::FamilyType::counter : model::FamilyType::gauge};
    if (sample.definition != nullptr)
        family.help = sample.definition->help + std::string(helpSuffix(*sample.definition));
    return family;
}

void appendFamilyHead(std::string& out, const model::Sample& sample) {
    appendFamilyHead(out, familyOf(sample));
}

void appendLine(std::string& out, std::string_view name, std::string_view labels, double value) {
    out.append(name).append(labels);
    out += ' ';
    if (value == 0)
        out += '0';  // without a sign
    else
        appendGeneral(out, value);
    out += '\n';
}

std::vector<std::pair<std::string, std::string_view>> targetLabels(
    std::span<const std::pair<std::string, std::string>> labels) {
    std::vector<std::pair<std::string, std::string_view>> out;
    for (const auto& [name, value] : labels) {
        std::string shown = labelName(name);
        if (std::ranges::find(out, shown, [](const auto& label) -> const std::string& { return label.first; }) ==
            out.end())
            out.emplace_back(std::move(shown), value);
    }
    return out;
}

void LineWriter::append(std::string_view name, std::span<const LabelView> labels, double value) {
    out_ += name;
    appendLabels(labels);
    appendLine(out_, {}, {}, value);
}

void LineWriter::appendLabels(std::span<const LabelView> labels) {
    collect(labels);
    char separator = '{';
    for (size_t i = 0; i < labels_.size(); ++i) {
        if (i > 0 && !isBefore(labels_[i - 1], labels_[i])) continue;
        out_ += separator;
        appendLabel(labels_[i]);
        separator = ',';
    }
    if (!labels_.empty()) out_ += '}';
}

void LineWriter::collect(std::span<const LabelView> labels) {
    labels_.clear();
    for (const auto& [name, value] : labels)
        insert({name, value, isOfTarget(name)});
    for (const auto& [name, value] : target_)
        insert({name, value, false});
}

bool LineWriter::isOfTarget(std::string_view name) const {
    return std::ranges::any_of(target_, [&](const LabelView& label) { return label.name == name; });
}

// By the names that are shown.
bool LineWriter::isBefore(const Label& a, const Label& b) {
    if (a.is_hidden == b.is_hidden) return a.name < b.name;
    return shownName(a) < shownName(b);
}

std::string LineWriter::shownName(const Label& label) {
    return (label.is_hidden ? "exported_" : "") + std::string(label.name);
}

void LineWriter::insert(const Label& label) {
    auto at = labels_.end();
    while (at != labels_.begin() && isBefore(label, *(at - 1)))
        --at;
    labels_.insert(at, label);
}

void LineWriter::appendLabel(const Label& label) {
    if (label.is_hidden) out_ += "exported_";
    out_ += label.name;
    out_ += "=\"";
    if (isPlainLabel(label.value))
        out_ += label.value;
    else
        appendEscaped(out_, label.value, true);
    out_ += '"';
}

}  // namespace snmpolld::format
