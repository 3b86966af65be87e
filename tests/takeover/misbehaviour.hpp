// What a taken-over worker may say to its supervisor without any system call that it does not have: too much, or
// something that is not so.
#pragma once

#include <cstdint>
#include <string_view>

#include "ipc/channel.hpp"
#include "model/poll_task.hpp"

namespace snmpolld::takeover {

// As a worker does it. Returns the task; its id is 0 if the channel ends first.
model::PollTask sayReadyAndTakeTask(ipc::Channel& channel);

// By name; false if there is none of that name. Floods end when the supervisor has had enough.
//   flood_log, flood_silent, flood_dropped   messages that nobody asked for, as fast as the channel takes them
//   flood_stderr                             lines to standard error
//   lie_task                                 a record of a task that it does not have
//   lie_time, lie_learned                    a record of a poll that has not begun yet, and of what will be learned
//   lie_engine                               a record that says that the host has the engine of another host
//   keys_of_no_task, keys_of_1000_engines    questions for keys that nobody needs
//   keys_of_another_host                     a question for the keys of the engine of the host beside it
bool misbehave(std::string_view name, ipc::Channel& channel, const model::PollTask& task);

// As an HTTP server, by name; false if there is none of that name. Says Ready first. Returns once the channel has
// ended.
//   flood_log              lines that nobody asked for
//   flood_messages         as many messages as the channel takes, all of them sound
//   flood_requests         more requests at a time than it may have
//   twice, too_long, endless, nonsense, no_pong    a request twice; a text, a frame that is too long; octets at random;
//   an
//                                                  answer to no Ping
//   strange                requests for targets, modules, auths and contexts that nobody would write
//   mute                   nothing any more
bool misbehaveAsHttpServer(std::string_view name);

}  // namespace snmpolld::takeover
