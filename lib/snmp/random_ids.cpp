#include "snmp/random_ids.hpp"

#include <unistd.h>
#ifdef __APPLE__
#include <sys/random.h>
#endif

#include "base/panic.hpp"

namespace snmpolld::snmp {

int32_t RandomIds::next() {
    if (used_ == block_.size()) {
        static_assert(sizeof block_ <= 256, "getentropy gives 256 octets at most");
        if (::getentropy(block_.data(), sizeof block_) != 0) panic("the system has no random numbers");
        used_ = 0;
    }
    const uint32_t id = block_[used_++] & 0x7fffffffU;
    return id == 0 ? 1 : static_cast<int32_t>(id);
}

}  // namespace snmpolld::snmp
