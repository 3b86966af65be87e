// snmpolld-writer-http: brings records to a database over HTTP, for one output of type influx or remote_write of
// `snmpolld run`, which starts it with a channel on descriptor 3. It is not started by hand.
#include <cstdlib>

#include "base/unique_fd.hpp"
#include "writer/writer_process.hpp"

int main() {
    const int status = snmpolld::writer::run(snmpolld::UniqueFd(3));
#ifndef SNMPOLLD_SANITIZED
    std::_Exit(status);
#endif
    return status;  // a normal exit, so that leaks are reported
}
