// Result<T>: what an operation that can fail returns. A host that does not answer is data, not an Error
// (model/host_record.hpp). An Error is one sentence with its subject; context is put in front on the way up and it is
// logged once, at the top.
#pragma once

#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

namespace snmpolld {

enum class ErrorKind {
    usage,     // a wrong argument or config file: the user must change something
    system,    // the operating system refused: file, socket, process
    protocol,  // bytes that break a contract (worker's pipe, control socket)
};

struct Error {
    ErrorKind kind = ErrorKind::system;
    std::string message;  // one sentence, subject first: "open /x.yaml: permission denied"
};

template <typename T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(ErrorKind kind, std::string message) {
    return tl::unexpected<Error>(Error{kind, std::move(message)});
}

inline tl::unexpected<Error> usageError(std::string message) {
    return fail(ErrorKind::usage, std::move(message));
}

// "what: strerror(errno_value)".
tl::unexpected<Error> systemError(std::string_view what, int errno_value);

// The same error with "context: " before its sentence.
tl::unexpected<Error> withContext(std::string_view context, Error error);

}  // namespace snmpolld
