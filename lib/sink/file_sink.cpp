#include "sink/file_sink.hpp"

#include <cerrno>
#include <system_error>

#include "base/log.hpp"
#include "sink/fanout.hpp"
#include "sink/open_output.hpp"

namespace snmpolld::sink {

namespace {

constexpr size_t kPiece = loop::FileWriter::kMaxQueue / 4;    // the text that finish() gives is queued in such pieces
constexpr Duration kDropWarnings = std::chrono::seconds(10);  // at most one warning in this time
constexpr Duration kLook =
    std::chrono::seconds(1);  // how often a sink sees what has become of its file, or of its path
constexpr char kNoReader[] = "nobody reads this FIFO";

// A file that is open and, if it can be, locked.
struct OwnFile {
    OpenedFile opened;
    UniqueFd lock;
};

Result<OwnFile> openOwn(const std::string& path, Create create) {
    auto opened = openOutput(path, create);
    if (!opened) return tl::unexpected(opened.error());
    auto lock = lockOutput(*opened, path);
    if (!lock) return tl::unexpected(lock.error());
    return OwnFile{std::move(*opened), std::move(*lock)};
}

// What is written first to a file that has just been opened.
std::string_view beginningOf(format::Format format, const OpenedFile& file) {
    if (file.half_line) return "\n";  // what follows begins on a line of its own
    return file.empty ? format::formatHeader(format) : std::string_view();
}

std::string nameOf(const FileSinkSpec& spec) {
    return std::string(format::formatName(spec.format)) + " " + spec.path;
}

std::string keyOf(const OpenedFile& file, const std::string& path) {
    if (!file.isShared() || path == "-") return {};
    return std::to_string(file.id.device) + ":" + std::to_string(file.id.inode);
}

class FileSink : public Sink {
  public:
    FileSink(loop::Loop& loop, const FileSinkSpec& spec, const format::FormatContext& context, OwnFile file);

    // Goes on as `spec` says, in the file that its path names now. What is queued keeps its form.
    void change(const FileSinkSpec& spec, const format::FormatContext& context, OwnFile file);

    std::string_view destination() const override { return spec_.path; }
    std::string file() const override { return key_; }
    void write(const model::HostRecord& record) override;
    void finish() override;
    void reopen() override;
    bool idle() const override { return rest_.text.empty() && writer_.idle(); }
    bool saturated() const override { return writer_.queuedBytes() > loop::FileWriter::kMaxQueue / 2; }
    bool broken() const override { return writer_.broken(); }
    SinkState state() const override;

  private:
    loop::FileWriter::Events events();
    void look();
    void openAnew();
    void moveTo(OwnFile file);
    loop::WrittenFile take(OpenedFile& file);
    void failed(int error);
    void recovered();
    void parted(int error);
    void lost(uint64_t records);
    void say(const std::string& trouble);
    void writeRest();
    void drop();

