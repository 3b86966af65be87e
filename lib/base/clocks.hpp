// Clocks: this machine's two clocks, as something that is handed in. Production code gets SystemClocks; a unit test
// gives a clock that it moves itself.
#pragma once

#include "base/clock.hpp"
#include "base/now.hpp"

namespace snmpolld {

class Clocks {
  public:
    virtual ~Clocks() = default;

    virtual MonoTime mono() const = 0;
    virtual WallTime wall() const = 0;

    Now now() const { return {mono(), wall()}; }
};

class SystemClocks final : public Clocks {
  public:
    MonoTime mono() const override { return monoNow(); }
    WallTime wall() const override { return wallNow(); }
};

}  // namespace snmpolld
