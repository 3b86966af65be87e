// A .snmprec file in memory: `OID|TAG|VALUE` a line, varbinds encoded once, found by binary search. What such a file
// may hold is said in kRecordingFormat, which the agent prints as its help.
#pragma once

#include <string_view>
#include <vector>

#include "rows.hpp"

namespace snmpolld::agents {

inline constexpr const char* kRecordingFormat =
    "A line of a recording is OID|TAG|VALUE; lines that are empty or begin with # say nothing.\n"
    "  TAG    the tag of the value's type in decimal: 2 INTEGER, 4 OCTET STRING, 5 NULL, 6 OBJECT IDENTIFIER,\n"
    "         64 IpAddress, 65 Counter32, 66 Gauge32, 67 TimeTicks, 68 Opaque, 70 Counter64; with x behind it (4x, "
    "64x,\n"
    "         68x) the value is in hex. Other tags and letters are refused.\n"
    "  VALUE  as it is, to the end of the line. An IpAddress is dotted, or its four octets. An Opaque that holds 9f 78 "
    "04\n"
    "         or 9f 79 08 is a Float or a Double.\n"
    "         A TAG with a colon (2:numeric) is of a simulated value: it is served as the constant that value=, "
    "initial=\n"
    "         or min= names, the first of them that is there, else as 0.\n"
    "  Rows are served in the order of their OIDs, whatever their order in the file (--unsorted: as in the file). Of "
    "rows\n"
    "  with one OID the first counts: recorders leave a mark under the last OID when they reach the end.\n";

struct RecordingOptions {
    bool unsorted = false;
    size_t big_string = 0;  // octets of an OCTET STRING that takes the place of every big_every-th value; 0: none
    size_t big_every = 50;
};

class Recording : public Rows {
  public:
    // The text of a file. nullopt: a line that cannot be read, which `error` tells.
    static std::optional<Recording> parse(std::string_view text, const RecordingOptions& options, std::string& error);

    size_t size() const override { return rows_.size(); }
    std::optional<size_t> find(OidView oid) const override;
    size_t after(OidView oid) const override;
    Oid oid(size_t row) const override;
    uint8_t tag(size_t row) const override { return rows_[row].tag; }
    void append(size_t row, std::string& out) const override;

  private:
    struct Row {
        uint32_t oid_at;
        uint32_t varbind_at;
        uint32_t varbind_size;
        uint8_t oid_size;
        uint8_t tag;
    };

    OidView view(const Row& row) const { return {ids_.data() + row.oid_at, row.oid_size}; }
    bool less(uint32_t a, uint32_t b) const;
    void add(const Oid& oid, std::string_view value);
    void sort(bool keep_order);
    void growStrings(const RecordingOptions& options);
    size_t lowerBound(OidView oid) const;

    std::vector<Row> rows_;
    std::vector<uint32_t> order_;  // row numbers by OID; empty: rows_ are sorted
    std::vector<uint32_t> ids_;
    std::string varbinds_;
};

std::string formatOid(OidView oid);

// What a row has with RecordingOptions::big_string: its OID, a space, and x up to the size.
std::string bigString(OidView oid, size_t size);

}  // namespace snmpolld::agents
