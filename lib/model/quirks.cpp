#include "model/quirks.hpp"

namespace snmpolld::model {

std::string_view quirkName(Quirk quirk) {
    std::string_view words = kQuirkWords;
    for (auto number = static_cast<uint8_t>(quirk); number > 0; --number)
        words.remove_prefix(words.find('|') + 1);
    return words.substr(0, words.find('|'));
}

std::vector<std::string> Quirks::words() const {
    std::vector<std::string> out;
    for (uint8_t number = 0; number < kQuirkCount; ++number)
        if (const auto quirk = static_cast<Quirk>(number); has(quirk)) out.emplace_back(quirkName(quirk));
    return out;
}

}  // namespace snmpolld::model
