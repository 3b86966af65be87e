#include "loop/stream.hpp"

#include <sys/socket.h>

#include "base/secret.hpp"
#include "loop/handle.hpp"
#include "loop/listener_socket.hpp"

namespace snmpolld::loop {

namespace {

tl::unexpected<Error> uvError(const std::string& what, int status) {
    return fail(ErrorKind::system, what + ": " + uv_strerror(status));
}

// What it holds may be secret.
struct WriteRequest {
    uv_write_t request{};
    std::string bytes;

    ~WriteRequest() { wipeMemory(bytes.data(), bytes.size()); }
};

uv_buf_t bufferOf(std::string& bytes, size_t offset) {
    return uv_buf_init(bytes.data() + offset, static_cast<unsigned>(bytes.size() - offset));
}

void provideBuffer(uv_handle_t* handle, size_t, uv_buf_t* buffer) noexcept {
    auto& shared = *static_cast<ReadBuffer*>(handle->loop->data);
    *buffer = uv_buf_init(shared.data(), static_cast<unsigned>(shared.size()));
}

}  // namespace

struct Stream::Handle : Closable {
    uv_pipe_t pipe{};
    uv_shutdown_t shutdown_request{};
    Events events;
    bool ended = false;
    bool closing = false;  // nothing more is to be written
    bool failed = false;   // a write failed; the reader will see the end

    uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(&pipe); }
    void open(uv_loop_t* loop);
    void received(ssize_t size, const uv_buf_t* buffer);
    void end();
    void failWrites();
    void write(std::string& bytes);
    void queue(std::string bytes, size_t offset);
};

void Stream::Handle::open(uv_loop_t* loop) {
    uv_pipe_init(loop, &pipe, 0);
    own(pipe);
}

void Stream::Handle::received(ssize_t size, const uv_buf_t* buffer) {
    if (dead || ended || size == 0) return;  // 0: nothing to read after all
    if (size < 0) return end();
    const bool wipes = events.wipes;
    if (events.data) events.data(std::as_bytes(std::span(buffer->base, static_cast<size_t>(size))));
    if (wipes) wipeMemory(buffer->base, static_cast<size_t>(size));
}

void Stream::Handle::end() {
    if (dead || ended) return;
    ended = true;
    uv_read_stop(stream());
    if (events.ended) events.ended();
}

// What the peer sent before it went away is still to be read; then the reader calls `ended`.
void Stream::Handle::failWrites() {
    failed = true;
    uv_os_fd_t fd = -1;
    if (!dead && uv_fileno(asHandle(pipe), &fd) == 0) ::shutdown(fd, SHUT_RDWR);
}

void Stream::Handle::write(std::string& bytes) {
    if ((ended && !events.outlives_peer) || closing || failed || bytes.empty()) return;
    const uv_buf_t all = bufferOf(bytes, 0);
    const int taken = uv_try_write(stream(), &all, 1);  // UV_EAGAIN also while something is queued
    if (taken < 0 && taken != UV_EAGAIN) return failWrites();
    const size_t offset = taken < 0 ? 0 : static_cast<size_t>(taken);
    if (offset < bytes.size()) queue(std::move(bytes), offset);
}

void Stream::Handle::queue(std::string bytes, size_t offset) {
    auto* write = new WriteRequest{.bytes = std::move(bytes)};
    write->request.data = write;
    const uv_buf_t rest = bufferOf(write->bytes, offset);
    const auto written = [](uv_write_t* request, int status) noexcept {
        auto& handle = ownerOf<Handle>(request->handle);
        delete static_cast<WriteRequest*>(request->data);
        if (status < 0 && !handle.failed) handle.failWrites();
    };
    if (uv_write(&write->request, stream(), &rest, 1, written) == 0) return;
    delete write;
    failWrites();
}

