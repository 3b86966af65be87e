// Makes the list of built-in names out of the rows of names_core.cpp, names_devices.cpp, names_lan.cpp and
// names_vendor.cpp.
#include <algorithm>
#include <charconv>
#include <cstring>
#include <memory_resource>
#include <numeric>
#include <vector>

#include "names/name_index.hpp"
#include "names/names_rows.hpp"

namespace snmpolld::names {

namespace {

// The text of the OIDs, which the entries refer to.
std::pmr::memory_resource& texts() {
    static std::pmr::monotonic_buffer_resource memory(128U << 10);
    return memory;
}

// "parent.number"
std::string_view makeText(std::string_view parent, uint32_t number) {
    constexpr size_t kDigits = 11;
    auto* const text = static_cast<char*>(texts().allocate(parent.size() + kDigits, 1));
    std::memcpy(text, parent.data(), parent.size());
    text[parent.size()] = '.';
    return {text, std::to_chars(text + parent.size() + 1, text + parent.size() + kDigits, number).ptr};
}

class BuiltIn {
  public:
    void add(std::span<const ObjectRow> objects, std::span<const TableRow> tables) {
        for (const ObjectRow& row : objects) {
            setParent(row.parent);
            addNames(row.module, row.kind, row.names);
        }
        for (const TableRow& row : tables) {
            setParent(row.oid);
            rows_.add({row.module, row.table, row.oid, NameKind::table}, parent_.ids());
            setParent(addOne(row.module, NameKind::entry, row.entry, 1));
            addNames(row.module, NameKind::column, row.columns);
        }
    }

    NameRows sorted() const {
        std::vector<uint32_t> order(rows_.size());
        std::iota(order.begin(), order.end(), 0U);
        std::ranges::sort(order, [&](uint32_t a, uint32_t b) {
            const auto before = std::lexicographical_compare_three_way(rows_.ids(a).begin(), rows_.ids(a).end(),
                                                                       rows_.ids(b).begin(), rows_.ids(b).end());
            return before == 0 ? a < b : before < 0;
        });
        NameRows rows;
        rows.reserve(rows_.size());
        for (const uint32_t row : order)
            rows.add(rows_.entry(row), rows_.ids(row));
        return rows;
    }

  private:
    void setParent(std::string_view oid) {
        parent_text_ = oid;
        parent_.clear();
        for (const char* at = oid.data(); at < oid.data() + oid.size(); ++at) {
            uint32_t id = 0;
            at = std::from_chars(at, oid.data() + oid.size(), id).ptr;
            parent_.push_back(id);
        }
    }

    void addNames(std::string_view module, NameKind kind, std::string_view names) {
        uint32_t number = 1;
        while (!names.empty()) {
            std::string_view word = names.substr(0, names.find(' '));
            names.remove_prefix(std::min(names.size(), word.size() + 1));
            if (const size_t equals = word.find('='); equals != std::string_view::npos) {
                std::from_chars(word.data() + equals + 1, word.data() + word.size(), number);
                word = word.substr(0, equals);
            }
            addOne(module, kind, word, number++);
        }
    }

    // Adds a name under the parent and returns its OID as text.
    std::string_view addOne(std::string_view module, NameKind kind, std::string_view name, uint32_t number) {
        const std::string_view text = makeText(parent_text_, number);
        model::Oid oid = parent_;
        oid.push_back(number);
        rows_.add({module, name, text, kind}, oid.ids());
        return text;
    }

    NameRows rows_;
    std::string_view parent_text_;
    model::Oid parent_;
};

NameRows builtInRows() {
    BuiltIn built_in;
    built_in.add(coreObjects(), coreTables());
    built_in.add(deviceObjects(), deviceTables());
    built_in.add(lanObjects(), lanTables());
    built_in.add(vendorObjects(), vendorTables());
    return built_in.sorted();
}

}  // namespace

const ListedNames& builtInNames() {
    static const ListedNames index(builtInRows());
    return index;
}

std::span<const NameEntry> nameTable() {
    return builtInNames().entries();
}

}  // namespace snmpolld::names
