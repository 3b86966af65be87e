#include "sink/fanout.hpp"

#include <algorithm>

namespace snmpolld::sink {

namespace {

bool isWriterOf(const Sink& sink, std::string_view destination) {
    return !destination.empty() && sink.destination() == destination && !sink.broken();
}

bool hasFile(const Sink& sink, std::string_view file) {
    return !file.empty() && sink.file() == file && !sink.broken();
}

void addNotWritten(std::vector<NotWritten>& all, const Sink& sink) {
    const SinkState state = sink.state();
    const uint64_t records = state.dropped + state.lost + state.unwritten;
    if (records == 0) return;
    const auto known = std::ranges::find(all, state.name, &NotWritten::output);
    if (known == all.end()) {
        all.push_back({.output = state.name, .records = records, .why = state.trouble, .reader_left = sink.broken()});
        return;
    }
    known->records += records;
    known->reader_left = known->reader_left && sink.broken();
    if (!state.trouble.empty()) known->why = state.trouble;
}

}  // namespace

void Fanout::replace(std::vector<std::unique_ptr<PreparedSink>> next) {
    std::move(sinks_.begin(), sinks_.end(), std::back_inserter(retired_));
    sinks_.clear();
    for (const auto& prepared : next)
        sinks_.push_back(prepared->begin(takeWriterOf(*prepared)));
    for (const auto& sink : retired_)
        sink->finish();
    dropFinished();
}

// A broken sink has nothing left to write and so does not hinder another.
std::unique_ptr<Sink> Fanout::takeWriterOf(const PreparedSink& next) {
    const auto has_destination = [&](const auto& sink) {
        return isWriterOf(*sink, next.destination()) && next.canBe(*sink);
    };
    const auto has_file = [&](const auto& sink) { return hasFile(*sink, next.file()); };
    auto it = std::ranges::find_if(retired_, has_destination);
    if (it == retired_.end()) it = std::ranges::find_if(retired_, has_file);
    if (it == retired_.end()) return nullptr;
    auto sink = std::move(*it);
    retired_.erase(it);
    return sink;
}

void Fanout::dropFinished() {
    const auto finished = [](const auto& sink) { return sink->idle() || sink->broken(); };
    for (const auto& sink : retired_)
        if (finished(sink)) addNotWritten(former_, *sink);
    std::erase_if(retired_, finished);
}

void Fanout::write(const model::HostRecord& record) {
    if (!retired_.empty()) dropFinished();
    for (const auto& sink : sinks_)
        sink->write(record);
}

void Fanout::hostChanged(const std::string& host) {
    for (const auto& sink : sinks_)
        sink->hostChanged(host);
}

void Fanout::finish() {
    for (const auto& sink : sinks_)
        sink->finish();
}

void Fanout::reopen() {
    for (const auto& sink : sinks_)
        sink->reopen();
}

bool Fanout::idle() const {
    const auto done = [](const auto& sink) { return sink->broken() || sink->idle(); };
    return std::all_of(sinks_.begin(), sinks_.end(), done) && std::all_of(retired_.begin(), retired_.end(), done);
}

bool Fanout::saturated() const {
    return std::any_of(sinks_.begin(), sinks_.end(), [](const auto& s) { return !s->broken() && s->saturated(); });
}

bool Fanout::broken() const {
    return !sinks_.empty() && std::all_of(sinks_.begin(), sinks_.end(), [](const auto& s) { return s->broken(); });
}

bool Fanout::failing() const {
    return std::any_of(sinks_.begin(), sinks_.end(),
                       [](const auto& s) { return !s->broken() && !s->state().trouble.empty(); });
}

std::vector<SinkState> Fanout::states() const {
    std::vector<SinkState> out;
    for (const auto& sink : sinks_)
        out.push_back(sink->state());
    return out;
}

bool Fanout::writesTo(std::string_view file) const {
    const auto has_file = [&](const auto& sink) { return hasFile(*sink, file); };
    return std::ranges::any_of(sinks_, has_file) || std::ranges::any_of(retired_, has_file);
}

std::vector<NotWritten> Fanout::notWritten() const {
    std::vector<NotWritten> all = former_;
    for (const auto* sinks : {&retired_, &sinks_})
        for (const auto& sink : *sinks)
            addNotWritten(all, *sink);
    return all;
}

}  // namespace snmpolld::sink