    FileSinkSpec spec_;
    std::unique_ptr<format::Formatter> formatter_;
    std::string name_;
    FileId file_;
    std::string key_;
    UniqueFd lock_;
    bool fifo_ = false;
    bool waiting_ = false;  // there is no file to write to at the moment
    std::string text_;      // of one record; a member so that its memory is used again
    struct {
        std::string text;      // what finish() gave
        size_t begin = 0;      // from here on it is not yet queued
        uint32_t records = 0;  // that it completes
    } rest_;
    std::string trouble_;
    SinkState counts_;
    uint64_t dropped_said_ = 0;  // how many of those dropped the log has reported
    MonoTime next_drop_warning_{};
    loop::Timer look_timer_;
    loop::FileWriter writer_;  // the last member: its events use the others
};

FileSink::FileSink(loop::Loop& loop, const FileSinkSpec& spec, const format::FormatContext& context, OwnFile file)
    : spec_(spec),
      formatter_(format::makeFormatter(spec.format, context)),
      name_(nameOf(spec)),
      lock_(std::move(file.lock)),
      look_timer_(loop, [this] { look(); }),
      writer_(loop, take(file.opened), spec.sync, events()) {
    if (waiting_)
        say(kNoReader);
    else
        writer_.write(beginningOf(spec.format, file.opened), 0);
    look_timer_.startEvery(kLook);
}

// Makes this the file of the sink. The descriptor is for the writer.
loop::WrittenFile FileSink::take(OpenedFile& file) {
    file_ = file.id;
    key_ = keyOf(file, spec_.path);
    fifo_ = file.fifo;
    waiting_ = !file.fd;
    loop::WrittenFile written(std::move(file.fd));
    written.readers_return = file.fifo;
    if (!key_.empty() && !file.deleted) written.path = spec_.path;
    return written;
}

void FileSink::change(const FileSinkSpec& spec, const format::FormatContext& context, OwnFile file) {
    const bool needs_header = spec.format != spec_.format && file.opened.empty && writer_.queuedBytes() == 0;
    spec_ = spec;
    formatter_ = format::makeFormatter(spec.format, context);
    name_ = nameOf(spec);
    writer_.setSync(spec.sync);
    writer_.hurry(false);
    if (file.opened.id != file_) return moveTo(std::move(file));
    if (needs_header && !waiting_) writer_.write(format::formatHeader(spec.format), 0);
}

loop::FileWriter::Events FileSink::events() {
    return {.failed = [this](int error) { failed(error); },
            .drained = [this] { writeRest(); },
            .recovered = [this] { recovered(); },
            .parted = [this](int error) { parted(error); },
            .renamed =
                [this] {
                    log::info("output_renamed", {{"output", name_}, {"until", "SIGUSR1"}});
                },
            .lost = [this](uint64_t records) { lost(records); }};
}

// What the formatter keeps is written with a later record.
void FileSink::write(const model::HostRecord& record) {
    text_.clear();
    const size_t before = formatter_->kept() + 1;
    formatter_->append(record, text_);
    const auto completed = static_cast<uint32_t>(before - formatter_->kept());
    if (text_.empty() || writer_.write(text_, completed)) {
        ++counts_.written;
        return;
    }
    if (completed > 1) counts_.lost += completed - 1;
    drop();
}

void FileSink::finish() {
    rest_.records += static_cast<uint32_t>(formatter_->kept());
    formatter_->finish(rest_.text);
    writer_.hurry(true);
    if (writer_.queuedBytes() == 0) writeRest();
}

// Queues as many whole lines as a piece holds. The next piece follows once these are written. The records are complete
// with the last one.
void FileSink::writeRest() {
    const std::string_view left = std::string_view(rest_.text).substr(rest_.begin);
    if (left.empty()) return;
    size_t size = left.size();
    if (size > kPiece) {
        const size_t line_end = left.rfind('\n', kPiece);
        size = line_end == std::string_view::npos ? left.find('\n') + 1 : line_end + 1;
    }
    const bool is_last = size == left.size();
    if (!writer_.write(left.substr(0, size), is_last ? rest_.records : 0)) counts_.lost += is_last ? rest_.records : 0;
    rest_.begin += size;
    if (is_last) rest_ = {};
}

// Once a pipe is closed, which is reported when it happens, dropped records are only counted.
void FileSink::drop() {
    ++counts_.dropped;
    const MonoTime now = monoNow();
    if (broken() || now < next_drop_warning_) return;
    next_drop_warning_ = now + kDropWarnings;
    const uint64_t total = counts_.dropped;
    log::warning("output_dropped", {{"output", name_}, {"records", total - dropped_said_}, {"total", total}});
    dropped_said_ = total;
}

void FileSink::lost(uint64_t records) {
    counts_.lost += records;
    log::warning("output_lost", {{"output", name_}, {"records", records}, {"total", counts_.lost}});
}

void FileSink::failed(int error) {
    say(std::generic_category().message(error));
}

void FileSink::say(const std::string& trouble) {
    if (trouble == trouble_) return;
    trouble_ = trouble;
    log::warning("output_failed", {{"output", name_}, {"error", trouble_}});
}

void FileSink::recovered() {
    if (trouble_.empty()) return;
    log::warning("output_recovered",
                 {{"output", name_}, {"error", trouble_}, {"dropped", counts_.dropped}, {"lost", counts_.lost}});
    trouble_.clear();
    dropped_said_ = counts_.dropped;
}

// The lock holds the file open, and a FIFO that is open tells nobody that its writer is gone.
void FileSink::parted(int error) {
    lock_.reset();
    waiting_ = true;
    if (error == EPIPE) return say(kNoReader);
    log::warning("output_deleted", {{"output", name_}, {"queued_records", writer_.queuedRecords()}});
    openAnew();
}

void FileSink::look() {
    if (waiting_) return openAnew();
    writer_.look();
}

// Somebody who removes a FIFO may make it again, and a file in its place would be in the way.
void FileSink::openAnew() {
    auto file = openOwn(spec_.path, fifo_ ? Create::no : Create::yes);
    if (!file) return say(file.error().message);
    if (!file->opened.fd) return say(kNoReader);
    log::info("output_opened", {{"output", name_}, {"queued_records", writer_.queuedRecords()}});
    recovered();
    moveTo(std::move(*file));
}

// If the path still names the file that is being written, there is nothing to do. Its last line may well have no end,
// because a write is under way or the disk is full; whoever began the line ends it.
void FileSink::reopen() {
    if (spec_.path == "-") return;
    if (waiting_) return openAnew();
    auto opened = openOutput(spec_.path);
    if (opened && opened->isShared() && opened->id == file_ && !(opened->regular && opened->empty)) return;
    auto lock = opened && opened->id != file_ ? lockOutput(*opened, spec_.path) : Result<UniqueFd>(std::move(lock_));
    if (!opened || !lock) {
        const std::string& error = opened ? lock.error().message : opened.error().message;
        log::warning("output_reopen_failed", {{"output", name_}, {"error", error}});
        return;
    }
    moveTo({std::move(*opened), std::move(*lock)});
}

void FileSink::moveTo(OwnFile file) {
    const std::string_view beginning = beginningOf(spec_.format, file.opened);
    lock_ = std::move(file.lock);
    writer_.reopen(take(file.opened), beginning);
}

SinkState FileSink::state() const {
    SinkState out = counts_;
    out.name = name_;
    out.unwritten = writer_.queuedRecords() + writer_.unsyncedRecords() + formatter_->kept() + rest_.records;
    out.queued_bytes = writer_.queuedBytes() + rest_.text.size() - rest_.begin;
    out.trouble = trouble_;
    return out;
}

class PreparedFileSink : public PreparedSink {
  public:
    PreparedFileSink(loop::Loop& loop, FileSinkSpec spec, format::FormatContext context, OwnFile file)
        : loop_(loop), spec_(std::move(spec)), context_(std::move(context)), file_(std::move(file)) {}

