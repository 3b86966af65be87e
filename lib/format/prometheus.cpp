#include "format/prometheus.hpp"

#include <algorithm>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "format/prometheus_lines.hpp"

namespace snmpolld::format {

namespace {

using model::Sample;

struct Place {
    const Sample* sample;
    size_t group;
};
struct Family {
    std::string_view name;
    std::vector<Place> places;
};

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

}  // namespace

void formatPrometheus(std::span<const SampleGroup> groups, std::string& out) {
    std::vector<std::vector<std::pair<std::string, std::string_view>>> targets;
    for (const SampleGroup& group : groups)
        targets.push_back(targetLabels(group.labels));
    std::vector<std::vector<LabelView>> target_views(groups.size());
    for (size_t i = 0; i < groups.size(); ++i)
        viewLabels(targets[i], target_views[i]);
    LineWriter writer(out);
    std::vector<LabelView> labels;
    for (const Family& family : familiesOf(groups)) {
        appendFamilyHead(out, *family.places.front().sample);
        for (const auto& [sample, group] : family.places) {
            viewLabels(sample->labels, labels);
            writer.useTargetLabels(target_views[group]);
            writer.append(sample->name, labels, sample->value);
        }
    }
}

}  // namespace snmpolld::format
