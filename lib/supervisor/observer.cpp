#include "supervisor/observer.hpp"

#include <algorithm>

#include "supervisor/host.hpp"

namespace snmpolld::supervisor {

bool Observation::isCurrent() const {
    return record.last && question != nullptr && !question->removed && record.target == &question->target;
}

samples::QuestionPlace Observation::place() const {
    if (!host.further) return {};
    const auto questions = questionsOf(host);
    const auto at = std::ranges::find(questions, question);
    return {static_cast<size_t>(at - questions.begin()), questions.size() > 1};
}

}  // namespace snmpolld::supervisor
