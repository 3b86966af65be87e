// Backend: what is different from one kind of database to the next: how a batch of records becomes a request, and what
// the server's answer means for it. It sends nothing, keeps nothing of a batch, and knows no retries.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "model/output_record.hpp"

namespace snmpolld::writer {

struct Request {
    std::string target{};                                        // path and query behind the URL of the output
    std::vector<std::pair<std::string, std::string>> headers{};  // without those of the login
    std::string body{};                                          // compressed
};

// What came back for a request.
struct Answer {
    int status = 0;         // of HTTP; 0: none came
    std::string trouble{};  // with status 0 why, in one sentence that begins with the host
    std::optional<Duration> retry_after{};
    std::string location{};  // where a redirect leads
    std::string body{};      // the first KiB
};

enum class Fate : uint8_t {
    written,  // the server has everything
    again,    // later: the server is down or busy
    smaller,  // in two halves: the request was too large
    wait,     // later: the config is wrong or the server is not set up, which somebody has to put right
    refused,  // in two halves, until what the server does not take is alone
};

struct Verdict {
    Fate fate = Fate::written;
    std::string why{};  // what the server said, in one line; empty when written
};

// A batch, as it is given to a backend. The records are borrowed.
using Records = std::span<const model::OutputRecord* const>;

class Backend {
  public:
    virtual ~Backend() = default;

    // Once for each record, in the order in which the records come: completes it, and gives what has to be written
    // beside it, if anything has.
    virtual std::optional<model::OutputRecord> prepare(model::OutputRecord& record) {
        static_cast<void>(record);
        return std::nullopt;
    }
    // Not empty. May be asked for again with the same records or some of them. A request without a body: there is
    // nothing in the records to be written.
    virtual Request encode(Records records) const = 0;
    virtual Verdict judge(const Answer& answer) const = 0;
    // Whether a batch may have only one record of each host.
    virtual bool wantsHostsOnce() const { return false; }
    // The host is no longer polled: what has to be written of that.
    virtual std::vector<model::OutputRecord> gone(const std::string& host, WallTime at) {
        static_cast<void>(host);
        static_cast<void>(at);
        return {};
    }
    // A request that is due beside the batches, if one is. Its answer is of no importance.
    virtual std::optional<Request> aside(MonoTime now) {
        static_cast<void>(now);
        return std::nullopt;
    }
};

// What the status alone means, for the texts of an answer that a backend does not know.
Verdict judgeStatus(const Answer& answer);

// About how many octets the record is in a request that is not compressed.
size_t weightOf(const model::OutputRecord& record);

// When the values of the record were read: when its poll began or, if it never did, when it was due.
WallTime timeOf(const model::OutputRecord& record);

// Whether the device gave values: status ok or partial.
bool hasValues(const model::OutputRecord& record);

// "if_mib,system"
std::string modulesOf(const model::OutputRecord& record);

}  // namespace snmpolld::writer
