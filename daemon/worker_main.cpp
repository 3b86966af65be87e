// snmpolld-worker: carries out the tasks that its supervisor sends over descriptor 3. It is not started by hand.
#include <cstdlib>

#include "base/unique_fd.hpp"
#include "worker/worker.hpp"

// A worker has nothing to save, and tearing down what the libraries have set up would cost as much as fifty polls.
int main() {
    const int status = snmpolld::worker::run(snmpolld::UniqueFd(3));
#ifndef SNMPOLLD_SANITIZED
    std::_Exit(status);
#endif
    return status;  // a normal exit, so that leaks are reported
}
