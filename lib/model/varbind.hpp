// A variable binding as a device gave it: OID, SMI type (RFC 2578 section 7), value. Opaque Float and Double are the
// two wrapped forms that Net-SNMP agents use. A varbind that was asked for and has no value that can be believed is a
// failure: it says why.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "model/oid.hpp"

namespace snmpolld::model {

enum class Type : uint8_t {
    Integer32,         // int64_t
    OctetString,       // std::string, any bytes
    ObjectIdentifier,  // Oid
    IpAddress,         // std::string of 4 bytes
    Counter32,         // uint64_t
    Gauge32,           // uint64_t; Unsigned32 is the same type on the wire
    TimeTicks,         // uint64_t, hundredths of a second
    Counter64,         // uint64_t
    Opaque,            // std::string, any bytes
    Float,             // double
    Double,            // double
    Null,              // monostate, as are the exceptions below
    noSuchObject,
    noSuchInstance,
    endOfMibView,
    Malformed,  // Failure: a value came that cannot be believed
    Missing,    // Failure: no value came, or an error instead
};
inline constexpr uint8_t kTypeCount = 17;

// The SMI name, as in the record: "OctetString".
std::string_view typeName(Type type);

// noSuchObject, noSuchInstance, endOfMibView: the agent's answer that there is no value (RFC 3416 section 4.2.1).
bool isException(Type type);
// Malformed, Missing: what was asked for has failed.
bool isFailure(Type type);
// Whether a value came (Null is one): neither an exception nor a failure.
bool isValue(Type type);

// Why there is no value that can be believed.
struct Failure {
    std::string why;       // one short sentence: "INTEGER of 0 octets", "no answer"
    std::string octets{};  // of Malformed: what came in the value's place; of Missing: none

    bool operator==(const Failure&) const = default;
};

// Type says which alternative belongs to which type.
using Value = std::variant<std::monostate, int64_t, uint64_t, double, std::string, Oid, Failure>;

struct Varbind {
    // Without this, T() would fill each one with zeros before it is made.
    Varbind() noexcept {}
    Varbind(Oid its_oid, Type its_type, Value its_value) noexcept
        : oid(std::move(its_oid)), type(its_type), value(std::move(its_value)) {}

    Oid oid;
    Type type = Type::Null;
    Value value;

    bool operator==(const Varbind&) const = default;
};
static_assert(sizeof(Varbind) == 144, "records have millions of them");

// The value for people, one line, fit for a terminal: text made printable, other octets as hex with colons between,
// TimeTicks with days and hours beside the number, exceptions by their name, failures as "? (why)".
std::string displayValue(const Varbind& varbind);

// The value as text of its own: numbers in decimal, OIDs and addresses dotted, octets as they are, nothing for Null,
// the exceptions and the failures.
void appendPlainValue(std::string& text, const Varbind& varbind);

}  // namespace snmpolld::model
