// The file identifiers of the messages in worker.fbs that are not its root type. A message of one kind is never taken
// for one of another kind.
#pragma once

namespace snmpolld::ipc {

inline constexpr char kTaskIdentifier[] = "SNTK";
inline constexpr char kForgetIdentifier[] = "SNFO";
inline constexpr char kKeyAnswerIdentifier[] = "SNKA";
inline constexpr char kSocketsIdentifier[] = "SNSO";

}  // namespace snmpolld::ipc
