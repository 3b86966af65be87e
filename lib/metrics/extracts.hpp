// The regex_extracts of a metric: numbers found in its text. RE2, so that no text takes longer than its length; the
// only file that knows it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/metrics.hpp"

namespace snmpolld::metrics {

class Extracts {
  public:
    // One that is no regular expression, which lib/config refuses, never matches.
    explicit Extracts(const std::vector<model::RegexExtract>& extracts);
    Extracts(Extracts&&) noexcept;
    Extracts& operator=(Extracts&&) noexcept;
    ~Extracts();

    bool empty() const;
    // Place among the extracts and number, of each that finds one. `text` is valid UTF-8.
    void apply(std::string_view text, std::vector<std::pair<size_t, double>>& found) const;

  private:
    struct Compiled;
    std::unique_ptr<Compiled> compiled_;
};

}  // namespace snmpolld::metrics
