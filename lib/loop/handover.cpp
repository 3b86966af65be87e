#include "loop/handover.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "loop/process.hpp"

namespace snmpolld::loop {

namespace {

#ifdef __linux__
constexpr int kSendFlags = MSG_DONTWAIT | MSG_NOSIGNAL;
constexpr int kReceiveFlags = MSG_DONTWAIT | MSG_CMSG_CLOEXEC;
#else
constexpr int kSendFlags = MSG_DONTWAIT;
constexpr int kReceiveFlags = MSG_DONTWAIT;
#endif

// One octet and room for one descriptor.
struct Parcel {
    Parcel() {
        message.msg_iov = &part;
        message.msg_iovlen = 1;
        message.msg_control = control;
        message.msg_controllen = sizeof control;
    }
    Parcel(const Parcel&) = delete;

    char octet = 'd';
    iovec part{&octet, 1};
    alignas(cmsghdr) char control[CMSG_SPACE(sizeof(int))] = {};
    msghdr message{};
};

}  // namespace

Result<std::pair<UniqueFd, UniqueFd>> handoverPair() {
    auto ends = socketPair();
    if (ends) ::shutdown(ends->first.get(), SHUT_RD);
    return ends;
}

Result<void> handOver(int socket, int fd) {
    Parcel parcel;
    cmsghdr* header = CMSG_FIRSTHDR(&parcel.message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof fd);
    std::memcpy(CMSG_DATA(header), &fd, sizeof fd);
    if (::sendmsg(socket, &parcel.message, kSendFlags) != 1) return systemError("hand over a descriptor", errno);
    return {};
}

Result<UniqueFd> takeOver(int socket) {
    Parcel parcel;
    if (::recvmsg(socket, &parcel.message, kReceiveFlags) != 1) return systemError("take over a descriptor", errno);
    const cmsghdr* header = CMSG_FIRSTHDR(&parcel.message);
    if (header == nullptr || header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(sizeof(int)))
        return fail(ErrorKind::system, "take over a descriptor: there was none");
    int fd = -1;
    std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    return UniqueFd(fd);
}

}  // namespace snmpolld::loop
