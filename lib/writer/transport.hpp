// Transport: the way to one server, as Delivery sees it. In production it is HttpTransport; a unit test answers itself.
#pragma once

#include <functional>

#include "writer/backend.hpp"

namespace snmpolld::writer {

class Transport {
  public:
    virtual ~Transport() = default;

    // `answered` is called once, later, never inside this call. How many requests are under way at a time is the
    // caller's affair.
    virtual void send(Request request, std::function<void(Answer)> answered) = 0;
    // Ends what is under way; nobody is given an answer any more.
    virtual void abandon() = 0;
};

}  // namespace snmpolld::writer
