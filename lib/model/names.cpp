// Lookups in the table of names (names_table.cpp). nameOf runs for every varbind of every record, so it finds the
// longest known prefix with one hash probe for each possible length and allocates only for its answer.
#include "model/names.hpp"

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <vector>

#include "base/text.hpp"

namespace snmpolld::model {

namespace {

constexpr uint64_t kHashSeed = 0xcbf29ce484222325ULL;

// One sub-identifier more: so the hashes of all prefixes come out of one pass.
uint64_t extendHash(uint64_t hash, uint32_t id) {
    hash = (hash ^ id) * 0x9e3779b97f4a7c15ULL;
    return hash ^ hash >> 29;
}

struct Known {
    Oid oid;
    const NameEntry* entry;
};

// Built once, on first use, and never changed.
class Index {
  public:
    Index();

    // The entry with exactly this OID, or nullptr.
    const NameEntry* at(std::span<const uint32_t> ids) const;
    // The longest object (no mere node of the tree) that is a prefix of `ids`, and its length.
    const NameEntry* longestObject(std::span<const uint32_t> ids, size_t& length) const;
    const NameEntry* named(std::string_view name) const;
    const Oid& oidOf(const NameEntry& entry) const {
        return known_[static_cast<size_t>(&entry - nameTable().data())].oid;
    }

  private:
    const Known* probe(uint64_t hash, std::span<const uint32_t> ids) const;

    static constexpr size_t kMaxLength = 32;
    std::vector<Known> known_;     // in the order of nameTable()
    std::vector<uint32_t> slots_;  // open addressing; number in known_ + 1, 0 for empty
    std::unordered_map<std::string_view, const NameEntry*> by_name_;
    size_t longest_ = 0;
};

Index::Index() {
    const auto table = nameTable();
    size_t size = 64;
    while (size < table.size() * 4)
        size *= 2;
    slots_.assign(size, 0);
    known_.reserve(table.size());
    for (const NameEntry& entry : table) {
        known_.push_back({Oid::parse(entry.oid).value_or(Oid{}), &entry});
        by_name_.emplace(entry.name, &entry);
        uint64_t hash = kHashSeed;
        for (const uint32_t id : known_.back().oid.ids())
            hash = extendHash(hash, id);
        size_t slot = hash & (size - 1);
        while (slots_[slot] != 0)
            slot = (slot + 1) & (size - 1);
        slots_[slot] = static_cast<uint32_t>(known_.size());
        longest_ = std::max(longest_, known_.back().oid.size());
    }
    longest_ = std::min(longest_, kMaxLength);
}

const Known* Index::probe(uint64_t hash, std::span<const uint32_t> ids) const {
    const size_t mask = slots_.size() - 1;
    for (size_t slot = hash & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
        const Known& known = known_[slots_[slot] - 1];
        const auto known_ids = known.oid.ids();
        if (std::equal(known_ids.begin(), known_ids.end(), ids.begin(), ids.end())) return &known;
    }
    return nullptr;
}

const NameEntry* Index::at(std::span<const uint32_t> ids) const {
    uint64_t hash = kHashSeed;
    for (const uint32_t id : ids)
        hash = extendHash(hash, id);
    const Known* known = probe(hash, ids);
    return known == nullptr ? nullptr : known->entry;
}

const NameEntry* Index::longestObject(std::span<const uint32_t> ids, size_t& length) const {
    uint64_t hashes[kMaxLength + 1] = {kHashSeed};
    const size_t limit = std::min(ids.size(), longest_);
    for (size_t i = 0; i < limit; ++i)
        hashes[i + 1] = extendHash(hashes[i], ids[i]);
    for (length = limit; length > 0; --length) {
        const Known* known = probe(hashes[length], ids.first(length));
        if (known != nullptr && known->entry->kind != NameKind::node) return known->entry;
    }
    return nullptr;
}

const NameEntry* Index::named(std::string_view name) const {
    const auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
}

const Index& index() {
    static const Index instance;
    return instance;
}

std::string quoted(std::string_view text) {
    return "\"" + printable(text.substr(0, 200)) + "\"";
}

tl::unexpected<Error> unknownName(std::string_view text, std::string_view name) {
    std::vector<std::string_view> names;
    for (const NameEntry& entry : nameTable())
        names.push_back(entry.name);
    const std::string meant = name.size() <= 64 ? nearestWord(name, names) : "";
    return usageError(quoted(text) + " is not a known name" +
                      (meant.empty() ? "; numeric OIDs always work" : "; did you mean " + meant + "?"));
}

// Appends ".1.2.3" to `oid`.
Result<void> appendInstance(std::string_view text, std::string_view instance, Oid& oid) {
    while (!instance.empty()) {
        uint32_t id = 0;
        instance.remove_prefix(1);
        const auto [end, ec] = std::from_chars(instance.data(), instance.data() + instance.size(), id);
        instance.remove_prefix(static_cast<size_t>(end - instance.data()));
        if (ec != std::errc{} || (!instance.empty() && instance.front() != '.'))
            return usageError(quoted(text) + ": after the name only numbers and dots are allowed");
        if (oid.size() == Oid::kMaxSize) return usageError(quoted(text) + ": more than 128 sub-identifiers");
        oid.push_back(id);
    }
    return {};
}

bool isNumeric(std::string_view text) {
    return text.starts_with('.') || (!text.empty() && text[0] >= '0' && text[0] <= '9');
}

}  // namespace

Result<Oid> resolveOid(std::string_view text) {
    if (isNumeric(text)) return Oid::parse(text);
    std::string_view rest = text;
    std::string_view module;
    if (const size_t colons = rest.find("::"); colons != std::string_view::npos) {
        module = rest.substr(0, colons);
        rest.remove_prefix(colons + 2);
    }
    const std::string_view name = rest.substr(0, rest.find('.'));
    const NameEntry* entry = index().named(name);
    if (entry == nullptr) return unknownName(text, name);
    if (rest.size() != text.size() && module != entry->module)
        return usageError(quoted(text) + ": " + std::string(name) + " is in " + std::string(entry->module) +
                          ", not in " + printable(module.substr(0, 64)));
    Oid oid = index().oidOf(*entry);
    if (const auto done = appendInstance(text, rest.substr(name.size()), oid); !done)
        return tl::unexpected(done.error());
    return oid;
}

Result<Oid> resolveInstance(std::string_view text) {
    auto oid = resolveOid(text);
    if (!oid) return oid;
    const NameEntry* entry = index().at(oid->ids());
    if (entry == nullptr) return oid;
    switch (entry->kind) {
        case NameKind::scalar:
            oid->push_back(0);
            return oid;
        case NameKind::column:
            return usageError(quoted(text) + " is a table's column; a GET needs an instance, such as " +
                              std::string(entry->name) + ".1");
        case NameKind::table:
        case NameKind::entry:
            return usageError(quoted(text) + " is a table; a GET needs a column and an instance");
        case NameKind::node:
            return usageError(quoted(text) + " is no object; a GET needs an object and its instance");
    }
    return oid;
}

std::optional<std::string> nameOf(const Oid& oid) {
    size_t length = 0;
    const NameEntry* entry = index().longestObject(oid.ids(), length);
    if (entry == nullptr) return std::nullopt;
    std::string out(entry->name);
    char digits[16];
    for (const uint32_t id : oid.ids().subspan(length)) {
        out += '.';
        out.append(digits, std::to_chars(digits, digits + sizeof digits, id).ptr);
    }
    return out;
}

}  // namespace snmpolld::model
