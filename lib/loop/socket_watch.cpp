#include "loop/socket_watch.hpp"

#include "loop/handle.hpp"

namespace snmpolld::loop {

struct SocketWatch::Handle : Closable {
    uv_poll_t poll{};
    std::function<void(SocketEvents)> happened;

    void call(int status, int events) {
        if (dead) return;
        if (status < 0) return happened({.readable = true, .writable = true});
        happened({.readable = (events & (UV_READABLE | UV_DISCONNECT)) != 0, .writable = (events & UV_WRITABLE) != 0});
    }
};

Result<std::unique_ptr<SocketWatch>> SocketWatch::open(Loop& loop, int fd, std::function<void(SocketEvents)> happened) {
    auto handle = std::make_unique<Handle>();
    handle->happened = std::move(happened);
    if (const int status = uv_poll_init(loop.raw(), &handle->poll, fd); status < 0)
        return systemError("watch a socket", -status);
    handle->own(handle->poll);
    return std::unique_ptr<SocketWatch>(new SocketWatch(handle.release()));
}

SocketWatch::~SocketWatch() {
    HandleCloser{}(asHandle(handle_->poll));
}

void SocketWatch::wait(SocketEvents events) {
    const int mask = (events.readable ? UV_READABLE : 0) | (events.writable ? UV_WRITABLE : 0);
    if (mask == 0) {
        uv_poll_stop(&handle_->poll);
        return;
    }
    uv_poll_start(&handle_->poll, mask, [](uv_poll_t* poll, int status, int happened) noexcept {
        ownerOf<Handle>(poll).call(status, happened);
    });
}

}  // namespace snmpolld::loop
