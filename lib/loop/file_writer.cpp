#include "loop/file_writer.hpp"

#include <algorithm>
#include <cerrno>

#include "loop/file_batch.hpp"
#include "loop/file_calls.hpp"

namespace snmpolld::loop {

namespace {

constexpr Duration kRetry = std::chrono::seconds(1);
constexpr Duration kBusy = std::chrono::milliseconds(10);  // until a full pipe is tried again; doubled each time
constexpr Duration kMostBusy = std::chrono::milliseconds(160);
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
    State(Loop& on, WrittenFile to, SyncPolicy policy, Events notify)
        : loop(on.raw()), file(std::move(to)), events(std::move(notify)), sync{.policy = policy} {
        learnPipe();
    }

    bool waiting() const { return in_flight != nullptr || retrying; }
    void wake();
    void takeQueued();
    void startWrite();
    void startSync();
    void startLook();
    void work(ssize_t (*make)(const State&), void (State::*then)(ssize_t));
    void startCall(int status);
    void written(ssize_t result);
    void synced(ssize_t result);
    void looked(ssize_t result);
    void afterCalls();
    void switchFile();
    void gather();
    void trouble(int error);
    void part(int error);
    void breakDown();
    void lose(uint64_t records);
    void retryAfter(Duration delay);
    void recovers(bool by_sync);
    bool syncDue() const;
    void learnPipe() { pipe.size = file.fd && file.readers_return ? capacityOf(file.fd.get()) : 0; }
    std::shared_ptr<State> returned();

    // The file that is written to as soon as the batch under way is done.
    struct Successor {
        WrittenFile file;
        std::string first;  // what it begins with
    };

    // What a thread does at the moment.
    struct Call {
        uv_fs_t fsync{};
        uv_work_t work{};
        uv_req_t* under_way = nullptr;  // one of these
        ssize_t (*make)(const State&) = nullptr;
        void (State::*then)(ssize_t) = nullptr;
        ssize_t result = 0;
    };

    struct Syncing {
        SyncPolicy policy;
        MonoTime last{};
        uint64_t records = 0;  // written since then, as far as they are to be synced
        bool due = false;      // something was written since then
        bool trouble = false;  // fsync failed
    };

    struct Pipe {
        size_t size = 0;         // of a FIFO; 0: it is something else
        Duration pause = kBusy;  // until it is tried again when it is full
    };

    struct Look {
        bool wanted = false;
        bool renamed = false;  // and that was said
    };

