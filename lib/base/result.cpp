#include "base/result.hpp"

#include <system_error>

namespace snmpolld {

tl::unexpected<Error> systemError(std::string_view what, int errno_value) {
    return fail(ErrorKind::system, std::string(what) + ": " + std::generic_category().message(errno_value));
}

tl::unexpected<Error> withContext(std::string_view context, Error error) {
    error.message.insert(0, std::string(context) + ": ");
    return tl::unexpected<Error>(std::move(error));
}

}  // namespace snmpolld
