// snmpolld-worker: carries out the tasks that its supervisor sends over descriptor 3. It is not started by hand.
#include <cstdlib>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "base/unique_fd.hpp"
#include "worker/worker.hpp"

// A worker has nothing to save, and tearing down what the libraries have set up would cost as much as fifty polls.
int main() {
#ifdef __GLIBC__
    // Net-SNMP's varbinds have 1,136 octets each. For blocks of that size, glibc would merge all of its fast bins each
    // time.
    mallopt(M_MXFAST, 0);
#endif
    const int status = snmpolld::worker::run(snmpolld::UniqueFd(3));
#ifndef SNMPOLLD_SANITIZED
    std::_Exit(status);
#endif
    return status;  // a normal exit, so that leaks are reported
}
