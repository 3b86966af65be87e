#include "loop/file_writer.hpp"

#include <algorithm>
#include <cerrno>

#include "loop/file_batch.hpp"

namespace snmpolld::loop {

namespace {

constexpr Duration kRetry = std::chrono::seconds(1);
constexpr Duration kBusy = std::chrono::milliseconds(10);  // a descriptor that somebody made non-blocking
constexpr Duration kSyncInterval = std::chrono::seconds(1);
// Handing a batch to a thread costs more than formatting fifty records, so small batches come at most every kGather.
constexpr Duration kGather = std::chrono::milliseconds(128);
constexpr size_t kGatherBytes = 1U << 20;

bool cannotSync(int error) {
    return error == EINVAL || error == ENOTSUP || error == EROFS || error == ENOSYS;
}

}  // namespace

// Lives until the FileWriter is gone and no thread is inside a call for it; `in_flight` keeps it alive meanwhile.
struct FileWriter::State : std::enable_shared_from_this<FileWriter::State> {
    State(Loop& on, UniqueFd to, SyncPolicy policy, Events notify)
        : loop(on.raw()), fd(std::move(to)), sync(policy), events(std::move(notify)) {}

    bool waiting() const { return in_flight != nullptr || retrying; }
    void wake();
    void startWrite();
    void startSync();
    void startCall(int status);
    void written(ssize_t result);
    void synced(ssize_t result);
    void afterCalls();
    void switchFile();
    void gather();
    void trouble(int error);
    void breakDown();
    void retryAfter(Duration delay);
    bool recovers(bool by_sync);
    bool syncDue() const;
    std::shared_ptr<State> returned();

    // The file that is written to as soon as the batch under way is done.
    struct Successor {
        UniqueFd fd;
        std::string first;  // what it begins with
    };

