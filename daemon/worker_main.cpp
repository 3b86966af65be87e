// snmpolld-worker: polls what its supervisor sends over descriptor 3. Not to be started by hand.
#include "base/unique_fd.hpp"
#include "worker/worker.hpp"

int main() {
    return snmpolld::worker::run(snmpolld::UniqueFd(3));
}
