#include "sink/file_sink.hpp"

#include <system_error>

#include "base/log.hpp"
#include "sink/open_output.hpp"

namespace snmpolld::sink {

namespace {

constexpr size_t kPiece = loop::FileWriter::kMaxQueue / 4;    // the text that finish() gives is queued in such pieces
constexpr Duration kDropWarnings = std::chrono::seconds(10);  // at most one warning in this time

// What is written first to a file that has just been opened.
std::string_view beginningOf(format::Format format, const OpenedFile& file) {
    if (file.half_line) return "\n";  // what follows begins on a line of its own
    return file.empty ? format::formatHeader(format) : std::string_view();
}

std::string nameOf(const FileSinkSpec& spec) {
    return std::string(format::formatName(spec.format)) + " " + spec.path;
}

class FileSink : public Sink {
  public:
    FileSink(loop::Loop& loop, const FileSinkSpec& spec, const format::FormatContext& context, OpenedFile file);

    // Goes on as `spec` says, in the file that its path, which stays the same, names now. What is queued keeps its
    // form.
    void change(const FileSinkSpec& spec, const format::FormatContext& context, OpenedFile file);

    std::string_view destination() const override { return spec_.path; }
    void write(const model::HostRecord& record) override;
    void finish() override;
    void reopen() override;
    bool idle() const override { return rest_.empty() && writer_.queuedBytes() == 0; }
    bool saturated() const override { return writer_.queuedBytes() > loop::FileWriter::kMaxQueue / 2; }
    bool broken() const override { return writer_.broken(); }
    SinkState state() const override;

  private:
    loop::FileWriter::Events events();
    void moveTo(OpenedFile file);
    void failed(int error);
    void recovered();
    void writeRest();
    void drop();

    FileSinkSpec spec_;
    std::unique_ptr<format::Formatter> formatter_;
    std::string name_;
    FileId file_;
    std::string text_;  // of one record; a member so that its memory is used again
    std::string rest_;  // what finish() gave; from rest_begin_ on it is not yet queued
    size_t rest_begin_ = 0;
    std::string trouble_;
    uint64_t written_ = 0;
    uint64_t dropped_ = 0;
    uint64_t dropped_said_ = 0;  // how many of those dropped the log has reported
    MonoTime next_drop_warning_{};
    loop::FileWriter writer_;  // the last member: its events use the others
};

FileSink::FileSink(loop::Loop& loop, const FileSinkSpec& spec, const format::FormatContext& context, OpenedFile file)
    : spec_(spec),
      formatter_(format::makeFormatter(spec.format, context)),
      name_(nameOf(spec)),
      file_(file.id),
      writer_(loop, std::move(file.fd), spec.sync, events()) {
    writer_.write(beginningOf(spec.format, file));
}

void FileSink::change(const FileSinkSpec& spec, const format::FormatContext& context, OpenedFile file) {
    const bool needs_header = spec.format != spec_.format && file.empty && idle();
    spec_ = spec;
    formatter_ = format::makeFormatter(spec.format, context);
    name_ = nameOf(spec);
    writer_.setSync(spec.sync);
    if (file.id != file_) return moveTo(std::move(file));
    if (needs_header) writer_.write(format::formatHeader(spec.format));
}

loop::FileWriter::Events FileSink::events() {
    return {.failed = [this](int error) { failed(error); },
            .drained = [this] { writeRest(); },
            .recovered = [this] { recovered(); }};
}

void FileSink::write(const model::HostRecord& record) {
    text_.clear();
    formatter_->append(record, text_);
    if (!text_.empty() && !writer_.write(text_)) return drop();
    ++written_;
}

void FileSink::finish() {
    formatter_->finish(rest_);
    writer_.hurry();
    if (writer_.queuedBytes() == 0) writeRest();
}

// Queues as many whole lines as a piece holds. The next piece follows once these are written.
void FileSink::writeRest() {
    const std::string_view left = std::string_view(rest_).substr(rest_begin_);
    if (left.empty()) return;
    size_t size = left.size();
    if (size > kPiece) {
        const size_t line_end = left.rfind('\n', kPiece);
        size = line_end == std::string_view::npos ? left.find('\n') + 1 : line_end + 1;
    }
    if (!writer_.write(left.substr(0, size))) drop();
    rest_begin_ += size;
    if (rest_begin_ < rest_.size()) return;
    rest_ = {};
    rest_begin_ = 0;
}

// Once a pipe is closed, which is reported when it happens, dropped records are only counted.
void FileSink::drop() {
    ++dropped_;
    const MonoTime now = monoNow();
    if (broken() || now < next_drop_warning_) return;
    next_drop_warning_ = now + kDropWarnings;
    log::warning("output_dropped", {{"output", name_}, {"records", dropped_ - dropped_said_}, {"total", dropped_}});
    dropped_said_ = dropped_;
}

void FileSink::failed(int error) {
    trouble_ = std::generic_category().message(error);
    log::warning("output_failed", {{"output", name_}, {"error", trouble_}});
}

void FileSink::recovered() {
    log::warning("output_recovered", {{"output", name_}, {"error", trouble_}, {"dropped", dropped_}});
    trouble_.clear();
    dropped_said_ = dropped_;
}

// If the path still names the file that is being written, there is nothing to do. Its last line may well have no end,
// because a write is under way or the disk is full; whoever began the line ends it.
void FileSink::reopen() {
    if (spec_.path == "-") return;
    auto file = openOutput(spec_.path);
    if (!file) {
        log::warning("output_reopen_failed", {{"output", name_}, {"error", file.error().message}});
        return;
    }
    if (file->regular && !file->empty && file->id == file_) return;
    moveTo(std::move(*file));
}

void FileSink::moveTo(OpenedFile file) {
    const std::string_view beginning = beginningOf(spec_.format, file);
    file_ = file.id;
    writer_.reopen(std::move(file.fd), beginning);
}

SinkState FileSink::state() const {
    return {.name = name_,
            .written = written_,
            .dropped = dropped_,
            .queued_bytes = writer_.queuedBytes() + rest_.size() - rest_begin_,
            .trouble = trouble_};
}

class PreparedFileSink : public PreparedSink {
  public:
    PreparedFileSink(loop::Loop& loop, FileSinkSpec spec, format::FormatContext context, OpenedFile file)
        : loop_(loop), spec_(std::move(spec)), context_(std::move(context)), file_(std::move(file)) {}

    std::string_view destination() const override { return spec_.path; }

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
    OpenedFile file_;
};

}  // namespace

Result<std::unique_ptr<PreparedSink>> prepareFileSink(loop::Loop& loop, const FileSinkSpec& spec,
                                                      const format::FormatContext& context) {
    auto file = openOutput(spec.path);
    if (!file) return tl::unexpected(file.error());
    return std::make_unique<PreparedFileSink>(loop, spec, context, std::move(*file));
}

Result<std::unique_ptr<Sink>> openFileSink(loop::Loop& loop, const FileSinkSpec& spec,
                                           const format::FormatContext& context) {
    auto prepared = prepareFileSink(loop, spec, context);
    if (!prepared) return tl::unexpected(prepared.error());
    return (*prepared)->begin(nullptr);
}

}  // namespace snmpolld::sink
