// Fanout: passes every record to every sink. A sink that is stuck does not hold up the others.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sink/sink.hpp"

namespace snmpolld::sink {

// The records that an output has not written, as they found no room, were lost, or wait in vain.
struct NotWritten {
    std::string output;
    uint64_t records = 0;
    std::string why{};         // empty: whoever reads the output did not take them in time
    bool reader_left = false;  // for good, so nobody misses them
};

class Fanout {
  public:
    void add(std::unique_ptr<Sink> sink) { sinks_.push_back(std::move(sink)); }
    // Puts these sinks in the place of the present ones (reload). A present sink goes on if one of the new ones has its
    // destination or its file. The others get no more records, and go away once they have written what they hold.
    void replace(std::vector<std::unique_ptr<PreparedSink>> next);

    void write(const model::HostRecord& record);
    void hostChanged(const std::string& host);
    void finish();
    void reopen();
    bool idle() const;       // all that are not broken, replaced ones included
    bool saturated() const;  // any that is not broken
    bool broken() const;     // there are sinks, and all of them are broken
    bool failing() const;    // any that is not broken is in trouble, which may pass: the disk is full, for example
    std::vector<SinkState> states() const;
    bool writesTo(std::string_view file) const;  // any of them, replaced ones included
    // What would be missing if the program ended now, replaced sinks included.
    std::vector<NotWritten> notWritten() const;

  private:
    std::unique_ptr<Sink> takeWriterOf(const PreparedSink& next);
    void dropFinished();

    std::vector<std::unique_ptr<Sink>> sinks_;
    std::vector<std::unique_ptr<Sink>> retired_;
    std::vector<NotWritten> former_;  // of sinks that are gone
};

}  // namespace snmpolld::sink
