// Varbinds to samples, as snmp_exporter makes them from the metrics of a module: compiled once, then used for every
// target of the module. What it does otherwise is said at Counts and evaluate; it never fails for what a device says.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "model/metrics.hpp"
#include "model/varbind.hpp"

namespace snmpolld::metrics {

// What became no sample. snmp_exporter makes a 0 of some unfit values and refuses the whole answer for others; it
// refuses it for a single duplicate, too.
struct Counts {
    uint64_t unfit = 0;       // values that are not of their metric's type, indexes that claim an absurd length
    uint64_t duplicates = 0;  // samples with the name and the labels of an earlier one
};

class Evaluator {
  public:
    // Definitions as lib/config lets them pass.
    explicit Evaluator(std::vector<model::MetricDefinition> definitions);
    Evaluator(Evaluator&&) noexcept;
    Evaluator& operator=(Evaluator&&) noexcept;
    ~Evaluator();

    // Appends the samples of a poll, all parts of its record together, because lookups go from one to another; in the
    // order of the varbinds. Samples point to this evaluator's definitions, also when it is moved. Of varbinds with
    // one OID the last counts. `kept` are of an earlier poll: they give labels to the samples, and none of their own.
    void evaluate(std::span<const model::Varbind> varbinds, std::vector<model::Sample>& out, Counts& counts,
                  std::span<const model::Varbind> kept = {}) const;

    std::span<const model::MetricDefinition> definitions() const;

  private:
    struct Compiled;
    std::unique_ptr<const Compiled> compiled_;
};

// Removes the samples from `first` on that have the name and labels of an earlier one of these, whatever the labels'
// order; says how many. For samples of several modules that are shown together; evaluate has done it for its own.
uint64_t dropDuplicates(std::vector<model::Sample>& samples, size_t first = 0);

}  // namespace snmpolld::metrics