    uv_loop_t* loop;
    UniqueFd fd;
    Successor next;
    SyncPolicy sync;
    Events events;
    FileBatch current;  // under way
    FileBatch queued;
    uv_fs_t call{};
    std::shared_ptr<State> in_flight;
    std::unique_ptr<Timer> timer;  // for the next try, the next gathered batch or the next fsync
    MonoTime last_start{};
    MonoTime last_sync{};
    bool retrying = false;  // the timer is for a retry: nothing else is started before it
    bool gathering = false;
    bool hurried = false;  // batches are no longer gathered
    bool unsynced = false;
    bool in_trouble = false;
    bool sync_trouble = false;  // it was fsync that failed
    bool broken = false;
    bool dead = false;
};

// Starts what is to be done now, or the timer for what is to be done later.
void FileWriter::State::wake() {
    if (dead || broken || waiting()) return;
    if (next.fd && (current.empty() || in_trouble)) switchFile();
    if (!current.empty()) return startWrite();
    if (!queued.empty()) {
        if (!hurried && queued.left() < kGatherBytes && (gathering || monoNow() < last_start + kGather))
            return gather();
        std::swap(current, queued);
        return startWrite();
    }
    if (!unsynced) return;
    if (syncDue()) return startSync();
    gathering = false;
    timer->startAt(last_sync + kSyncInterval);
}

void FileWriter::State::gather() {
    if (!std::exchange(gathering, true)) timer->startAt(last_start + kGather);
}

// A batch that could not be written completely to the old file goes on in the new one.
void FileWriter::State::switchFile() {
    current.takeBackHalfUnit(fd.get());
    current.dropWritten();
    fd = std::move(next.fd);
    (current.empty() ? queued : current).prepend(next.first);
    next.first.clear();
    unsynced = false;
}

void FileWriter::State::startWrite() {
    last_start = monoNow();
    const std::string_view rest = current.rest();
    const uv_buf_t buffer = uv_buf_init(const_cast<char*>(rest.data()), static_cast<unsigned>(rest.size()));
    call.data = this;
    in_flight = shared_from_this();
    startCall(uv_fs_write(loop, &call, fd.get(), &buffer, 1, -1, [](uv_fs_t* done) noexcept {
        const auto self = static_cast<State*>(done->data)->returned();
        self->written(done->result);
    }));
}

void FileWriter::State::startSync() {
    call.data = this;
    in_flight = shared_from_this();
    startCall(uv_fs_fsync(loop, &call, fd.get(), [](uv_fs_t* done) noexcept {
        const auto self = static_cast<State*>(done->data)->returned();
        self->synced(done->result);
    }));
}

// If the call could not even be queued (out of memory), it is tried again later, like one that failed.
void FileWriter::State::startCall(int status) {
    if (status >= 0) return;
    in_flight.reset();
    retryAfter(kRetry);
}

// The call is over. What is returned keeps the State alive for the caller, which may be its last user.
std::shared_ptr<FileWriter::State> FileWriter::State::returned() {
    uv_fs_req_cleanup(&call);
    return std::move(in_flight);
}

void FileWriter::State::written(ssize_t result) {
    if (result > 0) current.advance(fd.get(), static_cast<size_t>(result));
    if (dead) return current.takeBackHalfUnit(fd.get());
    if (result == 0 || result == UV_EAGAIN || result == UV_EINTR) return retryAfter(kBusy);
    if (result < 0) return trouble(static_cast<int>(-result));
    unsynced = sync != SyncPolicy::never;
    if (!current.empty()) return startWrite();
    current.clear();
    const bool recovered = recovers(false);
    if (unsynced && syncDue())
        startSync();
    else
        afterCalls();
    if (recovered && !dead && events.recovered) events.recovered();
}

void FileWriter::State::synced(ssize_t result) {
    if (dead) return;
    last_sync = monoNow();
    unsynced = false;
    const int error = static_cast<int>(-result);
    if (result < 0 && !cannotSync(error)) {
        sync_trouble = true;  // not repeated for the same bytes: the system has given them up
        trouble(error);
        if (!dead && queued.empty() && events.drained) events.drained();
        return;
    }
    if (result < 0) sync = SyncPolicy::never;
    const bool recovered = recovers(true);
    afterCalls();
    if (recovered && !dead && events.recovered) events.recovered();
}

void FileWriter::State::afterCalls() {
    const bool empty = queued.empty();
    wake();
    if (empty && events.drained) events.drained();
}

bool FileWriter::State::syncDue() const {
    return sync == SyncPolicy::always || (sync == SyncPolicy::interval && monoNow() - last_sync >= kSyncInterval);
}

bool FileWriter::State::recovers(bool by_sync) {
    if (sync_trouble && !by_sync) return false;
    sync_trouble = false;
    return std::exchange(in_trouble, false);
}

// A partial write does not end the trouble: on a full disk, some bytes may be written each time that a block becomes
// free.
void FileWriter::State::trouble(int error) {
    if (error == EPIPE && !next.fd)
        breakDown();
    else
        retryAfter(kRetry);
    if (!std::exchange(in_trouble, true) && events.failed) events.failed(error);
}

void FileWriter::State::breakDown() {
    broken = true;
    current.clear();
    queued.clear();
}

void FileWriter::State::retryAfter(Duration delay) {
    retrying = true;
    gathering = false;
    timer->startAt(monoNow() + delay);
}

FileWriter::FileWriter(Loop& loop, UniqueFd fd, SyncPolicy sync, Events events)
    : state_(std::make_shared<State>(loop, std::move(fd), sync, std::move(events))) {
    state_->timer = std::make_unique<Timer>(loop, [state = state_.get()] {
        state->retrying = false;
        state->gathering = false;
        state->wake();
    });
}

FileWriter::~FileWriter() {
    state_->dead = true;
    state_->timer.reset();
    if (state_->in_flight)
        uv_cancel(reinterpret_cast<uv_req_t*>(&state_->call));  // only has an effect if no thread has taken it yet
    else
        state_->current.takeBackHalfUnit(state_->fd.get());
}

bool FileWriter::write(std::string_view bytes) {
    State& s = *state_;
    if (s.broken || queuedBytes() + bytes.size() > kMaxQueue) return false;
    if (bytes.empty()) return true;
    s.queued.append(bytes);
    s.wake();
    return true;
}

void FileWriter::hurry() {
    state_->hurried = true;
    state_->gathering = false;
    state_->wake();
}

size_t FileWriter::queuedBytes() const {
    return state_->current.left() + state_->queued.left();
}

bool FileWriter::broken() const {
    return state_->broken;
}

void FileWriter::setSync(SyncPolicy sync) {
    State& s = *state_;
    s.sync = sync;
    if (sync != SyncPolicy::never) return;
    s.unsynced = false;
    s.sync_trouble = false;  // the next write ends the trouble, as no fsync follows
}

void FileWriter::reopen(UniqueFd fd, std::string_view first) {
    State& s = *state_;
    s.next.fd = std::move(fd);
    s.next.first = first;
    s.broken = false;
    if (s.in_trouble) s.retrying = false;
    s.wake();
}

}  // namespace snmpolld::loop
