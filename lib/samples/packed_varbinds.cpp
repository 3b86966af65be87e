#include "samples/packed_varbinds.hpp"

#include <algorithm>
#include <bit>

namespace snmpolld::samples {

namespace {

using model::Failure;
using model::Oid;
using model::Value;
using model::Varbind;

constexpr unsigned kTypeBits = 5;  // of the octet that says type and kind of value
static_assert(model::kTypeCount <= 1U << kTypeBits && std::variant_size_v<Value> <= 1U << (8 - kTypeBits));

struct Packer {
    std::string& out;

    void octet(size_t value) const { out += static_cast<char>(value); }
    // Seven bits in each octet, the lowest first.
    void number(uint64_t value) const {
        for (; value >= 0x80; value >>= 7U)
            octet(value | 0x80U);
        octet(value);
    }
    void ids(std::span<const uint32_t> ids) const {
        number(ids.size());
        for (const uint32_t id : ids)
            number(id);
    }

    void operator()(std::monostate) const {}
    void operator()(int64_t value) const { number(std::bit_cast<uint64_t>(value)); }
    void operator()(uint64_t value) const { number(value); }
    void operator()(double value) const { number(std::bit_cast<uint64_t>(value)); }
    void operator()(const std::string& value) const {
        number(value.size());
        out += value;
    }
    void operator()(const Oid& value) const { ids(value.ids()); }
    void operator()(const Failure& value) const {
        (*this)(value.why);
        (*this)(value.octets);
    }
};

class Unpacker {
  public:
    explicit Unpacker(std::string_view from) : from_(from) {}

    bool atEnd() const { return from_.empty(); }

    void next(Oid& oid, Varbind& to) {
        std::vector<uint32_t> ids(oid.ids().begin(), oid.ids().begin() + static_cast<std::ptrdiff_t>(octet()));
        appendIds(ids);
        to.oid = oid = Oid(ids);
        const unsigned form = octet();
        to.type = static_cast<model::Type>(form & ((1U << kTypeBits) - 1));
        readValue(form >> kTypeBits, to.value);
    }

  private:
    unsigned octet() {
        const auto value = static_cast<uint8_t>(from_.front());
        from_.remove_prefix(1);
        return value;
    }
    uint64_t number() {
        uint64_t value = 0;
        unsigned part = 0x80;
        for (unsigned shift = 0; (part & 0x80U) != 0; shift += 7) {
            part = octet();
            value |= uint64_t{part & 0x7FU} << shift;
        }
        return value;
    }
    std::string text() {
        const size_t size = number();
        std::string value(from_.substr(0, size));
        from_.remove_prefix(size);
        return value;
    }
    void appendIds(std::vector<uint32_t>& ids) {
        for (uint64_t left = number(); left > 0; --left)
            ids.push_back(static_cast<uint32_t>(number()));
    }
    void readValue(size_t kind, Value& value) {
        if (kind == Value(int64_t{}).index()) value = std::bit_cast<int64_t>(number());
        if (kind == Value(uint64_t{}).index()) value = number();
        if (kind == Value(double{}).index()) value = std::bit_cast<double>(number());
        if (kind == Value(std::string()).index()) value = text();
        if (kind == Value(Oid()).index()) {
            std::vector<uint32_t> ids;
            appendIds(ids);
            value = Oid(ids);
        }
        if (kind == Value(Failure()).index()) {
            std::string why = text();
            value = Failure{std::move(why), text()};
        }
    }

    std::string_view from_;
};

}  // namespace

std::string packVarbinds(std::span<const Varbind> varbinds) {
    std::string out;
    const Packer packer{out};
    std::span<const uint32_t> before;
    for (const Varbind& varbind : varbinds) {
        const auto ids = varbind.oid.ids();
        const auto differ = std::ranges::mismatch(ids, before).in1;
        const auto shared = static_cast<size_t>(differ - ids.begin());
        packer.octet(shared);
        packer.ids(ids.subspan(shared));
        packer.octet(varbind.value.index() << kTypeBits | static_cast<size_t>(varbind.type));
        std::visit(packer, varbind.value);
        before = ids;
    }
    out.shrink_to_fit();
    return out;
}

std::vector<Varbind> unpackVarbinds(std::string_view packed) {
    std::vector<Varbind> out;
    Oid before;
    for (Unpacker unpacker(packed); !unpacker.atEnd();)
        unpacker.next(before, out.emplace_back());
    return out;
}

}  // namespace snmpolld::samples