Result<std::unique_ptr<Stream>> Stream::adopt(Loop& loop, UniqueFd fd) {
    auto* handle = new Handle;
    handle->open(loop.raw());
    std::unique_ptr<Stream> made(new Stream(handle));
    const int status = uv_pipe_open(&handle->pipe, fd.get());
    if (status < 0) return uvError("adopt socket", status);
    static_cast<void>(fd.release());
    return made;
}

Stream::~Stream() {
    HandleCloser{}(asHandle(handle_->pipe));
}

void Stream::start(Events events) {
    handle_->events = std::move(events);
    holdReading(false);
}

void Stream::holdReading(bool hold) {
    if (handle_->ended) return;
    if (hold) {
        uv_read_stop(handle_->stream());
        return;
    }
    uv_read_start(handle_->stream(), provideBuffer,
                  [](uv_stream_t* stream, ssize_t size, const uv_buf_t* buffer) noexcept {
                      ownerOf<Handle>(stream).received(size, buffer);
                  });
}

void Stream::write(std::string& bytes) {
    handle_->write(bytes);
    bytes.clear();
}

std::optional<uid_t> Stream::peerUser() const {
    uv_os_fd_t fd = -1;
    if (uv_fileno(asHandle(handle_->pipe), &fd) != 0) return std::nullopt;
#ifdef __linux__
    ucred peer{};
    socklen_t size = sizeof peer;
    if (::getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return std::nullopt;
    return peer.uid;
#else
    uid_t user = 0;
    gid_t group = 0;
    if (::getpeereid(fd, &user, &group) != 0) return std::nullopt;
    return user;
#endif
}

size_t Stream::queuedBytes() const {
    return uv_stream_get_write_queue_size(handle_->stream());
}

void Stream::closeAfterWrites() {
    Handle& h = *handle_;
    if (h.ended || h.closing) return;
    h.closing = true;
    const auto done = [](uv_shutdown_t* request, int) noexcept { ownerOf<Handle>(request->handle).end(); };
    if (uv_shutdown(&h.shutdown_request, h.stream(), done) < 0) h.failWrites();
}

void Stream::finishWrites() {
    Handle& h = *handle_;
    if (h.ended || h.closing) return;
    h.closing = true;
    const auto done = [](uv_shutdown_t*, int) noexcept {};
    if (uv_shutdown(&h.shutdown_request, h.stream(), done) < 0) h.failWrites();
}

struct Listener::Handle : Closable {
    uv_pipe_t pipe{};
    Accepted accepted;
    BoundSocket socket;

    void accept(int status);
};

void Listener::Handle::accept(int status) {
    if (dead || status < 0) return;  // out of descriptors: the client waits in the queue
    auto* handle = new Stream::Handle;
    handle->open(pipe.loop);
    std::unique_ptr<Stream> made(new Stream(handle));
    if (uv_accept(reinterpret_cast<uv_stream_t*>(&pipe), handle->stream()) == 0) accepted(std::move(made));
}

Result<std::unique_ptr<Listener>> Listener::listen(Loop& loop, const std::filesystem::path& path, unsigned mode,
                                                   Accepted accepted) {
    auto bound = bindUnixSocket(path, mode);
    if (!bound) return tl::unexpected(bound.error());
    auto* handle = new Handle;
    uv_pipe_init(loop.raw(), &handle->pipe, 0);
    handle->own(handle->pipe);
    handle->accepted = std::move(accepted);
    std::unique_ptr<Listener> made(new Listener(handle));
    int status = uv_pipe_open(&handle->pipe, bound->fd.get());
    if (status == 0) static_cast<void>(bound->fd.release());
    handle->socket = std::move(*bound);
    if (status == 0)
        status = uv_listen(reinterpret_cast<uv_stream_t*>(&handle->pipe), SOMAXCONN,
                           [](uv_stream_t* s, int result) noexcept { ownerOf<Handle>(s).accept(result); });
    if (status < 0) return uvError("listen on " + path.string(), status);
    return made;
}

Listener::~Listener() {
    handle_->socket.removeFile();
    HandleCloser{}(asHandle(handle_->pipe));
}

}  // namespace snmpolld::loop
