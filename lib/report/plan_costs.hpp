// What polls cost, for `snmpolld plan`. Measured on a machine with 2 cores (AMD EPYC, Linux, Release build) over
// loopback; docs/benchmarks.md has the runs. Other machines have other figures, so these are rounded up.
#pragma once

#include <cstdint>

namespace snmpolld::report::costs {

// Microseconds of user and system time. A GET of five varbinds takes a worker 8.4 in `service`, a walk of 1,968 takes
// it 777 in `tables`; with SNMPv3, authPriv, 15.8 in `v3`.
inline constexpr double kWorkerPoll = 3.0;
inline constexpr double kWorkerRequest = 6.0;  // with its answer; a try that is not answered is no cheaper
inline constexpr double kWorkerVarbind = 0.4;
inline constexpr double kWorkerV3 = 8.0;  // of a request, in addition to the rest

// Microseconds of the supervisor: 2.9 per record in `service`, in slow hours 3.4; 169 for the 1,968 varbinds of
// `tables`.
inline constexpr double kSupervisorPoll = 3.5;
inline constexpr double kSupervisorVarbind = 0.15;
inline constexpr double kSupervisorSkip = 4.0;  // for the record of a skipped poll

// Octets. `scale` has 77 MB in the supervisor with 100,000 hosts, `service` 15 MB with 10,000; of the peaks of all
// processes, pages that they share counted in each, 118 MB.
inline constexpr double kSupervisorBase = 20e6;
inline constexpr double kWorkerBase = 15e6;
inline constexpr double kHost = 750;
inline constexpr double kInFlight = 2'000;             // a poll, before its varbinds
inline constexpr double kInFlightVarbind = 1'200;      // libnetsnmp's netsnmp_variable_list is 1,136
inline constexpr uint32_t kMostVarbindsHeld = 10'000;  // of one poll; when there are more, they are sent on as a part

// Of a request that walks several subtrees at once, and its answer.
inline constexpr double kAnswerVarbinds = 50;
inline constexpr double kSubtreesAtOnce = 12;  // in one request

}  // namespace snmpolld::report::costs
