#include "format/prometheus.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/float_text.hpp"
#include "base/utf8.hpp"

namespace snmpolld::format {

namespace {

using model::MetricType;
using model::Sample;

struct Label {
    std::string_view name;
    std::string_view value;
    bool is_hidden = false;  // by a label of the group
};

struct GroupLabels {
    std::vector<std::pair<std::string, std::string_view>> labels;

    bool has(std::string_view name) const {
        return std::any_of(labels.begin(), labels.end(), [&](const auto& label) { return label.first == name; });
    }
};

struct Place {
    const Sample* sample;
    size_t group;
};
struct Family {
    std::string_view name;
    std::vector<Place> places;
};

std::string labelName(std::string_view name) {
    std::string out(name);
    for (char& c : out)
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) c = '_';
    if (out.empty() || (out[0] >= '0' && out[0] <= '9')) out.insert(0, 1, '_');
    return out;
}

GroupLabels labelsOf(const SampleGroup& group) {
    GroupLabels out;
    for (const auto& [name, value] : group.labels) {
        std::string shown = labelName(name);
        if (!out.has(shown)) out.labels.emplace_back(std::move(shown), value);
    }
    return out;
}

// Samples of one name mostly follow one another.
std::vector<Family> familiesOf(std::span<const SampleGroup> groups) {
    std::vector<Family> families;
    std::unordered_map<std::string_view, size_t> by_name;
    size_t last = 0;
    for (size_t group = 0; group < groups.size(); ++group) {
        for (const Sample& sample : groups[group].samples) {
            if (last >= families.size() || families[last].name != sample.name) {
                last = by_name.try_emplace(sample.name, families.size()).first->second;
                if (last == families.size()) families.push_back({sample.name, {}});
            }
            families[last].places.push_back({&sample, group});
        }
    }
    std::sort(families.begin(), families.end(), [](const Family& a, const Family& b) { return a.name < b.name; });
    return families;
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

void appendHead(std::string& out, const Family& family) {
    const Sample& first = *family.places.front().sample;
    if (first.definition != nullptr) {
        out += "# HELP ";
        out += family.name;
        out += ' ';
        appendEscaped(out, first.definition->help, false);
        out += helpSuffix(*first.definition);
        out += '\n';
    }
    out += "# TYPE ";
    out += family.name;
    out += first.type == model::SampleType::counter ? " counter\n" : " gauge\n";
}

class LineWriter {
  public:
    explicit LineWriter(std::string& out) : out_(out) {}

    void append(const Sample& sample, const GroupLabels& group) {
        collect(sample, group);
        out_ += sample.name;
        char separator = '{';
        for (size_t i = 0; i < labels_.size(); ++i) {
            if (i > 0 && !isBefore(labels_[i - 1], labels_[i])) continue;
            out_ += separator;
            appendLabel(labels_[i]);
            separator = ',';
        }
        out_ += labels_.empty() ? " " : "} ";
        if (sample.value == 0)
            out_ += '0';  // without a sign
        else
            appendGeneral(out_, sample.value);
        out_ += '\n';
    }

  private:
    void collect(const Sample& sample, const GroupLabels& group) {
        labels_.clear();
        for (const auto& [name, value] : sample.labels)
            insert({name, value, group.has(name)});
        for (const auto& [name, value] : group.labels)
            insert({name, value, false});
    }

    // By the names that are shown.
    static bool isBefore(const Label& a, const Label& b) {
        if (a.is_hidden == b.is_hidden) return a.name < b.name;
        return shownName(a) < shownName(b);
    }

    static std::string shownName(const Label& label) {
        return (label.is_hidden ? "exported_" : "") + std::string(label.name);
    }

    void insert(const Label& label) {
        auto at = labels_.end();
        while (at != labels_.begin() && isBefore(label, *(at - 1)))
            --at;
        labels_.insert(at, label);
    }

    void appendLabel(const Label& label) {
        if (label.is_hidden) out_ += "exported_";
        out_ += label.name;
        out_ += "=\"";
        if (isPlainLabel(label.value))
            out_ += label.value;
        else
            appendEscaped(out_, label.value, true);
        out_ += '"';
    }

    std::string& out_;
    std::vector<Label> labels_;
};

}  // namespace

void formatPrometheus(std::span<const SampleGroup> groups, std::string& out) {
    std::vector<GroupLabels> labels;
    for (const SampleGroup& group : groups)
        labels.push_back(labelsOf(group));
    LineWriter writer(out);
    for (const Family& family : familiesOf(groups)) {
        appendHead(out, family);
        for (const Place& place : family.places)
            writer.append(*place.sample, labels[place.group]);
    }
}

}  // namespace snmpolld::format
