#include "writer/compress.hpp"

#include <snappy-c.h>
#include <zlib.h>

#include <memory>

#include "base/panic.hpp"

namespace snmpolld::writer {

namespace {

constexpr int kLevel = 1;             // metrics shrink to a tenth all the same
constexpr int kGzipFormat = 15 + 16;  // of windowBits: the largest window, with gzip's header
constexpr int kMemory = 8;

// For a result of which only an upper bound of the length is known. A std::string would be filled with zeros first,
// which would touch all of its memory.
struct Room {
    explicit Room(size_t octets_of_it)
        : octets(std::make_unique_for_overwrite<char[]>(octets_of_it)), size(octets_of_it) {}

    std::unique_ptr<char[]> octets;
    size_t size;
};

}  // namespace

std::string gzipped(std::string_view text) {
    z_stream stream{};
    if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipFormat, kMemory, Z_DEFAULT_STRATEGY) != Z_OK)
        panic("zlib: no memory");
    const Room room(deflateBound(&stream, text.size()));
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(room.octets.get());
    stream.avail_out = static_cast<uInt>(room.size);
    const int status = deflate(&stream, Z_FINISH);
    const size_t length = stream.total_out;
    deflateEnd(&stream);
    if (status != Z_STREAM_END) panic("zlib: a text does not fit into what deflateBound() said");
    return {room.octets.get(), length};
}

std::string snappyBlock(std::string_view octets) {
    const Room room(snappy_max_compressed_length(octets.size()));
    size_t length = room.size;
    if (snappy_compress(octets.data(), octets.size(), room.octets.get(), &length) != SNAPPY_OK)
        panic("snappy: octets do not fit into what it said");
    return {room.octets.get(), length};
}

std::string fromSnappyBlock(std::string_view block) {
    size_t length = 0;
    if (snappy_uncompressed_length(block.data(), block.size(), &length) != SNAPPY_OK) panic("snappy: no block");
    std::string out(length, '\0');
    if (snappy_uncompress(block.data(), block.size(), out.data(), &length) != SNAPPY_OK) panic("snappy: no block");
    return out;
}

}  // namespace snmpolld::writer
