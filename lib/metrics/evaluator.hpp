// Turns varbinds into samples, as snmp_exporter does by the metrics of a module. Compiled once, then used for all
// targets of the module. Counts and evaluate() say where it differs from snmp_exporter. Nothing that a device says
// makes it fail.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/metrics.hpp"
#include "model/varbind.hpp"

namespace snmpolld::metrics {

// What did not become a sample. snmp_exporter turns some unfit values into 0, and refuses the whole answer because of
// others and because of a single duplicate.
struct Counts {
    uint64_t unfit = 0;       // values that are not of their metric's type, indexes that claim an absurd length
    uint64_t duplicates = 0;  // samples with the name and the labels of an earlier one
};

class Evaluator {
  public:
    // The definitions have been checked by lib/config.
    explicit Evaluator(std::vector<model::MetricDefinition> definitions);
    Evaluator(Evaluator&&) noexcept;
    Evaluator& operator=(Evaluator&&) noexcept;
    ~Evaluator();

    // Appends the samples of a poll in the order of its varbinds. All parts of its record are given at once, because a
    // lookup may lead from one to another. Samples point to the evaluator's definitions, even after it is moved. If an
    // OID occurs twice, the last one counts. `kept` are varbinds of an earlier poll, which are only used for labels.
    void evaluate(std::span<const model::Varbind> varbinds, std::vector<model::Sample>& out, Counts& counts,
                  std::span<const model::Varbind> kept = {}) const;

    std::span<const model::MetricDefinition> definitions() const;

  private:
    struct Compiled;
    std::unique_ptr<const Compiled> compiled_;
};

// Of the samples from `first` on, removes those with the name and labels of an earlier one, in whatever order the
// labels are, and returns their number. Needed if samples of several modules are shown together; evaluate() does it for
// one.
uint64_t dropDuplicates(std::vector<model::Sample>& samples, size_t first = 0);

}  // namespace snmpolld::metrics
