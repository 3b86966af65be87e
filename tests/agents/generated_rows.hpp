// A table of any size that is computed, not stored: 8 columns under 1.3.6.1.4.1.99999.2.1, all with the indexes 1, 2,
// 3 .., the last of them perhaps shorter than the others. Columns: the index as INTEGER, "row INDEX", Counter32,
// Gauge32, TimeTicks, Counter64, OBJECT IDENTIFIER, IpAddress.
#pragma once

#include "rows.hpp"

namespace snmpolld::agents {

class GeneratedRows : public Rows {
  public:
    explicit GeneratedRows(size_t size);

    size_t size() const override { return size_; }
    std::optional<size_t> find(OidView oid) const override;
    size_t after(OidView oid) const override;
    Oid oid(size_t row) const override;
    uint8_t tag(size_t row) const override;
    void append(size_t row, std::string& out) const override;

  private:
    size_t size_;
    size_t column_size_;
};

}  // namespace snmpolld::agents
