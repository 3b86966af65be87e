// Answers in fewer octets, for clients that take gzip.
#pragma once

#include <zlib.h>

#include <functional>
#include <string>

namespace snmpolld::http {

// Compresses a text that comes in pieces.
class Gzip {
  public:
    // `more` gives the text piece by piece, and an empty piece at its end.
    explicit Gzip(std::function<std::string()> more);
    Gzip(const Gzip&) = delete;
    ~Gzip();

    std::string next();  // the next compressed piece; empty at the end

  private:
    void pack(const std::string& piece, int flush, std::string& out);

    std::function<std::string()> more_;
    z_stream stream_{};
    bool ended_ = false;
};

}  // namespace snmpolld::http
