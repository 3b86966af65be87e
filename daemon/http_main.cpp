// snmpolld-http: the HTTP server of `snmpolld run`, which starts it with a channel on descriptor 3 and a socket on
// descriptor 4 over which it gets the sockets to listen on. It is not started by hand.
#include <cstdlib>

#include "base/unique_fd.hpp"
#include "freed_memory.hpp"
#include "http/child.hpp"

namespace snmpolld::daemon {

// Everything: private keys and passwords come and go in libraries, and it allocates little.
bool mustWipeFreed() noexcept {
    return true;
}

}  // namespace snmpolld::daemon

int main() {
    const int status = snmpolld::http::run(snmpolld::UniqueFd(3), snmpolld::UniqueFd(4));
#ifndef SNMPOLLD_SANITIZED
    std::_Exit(status);
#endif
    return status;  // a normal exit, so that leaks are reported
}
