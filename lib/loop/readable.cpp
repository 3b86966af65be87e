#include "loop/readable.hpp"

#include "loop/handle.hpp"

namespace snmpolld::loop {

struct Readable::Handle : Closable {
    uv_poll_t poll{};
    std::function<void()> readable;
};

Result<std::unique_ptr<Readable>> Readable::watch(Loop& loop, int fd, std::function<void()> readable) {
    auto handle = std::make_unique<Handle>();
    handle->readable = std::move(readable);
    if (const int status = uv_poll_init(loop.raw(), &handle->poll, fd); status < 0)
        return systemError("watch a descriptor", -status);
    handle->own(handle->poll);
    const auto called = [](uv_poll_t* poll, int, int) noexcept {
        Handle& owner = ownerOf<Handle>(poll);
        if (!owner.dead) owner.readable();
    };
    uv_poll_start(&handle->poll, UV_READABLE, called);
    return std::unique_ptr<Readable>(new Readable(handle.release()));
}

Readable::~Readable() {
    HandleCloser{}(asHandle(handle_->poll));
}

}  // namespace snmpolld::loop
