#include "spool/folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "spool/block_search.hpp"
#include "spool/segment_name.hpp"

namespace snmpolld::spool {

namespace {

namespace fs = std::filesystem;

// The lock's file has the number of the process that holds it.
std::string holderIn(const std::string& text) {
    const size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    if (digits == 0 || digits > 10) return "another process";
    if (text.substr(0, digits) == std::to_string(::getpid())) return "another output of this process";
    return "process " + text.substr(0, digits);
}

struct OpenSegment {
    Disk& disk;
    fs::path folder;
    Segment segment;
    UniqueFd fd{};

    Result<Scan> scan() {
        auto opened = disk.open(folder / segment.name, O_RDWR);
        if (!opened) return tl::make_unexpected(std::move(opened.error()));
        fd = std::move(*opened);
        return scanBlocks([this](uint64_t offset, size_t length) { return disk.read(fd.get(), offset, length); },
                          segment.octets);
    }

    // If the end cannot be cut off or the name not be changed, the next process tries again; nothing is read past the
    // end.
    void finish(const Scan& scan) {
        segment.octets = scan.end;
        segment.tally = scan.tally;
        const std::string name = finishedName(segment.number, segment.tally);
        if (!disk.cut(fd.get(), scan.end) || !disk.sync(fd.get())) return;
        if (renameFile(disk, folder / segment.name, folder / name)) segment.name = name;
    }
};

void addOpenSegment(OpenSegment open, FoundSegments& found) {
    const auto scan = open.scan();
    if (!scan) {
        ++found.damaged;
        return;
    }
    if (scan->end == 0) {
        static_cast<void>(open.disk.remove(open.folder / open.segment.name));
        return;
    }
    open.finish(*scan);
    found.segments.insert_or_assign(open.segment.number, open.segment);
}

}  // namespace

Result<UniqueFd> lockFolder(Disk& disk, const fs::path& folder) {
    if (auto made = disk.makeFolder(folder); !made) return tl::make_unexpected(std::move(made.error()));
    auto fd = disk.open(folder / "lock", O_RDWR | O_CREAT);
    if (!fd) return fd;
    if (::flock(fd->get(), LOCK_EX | LOCK_NB) == 0) {
        const std::string holder = std::to_string(::getpid()) + '\n';
        if (disk.cut(fd->get(), 0)) static_cast<void>(disk.write(fd->get(), 0, holder));
        return fd;
    }
    if (errno != EWOULDBLOCK) return fd;
    const std::string holder = holderIn(disk.read(fd->get(), 0, 64).value_or(""));
    return fail(ErrorKind::system, "open the spool " + folder.string() + ": " + holder + " uses it");
}

Result<FoundSegments> findSegments(Disk& disk, const fs::path& folder) {
    const auto files = disk.list(folder);
    if (!files) return tl::make_unexpected(files.error());
    FoundSegments found;
    for (const Disk::File& file : *files) {
        const auto name = parseSegmentName(file.name);
        if (!name) continue;
        found.next_number = std::max(found.next_number, name->number + 1);
        Segment segment{.number = name->number, .name = file.name, .octets = file.octets};
        if (name->tally) {
            segment.tally = *name->tally;
            found.segments.emplace(segment.number, segment);
        } else {
            addOpenSegment({.disk = disk, .folder = folder, .segment = segment}, found);
        }
    }
    return found;
}

void applyMarks(Disk& disk, const fs::path& folder, FoundSegments& found) {
    const SentLines sent = parseSentText(readFile(disk, folder / kSentFile, kMaxSentFile).value_or(""));
    found.damaged += sent.damaged;
    for (const auto& [number, mark] : sent.marks) {
        found.next_number = std::max(found.next_number, number + 1);
        const auto at = found.segments.find(number);
        if (at == found.segments.end()) continue;
        at->second.mark = mark;
        at->second.read_to = mark.offset;
    }
}

}  // namespace snmpolld::spool
