// The memory of uv handles, shared by the files of this folder. A uv handle lives until uv's close callback, so it is
// kept in a Closable on the heap; the C++ object in front of it may be destroyed at any time, even inside its own
// callback.
#pragma once

#include <uv.h>

#include <array>
#include <cstddef>
#include <type_traits>

namespace snmpolld::loop {

// Base of every Handle: one or more uv handles with `data` pointing here. Deleted when the last of them is closed.
struct Closable {
    virtual ~Closable() = default;

    int open_handles = 0;
    bool dead = false;  // the C++ object is gone: no callback of the user is called any more

    template <typename UvHandle>
    void own(UvHandle& handle) {
        handle.data = this;
        ++open_handles;
    }
};

template <typename UvHandle>
uv_handle_t* asHandle(UvHandle& handle) {
    return reinterpret_cast<uv_handle_t*>(&handle);
}

// The Handle that owns a uv handle.
template <typename Handle, typename UvHandle>
Handle& ownerOf(UvHandle* handle) {
    return *static_cast<Handle*>(static_cast<Closable*>(handle->data));
}

// One for all streams of a loop (uv_loop_t::data): what is read is consumed before the next read.
using ReadBuffer = std::array<char, 256 * 1024>;

}  // namespace snmpolld::loop
