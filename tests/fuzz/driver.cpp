// Runs a fuzz target without libFuzzer: each seed as it is, then mutations of the seeds, the same in every run.
//   fuzz_NAME [ROUNDS [SEED]]     20,000 rounds unless said otherwise; another SEED makes other mutations
//   fuzz_NAME FILE                one input, as an abort left it in ./fuzz-crash (ASAN_OPTIONS=abort_on_error=1)
#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <random>

#include "fuzz.hpp"

namespace {

using snmpolld::fuzz::seeds;

constexpr unsigned long kRounds = 20'000;
constexpr size_t kLongest = 1U << 16;
constexpr uint64_t kSeed = 20260102;

const std::string* in_hand = nullptr;

// The sanitizer sees a read behind the end only when the block ends there.
void run(const std::string& input) {
    in_hand = &input;
    const auto block = std::make_unique_for_overwrite<uint8_t[]>(input.size());
    std::copy(input.begin(), input.end(), block.get());
    LLVMFuzzerTestOneInput(block.get(), input.size());
}

void keepInput(int) {
    std::ofstream("fuzz-crash", std::ios::binary) << *in_hand;
}

class Mutator {
  public:
    Mutator(std::vector<std::string> pool, uint64_t seed) : pool_(std::move(pool)), random_(seed) {}

    std::string next() {
        std::string input = pool_[below(pool_.size())];
        for (size_t changes = 1 + below(4); changes > 0; --changes)
            change(input);
        if (input.size() > kLongest) input.resize(kLongest);
        return input;
    }

  private:
    size_t below(size_t end) { return end == 0 ? 0 : random_() % end; }

    void change(std::string& input) {
        const size_t at = below(input.size());
        switch (below(7)) {
            case 0:
                return flipBit(input, at);
            case 1:
                return overwrite(input, at, 1);
            case 2:
                return overwrite(input, at, 4);
            case 3:
                return input.resize(at);
            case 4:
                return static_cast<void>(input.erase(at, 1 + below(8)));
            case 5:
                return static_cast<void>(input.insert(at, input, below(input.size()), 1 + below(16)));
            default:
                return splice(input, at);
        }
    }

    void flipBit(std::string& input, size_t at) {
        if (!input.empty()) input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
    }

    // A number that is at the edge of something, or any.
    void overwrite(std::string& input, size_t at, size_t size) {
        static constexpr std::array<uint32_t, 12> kEdges{
            0, 1, 4, 0x7f, 0x80, 0xff, 0x7fff'ffff, 0x8000'0000, 0xffff'ffff, 0xffff, 0x400'0000, 0xfffffffc};
        const size_t choice = below(kEdges.size() + 4);
        const uint32_t number = choice < kEdges.size() ? kEdges[choice] : static_cast<uint32_t>(random_());
        std::memcpy(input.data() + at, &number, std::min(size, input.size() - at));
    }

    void splice(std::string& input, size_t at) {
        const std::string& other = pool_[below(pool_.size())];
        input.replace(at, std::string::npos, other, below(other.size()), std::string::npos);
    }

    std::vector<std::string> pool_;
    std::mt19937_64 random_;
};

int runFile(const char* path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        std::fprintf(stderr, "%s cannot be read\n", path);
        return 2;
    }
    run(std::string(std::istreambuf_iterator<char>(file), {}));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    unsigned long rounds = kRounds;
    if (argc > 1) {
        char* end = nullptr;
        rounds = std::strtoul(argv[1], &end, 10);
        if (*end != '\0') return runFile(argv[1]);
    }
    std::signal(SIGABRT, keepInput);
    const std::vector<std::string> pool = seeds();
    for (const std::string& seed : pool)
        run(seed);
    Mutator mutator(pool, argc > 2 ? std::strtoull(argv[2], nullptr, 10) : kSeed);
    for (unsigned long round = 0; round < rounds; ++round) {
        const std::string input = mutator.next();
        run(input);
    }
    std::printf("%lu rounds\n", rounds);
    return 0;
}
