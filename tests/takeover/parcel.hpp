// A message of one octet with room for a descriptor.
#pragma once

#include <sys/socket.h>

#include <cstring>

namespace snmpolld::takeover {

struct Parcel {
    char octet = 'x';
    iovec part{&octet, 1};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};

    Parcel() {
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
    }
    // One that hands `fd` to whoever reads it.
    explicit Parcel(int fd) : Parcel() {
        cmsghdr* header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(sizeof fd);
        std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
    }
    Parcel(const Parcel&) = delete;
};

}  // namespace snmpolld::takeover
