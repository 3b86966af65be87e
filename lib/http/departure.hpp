// Whether clients have left, which libmicrohttpd does not notice as long as it neither reads nor writes.
#pragma once

namespace snmpolld::http {

// Whether the client has ended its side and everything before that has been read.
bool hasEnded(int fd);
// Whether the client has ended its side, whatever it has sent before.
bool hasLeft(int fd);

}  // namespace snmpolld::http
