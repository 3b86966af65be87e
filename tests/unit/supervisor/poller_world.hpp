// A Poller in a World of fakes, with an asker that writes down what it is told.
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "world.hpp"

namespace snmpolld::test {

class Recorder final : public supervisor::Asker {
  public:
    void recordCame(supervisor::Host& host, const supervisor::Question*, const model::HostRecord& record) override {
        lines.push_back(host.target.host + (record.last ? " last" : " part"));
    }
    void pollEnded(supervisor::Host& host) override {
        lines.push_back(host.target.host + " ended");
        if (then) then(host);
    }
    void roomMade() override { ++room; }
    void workersCannotStart(const std::string& why) override { lines.push_back("no workers: " + why); }

    std::vector<std::string> lines;
    std::function<void(supervisor::Host&)> then;
    int room = 0;
};

struct PollerWorld : World {
    supervisor::Host& host(const std::string& name) {
        return *hosts.emplace_back(std::make_unique<supervisor::Host>(target(name)));
    }
    void poll(supervisor::Host& host, bool probe = false) { poll(host, asker, probe); }
    void poll(supervisor::Host& host, supervisor::Asker& whose, bool probe = false) {
        poller.poll({.asker = whose, .host = host, .question = &host, .scheduled = clocks.now.wall, .probe = probe});
    }
    // What observers saw of a poll that was answered like this.
    static Lines after(model::Status status, const std::string& error = "") {
        PollerWorld f;
        supervisor::Host& of = f.host("192.0.2.1");
        f.poll(of);
        f.answer("192.0.2.1", result(status, error));
        CHECK(f.ledgerIsSound());
        CHECK(f.poller.ledger().count(status) == 1);
        CHECK(of.last == status);
        CHECK(of.open_polls == 0);
        return f.log.take();
    }

    Recorder asker;
    std::vector<std::unique_ptr<supervisor::Host>> hosts;
};

}  // namespace snmpolld::test
