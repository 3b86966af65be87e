#include "sink/file_sink.hpp"

#include <system_error>

#include "base/log.hpp"
#include "sink/open_output.hpp"

namespace snmpolld::sink {

namespace {

constexpr size_t kPiece = loop::FileWriter::kMaxQueue / 4;    // of what is written at the end
constexpr Duration kDropWarnings = std::chrono::seconds(10);  // at most one

// What stands first in a file that has just been opened.
std::string_view beginningOf(format::Format format, const Output& output) {
    if (output.half_line) return "\n";  // the broken line stays alone
    return output.empty ? format::formatHeader(format) : std::string_view();
}

class FileSink : public Sink {
  public:
    FileSink(loop::Loop& loop, const FileSinkSpec& spec, const format::FormatContext& context, Output output);

    void write(const model::HostRecord& record) override;
    void finish() override;
    void reopen() override;
    bool idle() const override { return rest_.empty() && writer_.queuedBytes() == 0; }
    bool saturated() const override { return writer_.queuedBytes() > loop::FileWriter::kMaxQueue / 2; }
    bool broken() const override { return writer_.broken(); }
    SinkState state() const override;

  private:
    loop::FileWriter::Events events();
    void failed(int error);
    void recovered();
    void writeRest();
    void drop();

    FileSinkSpec spec_;
    std::unique_ptr<format::Formatter> formatter_;
    std::string name_;
    std::string text_;  // of one record; kept for its memory
    std::string rest_;  // of what finish() gave, not yet queued
    size_t rest_begin_ = 0;
    std::string trouble_;
    uint64_t written_ = 0;
    uint64_t dropped_ = 0;
    uint64_t dropped_said_ = 0;
    MonoTime next_drop_warning_{};
    loop::FileWriter writer_;  // last: its events use the others
};

FileSink::FileSink(loop::Loop& loop, const FileSinkSpec& spec, const format::FormatContext& context, Output output)
    : spec_(spec),
      formatter_(format::makeFormatter(spec.format, context)),
      name_(std::string(format::formatName(spec.format)) + " " + spec.path),
      writer_(loop, std::move(output.fd), spec.sync, events()) {
    writer_.write(beginningOf(spec.format, output));
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

// As many whole lines as a piece holds; the next piece follows when they are written.
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

// A closed pipe is told once, when it breaks; what it drops after that is counted only.
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

void FileSink::reopen() {
    if (spec_.path == "-") return;
    auto output = openOutput(spec_.path);
    if (!output) {
        log::warning("output_reopen_failed", {{"output", name_}, {"error", output.error().message}});
        return;
    }
    const std::string_view beginning = beginningOf(spec_.format, *output);
    writer_.reopen(std::move(output->fd), beginning);
}

SinkState FileSink::state() const {
    return {.name = name_,
            .written = written_,
            .dropped = dropped_,
            .queued_bytes = writer_.queuedBytes() + rest_.size() - rest_begin_,
            .trouble = trouble_};
}

}  // namespace

Result<std::unique_ptr<Sink>> openFileSink(loop::Loop& loop, const FileSinkSpec& spec,
                                           const format::FormatContext& context) {
    auto output = openOutput(spec.path);
    if (!output) return tl::unexpected(output.error());
    return std::make_unique<FileSink>(loop, spec, context, std::move(*output));
}

}  // namespace snmpolld::sink
