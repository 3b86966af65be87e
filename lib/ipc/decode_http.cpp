// Frames between supervisor and HTTP server become messages.
#include <utility>

#include "ipc/http_codec.hpp"
#include "ipc/http_generated.h"
#include "ipc/limits.hpp"
#include "ipc/verified_frame.hpp"

namespace snmpolld::ipc {

namespace {

constexpr Duration kMaxPatience = std::chrono::hours(1);

bool sameSizes(const http_fb::Samples& from) {
    const auto size = from.names()->size();
    return from.types()->size() == size && from.has_help()->size() == size && from.helps()->size() == size &&
           from.suffixes()->size() == size && from.ends()->size() == size;
}

Result<model::PackedSamples> readSamples(const http_fb::Samples& from, std::string pieces) {
    if (!sameSizes(from)) return refuse("columns of samples that are not of one length");
    model::PackedSamples packed{.octets = std::move(pieces), .count = from.count()};
    packed.octets += view(from.octets());
    for (flatbuffers::uoffset_t i = 0; i < from.names()->size(); ++i) {
        model::PackedFamily family{.name = from.names()->Get(i)->str()};
        if (static_cast<uint8_t>(from.types()->Get(i)) >= model::kFamilyTypeCount) return refuse("a family's type");
        family.type = static_cast<model::FamilyType>(from.types()->Get(i));
        if (from.has_help()->Get(i) != 0) family.help = from.helps()->Get(i)->str();
        family.suffix = from.suffixes()->Get(i)->str();
        family.end = from.ends()->Get(i);
        packed.families.push_back(std::move(family));
    }
    return packed;
}

Result<std::optional<ToHttp>> readLastPoll(const http_fb::LastPoll& from, std::string pieces) {
    auto samples = readSamples(*from.samples(), std::move(pieces));
    if (!samples) return tl::unexpected(samples.error());
    auto verdict = readSamples(*from.verdict(), {});
    if (!verdict) return tl::unexpected(verdict.error());
    return model::LastPoll{.host = from.host()->str(),
                           .question = from.question(),
                           .one_of_several = from.one_of_several(),
                           .samples = std::move(*samples),
                           .verdict = std::move(*verdict)};
}

Result<std::optional<ToHttp>> readAnswer(const http_fb::Answer& from, std::string pieces) {
    HttpAnswer answer{.id = from.id(), .status = from.status(), .sentence = std::string(view(from.sentence()))};
    if (from.samples() == nullptr) return answer;
    auto samples = readSamples(*from.samples(), std::move(pieces));
    if (!samples) return tl::unexpected(samples.error());
    answer.samples = std::move(*samples);
    return answer;
}

using TextColumn = flatbuffers::Vector<flatbuffers::Offset<flatbuffers::String>>;

std::vector<std::string> textsOf(const TextColumn& from) {
    std::vector<std::string> texts;
    for (const auto* text : from)
        texts.push_back(text->str());
    return texts;
}

Result<model::TlsSettings> readTls(const http_fb::Tls& from) {
    if (from.client_auth() > http_fb::ClientAuth::MAX || from.lowest() > http_fb::TlsVersion::MAX ||
        from.highest() > http_fb::TlsVersion::MAX)
        return refuse("settings of TLS that there are not");
    return model::TlsSettings{.certificates = from.certificates()->str(),
                              .key = Secret(view(from.key())),
                              .authorities = from.authorities()->str(),
                              .client_auth = static_cast<model::ClientAuth>(from.client_auth()),
                              .allowed_names = textsOf(*from.allowed_names()),
                              .lowest = static_cast<model::TlsVersion>(from.lowest()),
                              .highest = static_cast<model::TlsVersion>(from.highest()),
                              .cipher_suites = textsOf(*from.cipher_suites()),
                              .curves = textsOf(*from.curves()),
                              .prefers_own_order = from.prefers_own_order()};
}

Result<std::optional<ToHttp>> readWeb(const http_fb::Web& from) {
    if (from.users()->size() != from.hashes()->size() || from.header_names()->size() != from.header_values()->size())
        return refuse("columns of users or headers that are not of one length");
    if (from.request_interval() < 0) return refuse("a negative interval");
    model::WebSettings web{.request_interval = Duration(from.request_interval()),
                           .request_burst = from.request_burst()};
    if (from.tls() != nullptr) {
        auto tls = readTls(*from.tls());
        if (!tls) return tl::unexpected(tls.error());
        web.tls = std::move(*tls);
    }
    for (flatbuffers::uoffset_t i = 0; i < from.users()->size(); ++i)
        web.users.push_back({from.users()->Get(i)->str(), Secret(view(from.hashes()->Get(i)))});
    for (flatbuffers::uoffset_t i = 0; i < from.header_names()->size(); ++i)
        web.headers.emplace_back(from.header_names()->Get(i)->str(), from.header_values()->Get(i)->str());
    return web;
}

Result<std::string> readText(const flatbuffers::String* from) {
    if (from != nullptr && from->size() > kMaxHttpText) return refuse("a text that is longer than any URL");
    return std::string(view(from));
}

Result<FromHttp> readScrape(const http_fb::Scrape& from) {
    ScrapeRequest scrape{.id = from.id()};
    for (const auto& [text, to] : {std::pair(from.target(), &scrape.target), std::pair(from.auth(), &scrape.auth),
                                   std::pair(from.context(), &scrape.context)}) {
        auto read = readText(text);
        if (!read) return tl::unexpected(read.error());
        *to = std::move(*read);
    }
    const auto* modules = from.modules();
    if (modules != nullptr && modules->size() > kMaxHttpModules) return refuse("too many modules");
    for (flatbuffers::uoffset_t i = 0; modules != nullptr && i < modules->size(); ++i) {
        auto name = readText(modules->Get(i));
        if (!name) return tl::unexpected(name.error());
        scrape.modules.push_back(std::move(*name));
    }
    scrape.engine_id = view(from.engine_id());
    if (scrape.engine_id.size() > kMaxLearnedEngineId) return refuse("an engine ID above 32 octets");
    if (!validUpTo(kMaxPatience, from.patience())) return refuse("a patience beyond an hour");
    scrape.patience = Duration(from.patience());
    return scrape;
}

Result<FromHttp> readQuestion(const http_fb::Question& from) {
    if (from.about() > http_fb::About::MAX) return refuse("a question about nothing");
    return HttpQuestion{.id = from.id(), .about = static_cast<About>(from.about())};
}

}  // namespace

Result<std::optional<ToHttp>> ToHttpDecoder::decode(std::span<const std::byte> frame) {
    const SecretFrame aligned(frame);
    const auto* from = aligned.verifiedRoot<http_fb::ToHttp>(kToHttpIdentifier);
    if (from == nullptr) return refuse("not a message for an HTTP server");
    switch (from->message_type()) {
        case http_fb::ToHttpMessage::Listen:
            return Listen{};
        case http_fb::ToHttpMessage::Piece:
            pieces_ += view(from->message_as_Piece()->octets());
            return std::optional<ToHttp>();
        case http_fb::ToHttpMessage::LastPoll:
            return readLastPoll(*from->message_as_LastPoll(), std::exchange(pieces_, {}));
        case http_fb::ToHttpMessage::Forget:
            return ForgetHost{from->message_as_Forget()->host()->str()};
        case http_fb::ToHttpMessage::Answer:
            return readAnswer(*from->message_as_Answer(), std::exchange(pieces_, {}));
        case http_fb::ToHttpMessage::Ping:
            return Ping{from->message_as_Ping()->number()};
        case http_fb::ToHttpMessage::Web:
            return readWeb(*from->message_as_Web());
        case http_fb::ToHttpMessage::NONE:
            break;
    }
    return refuse("of no known kind");
}

Result<FromHttp> decodeFromHttp(std::span<const std::byte> frame) {
    if (frame.size() > kMaxFromHttp) return refuse("larger than any request");
    const AlignedFrame aligned(frame);
    const auto* from = aligned.verifiedRoot<http_fb::FromHttp>(http_fb::FromHttpIdentifier());
    if (from == nullptr) return refuse("not a message of an HTTP server");
    switch (from->message_type()) {
        case http_fb::FromHttpMessage::Scrape:
            return readScrape(*from->message_as_Scrape());
        case http_fb::FromHttpMessage::Question:
            return readQuestion(*from->message_as_Question());
        case http_fb::FromHttpMessage::Left:
            return AskerLeft{from->message_as_Left()->id()};
        case http_fb::FromHttpMessage::Pong:
            return Pong{from->message_as_Pong()->number()};
        case http_fb::FromHttpMessage::NONE:
            break;
    }
    return refuse("of no known kind");
}

}  // namespace snmpolld::ipc
