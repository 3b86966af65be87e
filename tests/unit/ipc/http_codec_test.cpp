#include "ipc/http_codec.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "ipc/frame.hpp"
#include "ipc/framer.hpp"

using namespace snmpolld;
using namespace snmpolld::ipc;
using namespace std::chrono_literals;

namespace {

std::span<const std::byte> frameOf(const std::string& octets) {
    return std::as_bytes(std::span(octets)).subspan(kFrameHeader);
}

FromHttp upAndBack(const FromHttp& message) {
    std::string octets;
    encodeFromHttp(message, octets);
    auto back = decodeFromHttp(frameOf(octets));
    REQUIRE(back);
    return std::move(*back);
}

bool isRefused(const FromHttp& message) {
    std::string octets;
    encodeFromHttp(message, octets);
    return !decodeFromHttp(frameOf(octets));
}

// What comes out at the other end, and in how many frames.
std::pair<ToHttp, size_t> downAndOut(const ToHttp& message) {
    std::string octets;
    encodeToHttp(message, octets);
    ToHttpDecoder decoder;
    Framer framer;
    std::optional<ToHttp> out;
    size_t frames = 0;
    REQUIRE(framer.feed(std::as_bytes(std::span(octets)), [&](std::span<const std::byte> frame) -> Result<void> {
        auto decoded = decoder.decode(frame);
        REQUIRE(decoded);
        ++frames;
        REQUIRE_FALSE(out);
        out = std::move(*decoded);
        return {};
    }));
    REQUIRE(out);
    return {std::move(*out), frames};
}

model::PackedSamples packedOf(std::string octets) {
    return {.families = {{.name = "a", .type = model::FamilyType::counter, .help = "A.", .end = 9},
                         {.name = "b", .type = model::FamilyType::histogram, .suffix = "_sum", .end = 18}},
            .octets = std::move(octets),
            .count = 2};
}

}  // namespace

TEST_CASE("what an HTTP server asks comes as it was asked, whatever octets a client has sent") {
    const std::string octets("\0\xff\n", 3);
    const ScrapeRequest scrape{.id = 7,
                               .target = "t" + octets,
                               .auth = octets,
                               .modules = {"if_mib", octets},
                               .context = octets,
                               .engine_id = octets,
                               .patience = 9500ms};
    const auto back = std::get<ScrapeRequest>(upAndBack(scrape));
    CHECK(back.id == 7);
    CHECK(back.target == scrape.target);
    CHECK(back.auth == octets);
    CHECK(back.modules == scrape.modules);
    CHECK(back.context == octets);
    CHECK(back.engine_id == octets);
    CHECK(back.patience == 9500ms);
    CHECK(std::get<HttpQuestion>(upAndBack(HttpQuestion{.id = 8, .about = About::reload})).about == About::reload);
    CHECK(std::get<AskerLeft>(upAndBack(AskerLeft{9})).id == 9);
    CHECK(std::get<Pong>(upAndBack(Pong{10})).number == 10);
}

TEST_CASE("a message beyond the limits is refused") {
    const std::string long_text(kMaxHttpText + 1, 'a');
    CHECK(isRefused(ScrapeRequest{.target = long_text}));
    CHECK(isRefused(ScrapeRequest{.auth = long_text}));
    CHECK(isRefused(ScrapeRequest{.context = long_text}));
    CHECK(isRefused(ScrapeRequest{.modules = {long_text}}));
    CHECK(isRefused(ScrapeRequest{.modules = std::vector<std::string>(kMaxHttpModules + 1)}));
    CHECK(isRefused(ScrapeRequest{.engine_id = std::string(33, 'e')}));
    CHECK(isRefused(ScrapeRequest{.patience = -1ns}));
    CHECK(isRefused(ScrapeRequest{.patience = 2h}));
    CHECK(isRefused(HttpQuestion{.about = static_cast<About>(3)}));
    CHECK(isRefused(ScrapeRequest{.modules = std::vector<std::string>(10, std::string(kMaxHttpText, 'a'))}));
}

TEST_CASE("octets at random are refused or give a message, and nothing else happens") {
    std::mt19937 random(1);
    std::string good;
    encodeFromHttp(ScrapeRequest{.id = 1, .target = "192.0.2.1", .modules = {"a", "b"}}, good);
    for (int i = 0; i < 20'000; ++i) {
        std::string bad = good;
        for (int changes = 0; changes <= i % 7; ++changes)
            bad[kFrameHeader + random() % (bad.size() - kFrameHeader)] = static_cast<char>(random());
        bad.resize(bad.size() - (i % 3 == 0 ? random() % (bad.size() - kFrameHeader) : 0));
        static_cast<void>(decodeFromHttp(frameOf(bad)));
    }
}

TEST_CASE("what the supervisor says comes whole, in pieces if it is long") {
    for (const size_t size : {size_t{20}, size_t{3} << 20}) {
        std::string octets(size, 'x');
        octets.back() = 'y';
        const model::LastPoll poll{.host = "sw1",
                                   .question = 3,
                                   .one_of_several = true,
                                   .samples = packedOf(octets),
                                   .verdict = packedOf("v")};
        const auto [message, frames] = downAndOut(poll);
        CHECK(frames == (size > 20 ? 3 : 1));
        const auto& back = std::get<model::LastPoll>(message);
        CHECK(back.host == "sw1");
        CHECK(back.question == 3);
        CHECK(back.one_of_several);
        CHECK(back.samples.octets == octets);
        CHECK(back.samples.count == 2);
        CHECK(back.verdict.octets == "v");
        REQUIRE(back.samples.families.size() == 2);
        CHECK(back.samples.families[0].help == "A.");
        CHECK(back.samples.families[0].end == 9);
        CHECK(back.samples.families[1].type == model::FamilyType::histogram);
        CHECK_FALSE(back.samples.families[1].help);
        CHECK(back.samples.families[1].suffix == "_sum");
    }
    const auto refused = std::get<HttpAnswer>(downAndOut(HttpAnswer{.id = 5, .status = 403, .sentence = "no"}).first);
    CHECK(refused.id == 5);
    CHECK(refused.status == 403);
    CHECK(refused.sentence == "no");
    CHECK_FALSE(refused.samples);
    CHECK(std::get<ForgetHost>(downAndOut(ForgetHost{"sw1"}).first).host == "sw1");
    CHECK(std::get<Ping>(downAndOut(Ping{4}).first).number == 4);
    CHECK(std::holds_alternative<Listen>(downAndOut(Listen{}).first));
}

TEST_CASE("how clients are served travels whole, and no copy of a secret is left in the batch's memory") {
    model::WebSettings web{.users = {{"alice", Secret("$2b$10$abc")}, {"bob", Secret("$2b$12$def")}},
                           .headers = {{"X-Frame-Options", "deny"}},
                           .request_interval = 1500ms,
                           .request_burst = 7};
    CHECK(std::get<model::WebSettings>(downAndOut(web).first) == web);
    web.tls = model::TlsSettings{.certificates = std::string(100'000, 'c'),
                                 .key = Secret("key"),
                                 .authorities = "authorities",
                                 .client_auth = model::ClientAuth::verify_if_given,
                                 .allowed_names = {"a", "b"},
                                 .lowest = model::TlsVersion::tls10,
                                 .highest = model::TlsVersion::tls12,
                                 .cipher_suites = {"TLS_X"},
                                 .curves = {"X25519", "CurveP256"},
                                 .prefers_own_order = false};
    CHECK(std::get<model::WebSettings>(downAndOut(web).first) == web);
    CHECK(std::get<model::WebSettings>(downAndOut(model::WebSettings{}).first) == model::WebSettings{});
}
