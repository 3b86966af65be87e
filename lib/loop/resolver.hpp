// Resolver: resolves names to addresses (uv_getaddrinfo in uv's threads), with a cache. Never blocks the loop. This
// folder depends only on base, so addresses are sockaddrs here.
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
    ~Resolver() override;  // names that are still being resolved get no answer
    Resolver(const Resolver&) = delete;

    // `family`: AF_UNSPEC, AF_INET or AF_INET6. An address is kept for 5 minutes; when it is older than 1 minute, it is
    // used but resolved again in the background. If that fails, it is kept for an hour and tried again every 10 s. A
    // failure is kept for 10 s. If the answer is in the cache, `resolved` is called before this returns. Resolving
    // fails after 10 s. A name is resolved once at a time, and at most 4 names at once; the others wait.
    void resolve(const std::string& name, int family, Resolved resolved) override;

  private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace snmpolld::loop
