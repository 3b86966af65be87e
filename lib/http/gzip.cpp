#include "http/gzip.hpp"

#include <utility>

#include "base/panic.hpp"

namespace snmpolld::http {

namespace {

constexpr int kLevel = 1;             // metrics shrink to a tenth all the same
constexpr int kGzipFormat = 15 + 16;  // of windowBits: the largest window, with gzip's header
constexpr int kMemory = 8;
constexpr size_t kPackedBlock = 64 << 10;

}  // namespace

Gzip::Gzip(std::function<std::string()> more) : more_(std::move(more)) {
    if (deflateInit2(&stream_, kLevel, Z_DEFLATED, kGzipFormat, kMemory, Z_DEFAULT_STRATEGY) != Z_OK)
        panic("zlib: no memory");
}

Gzip::~Gzip() {
    deflateEnd(&stream_);
}

std::string Gzip::next() {
    std::string out;
    while (out.empty() && !ended_) {
        const std::string piece = more_();
        pack(piece, piece.empty() ? Z_FINISH : Z_NO_FLUSH, out);
        ended_ = piece.empty();
    }
    return out;
}

void Gzip::pack(const std::string& piece, int flush, std::string& out) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
    stream_.avail_in = static_cast<uInt>(piece.size());
    do {
        const size_t before = out.size();
        out.resize(before + kPackedBlock);
        stream_.next_out = reinterpret_cast<Bytef*>(out.data() + before);
        stream_.avail_out = kPackedBlock;
        deflate(&stream_, flush);
        out.erase(before + (kPackedBlock - stream_.avail_out));
    } while (stream_.avail_out == 0);
}

}  // namespace snmpolld::http
