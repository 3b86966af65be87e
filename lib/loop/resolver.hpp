// Resolver: names to addresses (uv_getaddrinfo on uv's threads), with a cache. Never blocks the loop. loop sees only
// base, so addresses are sockaddrs here.
#pragma once

#include <sys/socket.h>

#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "loop/loop.hpp"
#include "loop/name_resolver.hpp"

namespace snmpolld::loop {

class Resolver final : public NameResolver {
  public:
    explicit Resolver(Loop& loop);
    ~Resolver() override;  // outstanding questions are dropped without an answer
    Resolver(const Resolver&) = delete;

    // `family`: AF_UNSPEC, AF_INET or AF_INET6. An answer is kept for 5 minutes and asked anew in the background when
    // it is older than 1. When that fails it serves for an hour, asked anew every 10 s; a failure is kept for 10 s.
    // From the cache, `resolved` is called before this returns. A question that takes longer than 10 s fails. The same
    // name is asked once at a time; at most 4 questions run at once, the others wait.
    void resolve(const std::string& name, int family, Resolved resolved) override;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace snmpolld::loop
