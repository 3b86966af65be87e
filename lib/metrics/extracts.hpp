// The regex_extracts of a metric: numbers found in its text. RE2, so that no text takes longer than its length; the
// only file that knows it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "model/metrics.hpp"

namespace snmpolld::metrics {

class Extracts {
  public:
    // The error names the regular expression.
    static Result<Extracts> compile(const std::vector<model::RegexExtract>& extracts);
    Extracts(Extracts&&) noexcept;
    Extracts& operator=(Extracts&&) noexcept;
    ~Extracts();

    bool empty() const;
    // Place among the extracts and number, of each that finds one. `text` is valid UTF-8.
    void apply(std::string_view text, std::vector<std::pair<size_t, double>>& found) const;

  private:
    struct Compiled;
    explicit Extracts(std::unique_ptr<Compiled> compiled);
    std::unique_ptr<Compiled> compiled_;
};

}  // namespace snmpolld::metrics
