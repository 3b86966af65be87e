// Random work on a spool beside a simple model of it, with restarts and kills.
#include <doctest/doctest.h>

#include <deque>
#include <set>

#include "spools.hpp"

using namespace snmpolld;
using namespace snmpolld::test;

namespace {

// Every third spool has large segments; nothing is ever over the limit.
Limits limitsFor(unsigned seed) {
    return {.max_size = seed % 3 == 0 ? uint64_t{1} << 30 : uint64_t{4} << 20};
}

// A spool, and what must be in it.
class Pair {
  public:
    Pair(const std::filesystem::path& folder, Order order, unsigned seed)
        : folder_(folder), order_(order), limits_(limitsFor(seed)), random_(seed) {
        spool_ = openSpool(place(), disk_, order_, limits_);
    }

    void step() {
        const unsigned choice = pick(100);
        if (choice < 45) return append();
        if (choice < 55) return sync();
        if (choice < 75) return next();
        if (choice < 88) return done();
        if (choice < 92) return putBack();
        if (choice < 96) return commit();
        if (choice < 98) return reopen();
        kill();
    }

    void finish() {
        std::vector<uint64_t> expected(waiting_.begin(), waiting_.end());
        auto sent = drain(*spool_);
        if (order_ == Order::newest_first) std::sort(sent.begin(), sent.end());
        CHECK(sent == expected);
        CHECK(spool_->takeGaps().empty());
        CHECK(spool_->state().damaged == 0);
    }

  private:
    unsigned pick(unsigned below) { return static_cast<unsigned>(random_() % below); }
    std::filesystem::path place() const { return folder_ / std::to_string(life_); }

    void append() {
        const unsigned kind = pick(100);
        const size_t size = kind < 80 ? pick(300) : kind < 98 ? pick(5000) : pick(300'000);
        REQUIRE(test::append(*spool_, number_, size));
        waiting_.insert(number_++);
    }
    void sync() {
        REQUIRE(spool_->sync());
        synced_to_ = number_;
    }
    void next() {
        const size_t ahead = std::min<size_t>(in_hand_.size(), pick(4));
        const auto number = nextNumber(*spool_, ahead);
        if (ahead < in_hand_.size()) {
            CHECK(number == in_hand_[ahead]);
            return;
        }
        if (!number) {
            CHECK((in_hand_.size() == waiting_.size() || !in_hand_.empty()));
            return;
        }
        CHECK(waiting_.contains(*number));
        CHECK(std::find(in_hand_.begin(), in_hand_.end(), *number) == in_hand_.end());
        if (order_ == Order::oldest_first) CHECK(*number == *std::next(waiting_.begin(), static_cast<long>(ahead)));
        in_hand_.push_back(*number);
    }
    void done() {
        spool_->done();
        if (in_hand_.empty()) return;
        waiting_.erase(in_hand_.front());
        done_.insert(in_hand_.front());
        in_hand_.pop_front();
    }
    void putBack() {
        spool_->putBack();
        in_hand_.clear();
    }
    void commit() {
        REQUIRE(spool_->commit(at(static_cast<int64_t>(number_))));
        synced_to_ = number_;
        done_.clear();
    }
    void reopen() {
        spool_.reset();
        spool_ = openSpool(place(), disk_, order_, limits_);
        in_hand_.clear();
        done_.clear();
        synced_to_ = number_;
        CHECK(spool_->state().waiting.entries == waiting_.size());
    }

    // What a process would find if this one were killed now.
    void kill() {
        const auto from = place();
        const auto looked_at = folder_ / "looked_at";
        ++life_;
        std::filesystem::copy(from, place());
        spool_.reset();
        tear();
        std::filesystem::remove_all(looked_at);
        std::filesystem::copy(place(), looked_at);
        compare(drain(*openSpool(looked_at, disk_, order_, limits_)));
        spool_ = openSpool(place(), disk_, order_, limits_);
    }

    // A write that was under way leaves anything behind what was synced before.
    void tear() {
        for (const auto& file : segmentsIn(place())) {
            if (file.extension() != ".open") continue;
            std::string octets = contentOf(file);
            const std::string before = octets;
            const unsigned kind = pick(4), size = pick(3000);
            if (kind == 1) octets += std::string(size, '\0');
            if (kind == 2) octets += numbered(number_, size);
            if (kind == 3) octets += before.substr(0, size);
            writeContent(file, octets);
        }
    }

    void compare(const std::vector<uint64_t>& found) {
        const std::set<uint64_t> numbers(found.begin(), found.end());
        CHECK(numbers.size() == found.size());
        if (order_ == Order::oldest_first) CHECK(std::is_sorted(found.begin(), found.end()));
        for (const uint64_t number : numbers)
            CHECK((waiting_.contains(number) || done_.contains(number)));
        for (const uint64_t number : waiting_)
            if (number < synced_to_) CHECK(numbers.contains(number));
        waiting_ = numbers;
        in_hand_.clear();
        done_.clear();
        synced_to_ = number_;
    }

    std::filesystem::path folder_;
    Order order_;
    Limits limits_;
    std::minstd_rand random_;
    TestDisk disk_;
    std::unique_ptr<Spool> spool_;
    unsigned life_ = 0;
    uint64_t number_ = 0;         // of the next entry
    uint64_t synced_to_ = 0;      // every entry before this one is safe
    std::set<uint64_t> waiting_;  // not done
    std::deque<uint64_t> in_hand_;
    std::set<uint64_t> done_;  // since the last commit
};

void work(Order order, unsigned seed) {
    CAPTURE(seed);
    TemporaryFolder folder;
    std::filesystem::create_directory(folder / "a");
    Pair pair(folder / "a", order, seed);
    for (int i = 0; i < 300; ++i)
        pair.step();
    pair.finish();
}

}  // namespace

TEST_CASE(
    "oldest first: nothing that was synced is lost, nothing comes twice but after a kill, and the order is kept") {
    for (unsigned seed = 1; seed <= 25; ++seed)
        work(Order::oldest_first, seed);
}

TEST_CASE("newest first: nothing that was synced is lost, and nothing comes twice but after a kill") {
    for (unsigned seed = 1; seed <= 25; ++seed)
        work(Order::newest_first, seed);
}
