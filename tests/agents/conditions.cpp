// When a fake agent misbehaves, see conditions.hpp.
#include "conditions.hpp"

#include <algorithm>
#include <iterator>

#include "arguments.hpp"
#include "selection.hpp"

namespace snmpolld::agents {

struct ConditionRow {
    std::string_view name;
    FitsArgument fits;
    bool (*holds)(const Exchange&, const std::string& argument);
    std::string_view help;
};

namespace {

using Text = const std::string&;

bool isWalk(const Exchange& e) {
    return e.request.pdu == kGetNext || e.request.pdu == kGetBulk;
}

bool endsView(const Varbind& varbind) {
    return varbind.value == ber::tlv(ber::kEndOfMibView, "");
}

const ConditionRow kConditions[] = {
    {"get", isNone, [](const Exchange& e, Text) { return e.request.pdu == kGet; }, "the request is a GET"},
    {"next", isNone, [](const Exchange& e, Text) { return e.request.pdu == kGetNext; }, "a GETNEXT"},
    {"bulk", isNone, [](const Exchange& e, Text) { return e.request.pdu == kGetBulk; }, "a GETBULK"},
    {"walk", isNone, [](const Exchange& e, Text) { return isWalk(e); }, "a GETNEXT or GETBULK"},
    {"more_than", isNumber,
     [](const Exchange& e, Text text) { return static_cast<int>(e.request.varbinds.size()) > std::stoi(text); },
     "N?  it asks more than N OIDs"},
    {"longer_than", isNumber,
     [](const Exchange& e, Text text) { return static_cast<int>(e.answer.varbinds.size()) > std::stoi(text); },
     "N?  the honest answer has more than N varbinds"},
    {"asks", isSelection,
     [](const Exchange& e, Text text) { return Selection::parse(text)->hasAny(e.request.varbinds); },
     "WHAT?  it asks one of them"},
    {"answers", isSelection,
     [](const Exchange& e, Text text) { return Selection::parse(text)->hasAny(e.answer.varbinds); },
     "WHAT?  the honest answer has one of them"},
    {"at_end", isNone, [](const Exchange& e, Text) { return std::ranges::any_of(e.answer.varbinds, endsView); },
     "the honest answer has endOfMibView"},
    {"failed", isNone, [](const Exchange& e, Text) { return e.answer.error_status != kNoError; },
     "the answer has an error-status"},
    {"first", isNumber, [](const Exchange& e, Text text) { return e.memory.requests <= std::stoul(text); },
     "N?  it is one of the device's first N requests"},
    {"every", isNumber,
     [](const Exchange& e, Text text) { return e.memory.requests % std::max(1UL, std::stoul(text)) == 0; },
     "N?  it is the device's Nth request, or 2Nth and so on"},
    {"again", isNone, [](const Exchange& e, Text) { return e.repeated; }, "the same question came before"},
};

}  // namespace

std::optional<Condition> Condition::parse(std::string_view text) {
    Condition condition;
    condition.turned_round_ = text.starts_with('!');
    if (condition.turned_round_) text.remove_prefix(1);
    const size_t colon = text.find(':');
    const auto named = [&](const ConditionRow& row) { return row.name == text.substr(0, colon); };
    condition.row_ = std::find_if(std::begin(kConditions), std::end(kConditions), named);
    if (colon != std::string_view::npos) condition.argument_ = text.substr(colon + 1);
    if (condition.row_ == std::end(kConditions) || !condition.row_->fits(condition.argument_)) return std::nullopt;
    return condition;
}

bool Condition::holds(const Exchange& exchange) const {
    return row_->holds(exchange, argument_) != turned_round_;
}

std::string conditionsHelp() {
    std::string out;
    for (const ConditionRow& row : kConditions) {
        const bool has_argument = row.help.find("  ") != std::string_view::npos;
        out.append("  ").append(row.name).append(has_argument ? ":" : "?  ").append(row.help) += '\n';
    }
    return out;
}

}  // namespace snmpolld::agents