    uv_loop_t* loop;
    WrittenFile file;
    Successor next;
    Events events;
    FileBatch current;  // under way; for a FIFO also what may be unread in it
    FileBatch queued;
    Call call;
    std::shared_ptr<State> in_flight;
    std::unique_ptr<Timer> timer;  // for the next try, the next gathered batch or the next fsync
    MonoTime last_start{};
    Syncing sync;
    Pipe pipe;
    Look look;
    bool retrying = false;  // the timer is for a retry: nothing else is started before it
    bool gathering = false;
    bool hurried = false;  // batches are no longer gathered
    bool in_trouble = false;
    bool broken = false;
    bool dead = false;
};

// Starts what is to be done now, or the timer for what is to be done later.
void FileWriter::State::wake() {
    if (dead || broken || waiting()) return;
    if (next.file.fd && (current.empty() || in_trouble || !file.fd)) {
        if (sync.due && file.fd) return startSync();
        switchFile();
    }
    if (!file.fd) return;
    if (std::exchange(look.wanted, false)) return startLook();
    if (!current.empty()) return startWrite();
    if (!queued.empty()) {
        if (!hurried && queued.left() < kGatherBytes && (gathering || monoNow() < last_start + kGather))
            return gather();
        takeQueued();
        return startWrite();
    }
    if (!sync.due) return;
    if (syncDue()) return startSync();
    gathering = false;
    timer->startAt(sync.last + kSyncInterval);
}

void FileWriter::State::gather() {
    if (!std::exchange(gathering, true)) timer->startAt(last_start + kGather);
}

void FileWriter::State::takeQueued() {
    if (pipe.size == 0) return std::swap(current, queued);
    current.dropWritten(pipe.size);
    current.append(queued);
    queued.clear();
}

// A batch that could not be written completely to the old file goes on in the new one.
void FileWriter::State::switchFile() {
    current.takeBackHalfUnit(file.fd.get());
    current.dropWritten();
    file = std::move(next.file);
    learnPipe();
    (current.empty() ? queued : current).prepend(next.first);
    next.first.clear();
    sync.due = false;
    look.renamed = false;
}

void FileWriter::State::startWrite() {
    last_start = monoNow();
    work([](const State& s) { return writeSome(s.file.fd.get(), s.current.rest(), !s.file.path.empty()); },
         &State::written);
}

void FileWriter::State::startLook() {
    work([](const State& s) { return lookAt(s.file.fd.get(), s.file.path); }, &State::looked);
}

// While a thread makes the call, nobody changes what it reads.
void FileWriter::State::work(ssize_t (*make)(const State&), void (State::*then)(ssize_t)) {
    call.make = make;
    call.then = then;
    call.work.data = this;
    const auto in_thread = [](uv_work_t* work) noexcept {
        auto& self = *static_cast<State*>(work->data);
        self.call.result = self.call.make(self);
    };
    const auto over = [](uv_work_t* work, int status) noexcept {
        const auto self = static_cast<State*>(work->data)->returned();
        (self.get()->*self->call.then)(status < 0 ? status : self->call.result);
    };
    in_flight = shared_from_this();
    call.under_way = reinterpret_cast<uv_req_t*>(&call.work);
    startCall(uv_queue_work(loop, &call.work, in_thread, over));
}

void FileWriter::State::startSync() {
    call.fsync.data = this;
    in_flight = shared_from_this();
    call.under_way = reinterpret_cast<uv_req_t*>(&call.fsync);
    startCall(uv_fs_fsync(loop, &call.fsync, file.fd.get(), [](uv_fs_t* done) noexcept {
        const auto self = static_cast<State*>(done->data)->returned();
        uv_fs_req_cleanup(done);
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
    call.under_way = nullptr;
    return std::move(in_flight);
}

void FileWriter::State::written(ssize_t result) {
    if (result > 0) {
        const uint64_t records = current.advance(file.fd.get(), static_cast<size_t>(result));
        if (sync.policy != SyncPolicy::never) sync.records += records;
        pipe.pause = kBusy;
    }
    if (dead) return current.takeBackHalfUnit(file.fd.get());
    if (result == 0 || result == UV_EAGAIN || result == UV_EINTR) {
        retryAfter(pipe.pause);
        pipe.pause = std::min(2 * pipe.pause, kMostBusy);
        return;
    }
    if (result == kDeleted) return part(ENOENT);
    if (result < 0) return trouble(static_cast<int>(-result));
    sync.due = sync.due || sync.policy != SyncPolicy::never;
    if (!current.empty()) return startWrite();
    if (pipe.size == 0) current.clear();
    const bool recovered = in_trouble;
    if (sync.due && syncDue())
        startSync();
    else
        afterCalls();
    if (recovered && !dead) recovers(false);
}

void FileWriter::State::synced(ssize_t result) {
    if (dead) return;
    sync.last = monoNow();
    sync.due = false;
    const uint64_t records = std::exchange(sync.records, 0);
    const int error = static_cast<int>(-result);
    if (result < 0 && !cannotSync(error)) {
        sync.trouble = true;  // not repeated for the same bytes: the system has given them up
        trouble(error);
        if (!dead) lose(records);
        if (!dead && queued.empty() && events.drained) events.drained();
        return;
    }
    if (result < 0) sync.policy = SyncPolicy::never;
    const bool recovered = in_trouble;
    afterCalls();
    if (recovered && !dead) recovers(true);
}

void FileWriter::State::looked(ssize_t result) {
    if (dead) return;
    if (result == kDeleted || result == -EPIPE) return part(static_cast<int>(-result));
    const bool news = result == kRenamed && !std::exchange(look.renamed, true);
    wake();
    if (news && events.renamed) events.renamed();
}

void FileWriter::State::afterCalls() {
    const bool empty = queued.empty();
    wake();
    if (empty && events.drained) events.drained();
}

// What is no longer asked to be synced is synced once more.
bool FileWriter::State::syncDue() const {
    return sync.policy != SyncPolicy::interval || hurried || monoNow() - sync.last >= kSyncInterval;
}

void FileWriter::State::recovers(bool by_sync) {
    if (sync.trouble && !by_sync) return;
    sync.trouble = false;
    if (std::exchange(in_trouble, false) && events.recovered) events.recovered();
}

// A partial write does not end the trouble: on a full disk, some bytes may be written each time that a block becomes
// free.
void FileWriter::State::trouble(int error) {
    if (error == EPIPE && file.readers_return && !next.file.fd) return part(error);
    if (error == EPIPE && !next.file.fd)
        breakDown();
    else
        retryAfter(kRetry);
    if (!std::exchange(in_trouble, true) && events.failed) events.failed(error);
}

// What is unread in a FIFO goes with its last descriptor, so it is written again to the next reader. A file that was
// deleted needs no fsync.
void FileWriter::State::part(int error) {
    if (pipe.size > 0)
        current.takeBackUnread(unreadIn(file.fd.get()));
    else
        current.takeBackHalfUnit(file.fd.get());
    current.dropWritten();
    file.fd.reset();
    sync.due = false;
    sync.records = 0;
    in_trouble = true;
    if (events.parted) events.parted(error);
    if (!dead) wake();
}

void FileWriter::State::breakDown() {
    const uint64_t records = current.recordsLeft() + queued.recordsLeft();
    broken = true;
    current.clear();
    queued.clear();
    lose(records);
}

void FileWriter::State::lose(uint64_t records) {
    if (records > 0 && events.lost) events.lost(records);
}

void FileWriter::State::retryAfter(Duration delay) {
    retrying = true;
    gathering = false;
    timer->startAt(monoNow() + delay);
}

FileWriter::FileWriter(Loop& loop, WrittenFile file, SyncPolicy sync, Events events)
    : state_(std::make_shared<State>(loop, std::move(file), sync, std::move(events))) {
    state_->timer = std::make_unique<Timer>(loop, [state = state_.get()] {
        state->retrying = false;
        state->gathering = false;
        state->wake();
    });
}

// A call can only be cancelled if no thread has taken it yet.
FileWriter::~FileWriter() {
    state_->dead = true;
    state_->timer.reset();
    if (state_->in_flight)
        uv_cancel(state_->call.under_way);
    else
        state_->current.takeBackHalfUnit(state_->file.fd.get());
}

bool FileWriter::write(std::string_view bytes, uint32_t records) {
    State& s = *state_;
    if (s.broken || queuedBytes() + bytes.size() > kMaxQueue) return false;
    if (bytes.empty()) return true;
    s.queued.append(bytes, records);
    s.wake();
    return true;
}

void FileWriter::hurry(bool on) {
    state_->hurried = on;
    state_->gathering = false;
    state_->wake();
}

void FileWriter::look() {
    State& s = *state_;
    s.look.wanted = !s.file.path.empty();
    if (s.look.wanted) s.wake();
}

size_t FileWriter::queuedBytes() const {
    return state_->current.left() + state_->queued.left();
}

uint64_t FileWriter::queuedRecords() const {
    return state_->current.recordsLeft() + state_->queued.recordsLeft();
}

uint64_t FileWriter::unsyncedRecords() const {
    return state_->sync.records;
}

bool FileWriter::idle() const {
    return queuedBytes() == 0 && !state_->sync.due;
}

bool FileWriter::broken() const {
    return state_->broken;
}

void FileWriter::setSync(SyncPolicy sync) {
    State& s = *state_;
    s.sync.policy = sync;
    if (sync == SyncPolicy::never) s.sync.trouble = false;  // the next write ends the trouble, as no fsync follows
    s.wake();
}

void FileWriter::reopen(WrittenFile file, std::string_view first) {
    State& s = *state_;
    s.next.file = std::move(file);
    s.next.first = first;
    s.broken = false;
    if (s.in_trouble) s.retrying = false;
    s.wake();
}

}  // namespace snmpolld::loop
