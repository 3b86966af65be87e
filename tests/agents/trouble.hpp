// What a recorded device does wrong. The default does everything right.
#pragma once

#include <chrono>
#include <cstddef>

namespace snmpolld::agents {

inline constexpr size_t kMaxDatagram = 65507;

struct Trouble {
    enum class Bulk { answered, silent, generr };

    size_t max_message = kMaxDatagram;  // octets of an answer; above: tooBig, and a GETBULK is cut to what fits
    bool toobig_bulk = false;           // a GETBULK is answered tooBig too
    Bulk bulk = Bulk::answered;
    bool empty_bulk = false;  // a GETBULK is answered without varbinds
    size_t cut = SIZE_MAX;    // varbinds in an answer to GETBULK, at most
    bool loop = false;        // the first row comes after the last
    bool repeat = false;      // a row comes after itself
    bool shrink = false;      // from walk PDU to walk PDU there are fewer rows
    bool grow = false;        // from walk PDU to walk PDU there are more rows
    bool endless = false;     // after the last row come rows that are made up
    bool other_column = false;
    int loss_percent = 0;
    std::chrono::milliseconds delay{0};
};

}  // namespace snmpolld::agents
