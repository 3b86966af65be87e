// How the encoders of this folder make frames. They share one FlatBufferBuilder: the process has one thread, and a
// message is appended to its batch before the next one is begun.
#pragma once

#include <flatbuffers/flatbuffers.h>

#include <string>
#include <string_view>

namespace snmpolld::ipc {

using Builder = flatbuffers::FlatBufferBuilder;
using Bytes = flatbuffers::Offset<flatbuffers::Vector<uint8_t>>;

// The shared builder, empty.
Builder& cleanBuilder();

// Appends what was finished in `builder` to `out`, behind its length.
void appendFinished(Builder& builder, std::string& out);

// Finishes the message whose root is `root` and appends its frame. `identifier`: 4 characters, those of the schema.
template <typename T>
void appendFrame(Builder& builder, flatbuffers::Offset<T> root, const char* identifier, std::string& out) {
    builder.Finish(root, identifier);
    appendFinished(builder, out);
}

// A vector of these octets; 0, which means "absent", if there are none.
inline Bytes bytes(Builder& builder, std::string_view data) {
    if (data.empty()) return 0;
    return builder.CreateVector(reinterpret_cast<const uint8_t*>(data.data()), data.size());
}

// Overwrites a message that was appended and holds secrets.
void wipeFinished(Builder& builder);

// The first kMaxText octets of the text at most, not ending inside a UTF-8 character.
std::string_view cutText(std::string_view text);

}  // namespace snmpolld::ipc
