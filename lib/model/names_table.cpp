// Makes the table of names out of the rows of names_core.cpp, names_devices.cpp, names_lan.cpp and names_vendor.cpp,
// once, on first use.
#include <algorithm>
#include <charconv>
#include <deque>
#include <vector>

#include "model/names.hpp"
#include "model/names_rows.hpp"

namespace snmpolld::model {

namespace {

// The entries and the text of their OIDs, which the entries refer to.
class BuiltIn {
  public:
    BuiltIn() {
        add(coreObjects(), coreTables());
        add(deviceObjects(), deviceTables());
        add(lanObjects(), lanTables());
        add(vendorObjects(), vendorTables());
        std::vector<std::pair<Oid, NameEntry>> sorted;
        for (const NameEntry& entry : entries_)
            sorted.emplace_back(Oid::parse(entry.oid).value_or(Oid{}), entry);
        std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        std::transform(sorted.begin(), sorted.end(), entries_.begin(), [](const auto& pair) { return pair.second; });
    }

    std::span<const NameEntry> entries() const { return entries_; }

  private:
    void add(std::span<const ObjectRow> objects, std::span<const TableRow> tables) {
        for (const ObjectRow& row : objects)
            addNames(row.module, row.parent, row.kind, row.names);
        for (const TableRow& row : tables) {
            addOne(row.module, std::string(row.oid), NameKind::table, row.table);
            const std::string entry = std::string(row.oid) + ".1";
            addOne(row.module, entry, NameKind::entry, row.entry);
            addNames(row.module, entry, NameKind::column, row.columns);
        }
    }

    void addNames(std::string_view module, std::string_view parent, NameKind kind, std::string_view names) {
        uint32_t number = 1;
        while (!names.empty()) {
            std::string_view word = names.substr(0, names.find(' '));
            names.remove_prefix(std::min(names.size(), word.size() + 1));
            if (const size_t equals = word.find('='); equals != std::string_view::npos) {
                std::from_chars(word.data() + equals + 1, word.data() + word.size(), number);
                word = word.substr(0, equals);
            }
            addOne(module, std::string(parent) + "." + std::to_string(number++), kind, word);
        }
    }

    void addOne(std::string_view module, std::string oid, NameKind kind, std::string_view name) {
        texts_.push_back(std::move(oid));
        entries_.push_back({module, name, texts_.back(), kind});
    }

    std::deque<std::string> texts_;
    std::vector<NameEntry> entries_;
};

}  // namespace

std::span<const NameEntry> nameTable() {
    static const BuiltIn table;
    return table.entries();
}

}  // namespace snmpolld::model
