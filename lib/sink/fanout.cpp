#include "sink/fanout.hpp"

#include <algorithm>

namespace snmpolld::sink {

void Fanout::replace(std::vector<std::unique_ptr<PreparedSink>> next) {
    std::move(sinks_.begin(), sinks_.end(), std::back_inserter(retired_));
    sinks_.clear();
    for (const auto& prepared : next)
        sinks_.push_back(prepared->begin(takeWriterOf(prepared->destination())));
    dropFinished();
}

// A broken sink has nothing left to write and so does not hinder another.
std::unique_ptr<Sink> Fanout::takeWriterOf(std::string_view destination) {
    if (destination.empty()) return nullptr;
    const auto it = std::ranges::find_if(
        retired_, [&](const auto& sink) { return sink->destination() == destination && !sink->broken(); });
    if (it == retired_.end()) return nullptr;
    auto sink = std::move(*it);
    retired_.erase(it);
    return sink;
}

void Fanout::dropFinished() {
    std::erase_if(retired_, [](const auto& sink) { return sink->idle() || sink->broken(); });
}

void Fanout::write(const model::HostRecord& record) {
    if (!retired_.empty()) dropFinished();
    for (const auto& sink : sinks_)
        sink->write(record);
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

}  // namespace snmpolld::sink
