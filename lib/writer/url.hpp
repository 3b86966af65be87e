// URLs of outputs: how they are shown, and how values get into their queries.
#pragma once

#include <string>
#include <string_view>

namespace snmpolld::writer {

// Without user, password, query and fragment, any of which may hold secrets; fit for a message.
std::string shownUrl(std::string_view url);

// Percent-encoded, to stand behind the = of a query.
std::string asQueryValue(std::string_view text);

}  // namespace snmpolld::writer
