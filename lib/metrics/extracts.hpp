// The regex_extracts of a metric: numbers that are found in its text. By RE2, whose time is linear in the length of the
// text. The only file of this folder that uses RE2.
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
    // A wrong regular expression never matches; lib/config refuses it earlier.
    explicit Extracts(const std::vector<model::RegexExtract>& extracts);
    Extracts(Extracts&&) noexcept;
    Extracts& operator=(Extracts&&) noexcept;
    ~Extracts();

    bool empty() const;
    // For each extract that finds a number: its position and the number. `text` is valid UTF-8.
    void apply(std::string_view text, std::vector<std::pair<size_t, double>>& found) const;

  private:
    struct Compiled;
    std::unique_ptr<Compiled> compiled_;
};

}  // namespace snmpolld::metrics
