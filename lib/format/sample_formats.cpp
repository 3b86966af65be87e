// Formats that write only the samples of records: Prometheus text, which has every family in one place and so is
// written at the end, and line protocol, record by record.
#include "format/for_terminal.hpp"
#include "format/formats.hpp"
#include "format/influx.hpp"
#include "format/prometheus.hpp"

namespace snmpolld::format {

namespace {

using LabelList = std::vector<std::pair<std::string, std::string>>;

// The host, and the labels that its target has.
LabelList labelsOf(const model::Target& target) {
    LabelList labels{{"host", target.host}};
    labels.insert(labels.end(), target.labels.begin(), target.labels.end());
    return labels;
}

class PrometheusFormatter : public Formatter {
  public:
    explicit PrometheusFormatter(bool for_terminal) : for_terminal_(for_terminal) {}

    void append(const model::HostRecord& record, std::string&) override {
        if (record.samples.empty()) return;
        kept_.push_back({record.target->module_set, record.samples, labelsOf(*record.target)});
    }

    void finish(std::string& out) override {
        std::vector<SampleGroup> groups;
        groups.reserve(kept_.size());
        for (const Kept& kept : kept_)
            groups.push_back({kept.samples, kept.labels});
        std::string text;
        formatPrometheus(groups, text);
        out += for_terminal_ ? forTerminal(text) : text;
        kept_.clear();
    }

    size_t kept() const override { return kept_.size(); }

  private:
    struct Kept {
        std::shared_ptr<const model::ModuleSet> module_set;  // holds what the samples borrow
        std::vector<model::Sample> samples;
        LabelList labels;
    };
    const bool for_terminal_;
    std::vector<Kept> kept_;
};

}  // namespace

std::unique_ptr<Formatter> makePrometheusFormatter(const FormatContext& context) {
    return std::make_unique<PrometheusFormatter>(context.terminal);
}

// The samples of a module are adjacent.
void formatInfluxRecord(const FormatContext&, const model::HostRecord& record, std::string& out) {
    const LabelList tags = labelsOf(*record.target);
    std::span<const model::Sample> rest(record.samples);
    while (!rest.empty()) {
        size_t count = 1;
        while (count < rest.size() && rest[count].module == rest[0].module)
            ++count;
        const std::string& module = record.target->module_set->metrics.at(rest[0].module)->name;
        formatInflux(module, rest.first(count), tags, record.started.value_or(record.scheduled), out);
        rest = rest.subspan(count);
    }
}

}  // namespace snmpolld::format
