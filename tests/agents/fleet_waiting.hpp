// Answers of the fleet that wait for their time. Each line has one delay, so that what came first goes first.
#pragma once

#include <array>
#include <chrono>
#include <deque>
#include <string>

#include "fleet_socket.hpp"

namespace snmpolld::agents {

class FleetWaiting {
  public:
    using Clock = std::chrono::steady_clock;
    static constexpr size_t kLines = 2;

    void add(size_t line, Clock::time_point due, const FleetDatagram& request, Bytes answer) {
        lines_[line].push_back({due, request.peer, request.asked, {answer.begin(), answer.end()}});
    }
    bool empty() const { return lines_[0].empty() && lines_[1].empty(); }
    Clock::time_point next() const {
        auto first = Clock::time_point::max();
        for (const auto& line : lines_)
            first = line.empty() ? first : std::min(first, line.front().due);
        return first;
    }
    void sendDue(Clock::time_point now, FleetSocket& socket) {
        for (auto& line : lines_) {
            for (; !line.empty() && line.front().due <= now; line.pop_front())
                send(line.front(), socket);
        }
        socket.flush();
    }

  private:
    struct Answer {
        Clock::time_point due;
        sockaddr_in peer;
        uint32_t source;
        std::string bytes;
    };

    static void send(const Answer& answer, FleetSocket& socket) {
        FleetWriter out(socket.room());
        out.append(bytesOf(answer.bytes));
        socket.queue(answer.peer, answer.source, out.written());
    }

    std::array<std::deque<Answer>, kLines> lines_;
};

}  // namespace snmpolld::agents