    std::string_view destination() const override { return spec_.path; }
    std::string file() const override { return keyOf(file_.opened, spec_.path); }

    // Only file sinks have a path as their destination.
    std::unique_ptr<Sink> begin(std::unique_ptr<Sink> before) override {
        if (!before) return std::make_unique<FileSink>(loop_, spec_, context_, std::move(file_));
        static_cast<FileSink&>(*before).change(spec_, context_, std::move(file_));
        return before;
    }

  private:
    loop::Loop& loop_;
    FileSinkSpec spec_;
    format::FormatContext context_;
    OwnFile file_;
};

}  // namespace

Result<std::unique_ptr<PreparedSink>> prepareFileSink(loop::Loop& loop, const FileSinkSpec& spec,
                                                      const format::FormatContext& context, const Fanout* present) {
    auto opened = openOutput(spec.path);
    if (!opened) return usageError(opened.error().message);  // a path that the user can correct
    OwnFile file{std::move(*opened), {}};
    if (present == nullptr || !present->writesTo(keyOf(file.opened, spec.path))) {
        auto lock = lockOutput(file.opened, spec.path);
        if (!lock) return tl::unexpected(lock.error());
        file.lock = std::move(*lock);
    }
    return std::make_unique<PreparedFileSink>(loop, spec, context, std::move(file));
}

Result<std::unique_ptr<Sink>> openFileSink(loop::Loop& loop, const FileSinkSpec& spec,
                                           const format::FormatContext& context) {
    auto prepared = prepareFileSink(loop, spec, context, nullptr);
    if (!prepared) return tl::unexpected(prepared.error());
    return (*prepared)->begin(nullptr);
}

}  // namespace snmpolld::sink
