// For whoever has parsed secrets: calls leave octets of them on the stack, where no object owns them.
#pragma once

namespace snmpolld {

// Overwrites the part of the stack below the caller, deep enough for what parsers and cryptography leave there.
void wipeStack() noexcept;

}  // namespace snmpolld
