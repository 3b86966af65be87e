// recorded_agent: devices that answer from recordings or computed tables, see recorded_options.cpp for its help.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <utility>

#include "generated_rows.hpp"
#include "recorded_network.hpp"
#include "recorded_options.hpp"
#include "server.hpp"

namespace {

using namespace snmpolld::agents;

// A file that is named twice is in memory once.
class Shelf {
  public:
    std::shared_ptr<const Rows> rowsOf(const RecordedSource& source) {
        if (source.path.empty()) return std::make_shared<GeneratedRows>(source.generate);
        if (source.recording.big_string > 0) return read(source);
        auto& rows = rows_[{source.path, source.recording.unsorted}];
        if (!rows) rows = read(source);
        return rows;
    }

  private:
    static std::shared_ptr<const Rows> read(const RecordedSource& source) {
        std::ifstream file(source.path, std::ios::binary);
        std::ostringstream text;
        if (!file || !(text << file.rdbuf())) refuse("cannot read " + source.path);
        std::string error;
        auto recording = Recording::parse(text.str(), source.recording, error);
        if (!recording) refuse(source.path + ":" + error);
        return std::make_shared<Recording>(std::move(*recording));
    }

    std::map<std::pair<std::string, bool>, std::shared_ptr<const Rows>> rows_;
};

std::string nameOf(const RecordedSource& source) {
    return source.path.empty() ? "generated-" + std::to_string(source.generate) : source.path;
}

}  // namespace

int main(int argc, char** argv) {
    const RecordedOptions options = readOptions(argc, argv);
    RecordedNetwork network(options.first, options.community, options.user, options.seed);
    Server server(network);
    if (!server.open(options.port, false, false)) {
        std::perror("recorded_agent: no port");
        return 1;
    }
    Shelf shelf;
    for (const RecordedSource& source : options.sources) {
        const RawAddress address = network.add(shelf.rowsOf(source), source.trouble);
        std::printf("%s:%u %s\n", formatAddress(address).c_str(), static_cast<unsigned>(server.port()),
                    nameOf(source).c_str());
    }
    std::puts("ready");
    std::fflush(stdout);
    server.run();
    return 0;
}
