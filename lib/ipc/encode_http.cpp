// Messages between supervisor and HTTP server become frames.
#include <algorithm>
#include <utility>

#include "ipc/frame_builder.hpp"
#include "ipc/http_codec.hpp"
#include "ipc/http_generated.h"

namespace snmpolld::ipc {

namespace {

// Octets of samples in one frame: few enough for the loop to do something else in between.
constexpr size_t kPiece = 1U << 20;

template <typename Tag>
struct TaggedHttp {
    Tag tag;
    flatbuffers::Offset<void> table;
};

using Down = TaggedHttp<http_fb::ToHttpMessage>;
using Up = TaggedHttp<http_fb::FromHttpMessage>;

flatbuffers::Offset<http_fb::Samples> encodeSamples(Builder& builder, const model::PackedSamples& packed,
                                                    std::string_view octets) {
    std::vector<flatbuffers::Offset<flatbuffers::String>> names, helps, suffixes;
    std::vector<http_fb::FamilyType> types;
    std::vector<uint8_t> has_help;
    std::vector<uint32_t> ends;
    for (const model::PackedFamily& family : packed.families) {
        names.push_back(builder.CreateSharedString(family.name));
        helps.push_back(builder.CreateSharedString(family.help.value_or("")));
        suffixes.push_back(builder.CreateSharedString(family.suffix));
        types.push_back(static_cast<http_fb::FamilyType>(family.type));
        has_help.push_back(family.help ? 1 : 0);
        ends.push_back(family.end);
    }
    const auto all_names = builder.CreateVector(names);
    const auto all_types = builder.CreateVector(types);
    const auto all_has_help = builder.CreateVector(has_help);
    const auto all_helps = builder.CreateVector(helps);
    const auto all_suffixes = builder.CreateVector(suffixes);
    const auto all_ends = builder.CreateVector(ends);
    return http_fb::CreateSamples(builder, all_names, all_types, all_has_help, all_helps, all_suffixes, all_ends,
                                  packed.count, bytes(builder, octets));
}

// All but the last piece of the octets is sent in frames of their own.
std::string_view sendPieces(std::string_view octets, std::string& out) {
    for (; octets.size() > kPiece; octets.remove_prefix(kPiece)) {
        Builder& builder = cleanBuilder();
        const auto piece = http_fb::CreatePiece(builder, bytes(builder, octets.substr(0, kPiece))).Union();
        appendFrame(builder, http_fb::CreateToHttp(builder, http_fb::ToHttpMessage::Piece, piece), kToHttpIdentifier,
                    out);
    }
    return octets;
}

flatbuffers::Offset<flatbuffers::String> secretText(Builder& builder, const Secret& secret) {
    const std::string_view text = secret.reveal();
    return builder.CreateString(text.data(), text.size());
}

flatbuffers::Offset<http_fb::Tls> encodeTls(Builder& builder, const model::TlsSettings& from) {
    const auto certificates = builder.CreateString(from.certificates);
    const auto key = secretText(builder, from.key);
    const auto authorities = builder.CreateString(from.authorities);
    const auto allowed_names = builder.CreateVectorOfStrings(from.allowed_names);
    const auto cipher_suites = builder.CreateVectorOfStrings(from.cipher_suites);
    const auto curves = builder.CreateVectorOfStrings(from.curves);
    return http_fb::CreateTls(
        builder, certificates, key, authorities, static_cast<http_fb::ClientAuth>(from.client_auth), allowed_names,
        static_cast<http_fb::TlsVersion>(from.lowest), static_cast<http_fb::TlsVersion>(from.highest), cipher_suites,
        curves, from.prefers_own_order);
}

flatbuffers::Offset<http_fb::Web> encodeWeb(Builder& builder, const model::WebSettings& from) {
    std::vector<flatbuffers::Offset<flatbuffers::String>> users, hashes, names, values;
    for (const model::WebUser& user : from.users) {
        users.push_back(builder.CreateString(user.name));
        hashes.push_back(secretText(builder, user.hash));
    }
    for (const auto& [name, value] : from.headers) {
        names.push_back(builder.CreateString(name));
        values.push_back(builder.CreateString(value));
    }
    const auto all_users = builder.CreateVector(users);
    const auto all_hashes = builder.CreateVector(hashes);
    const auto all_names = builder.CreateVector(names);
    const auto all_values = builder.CreateVector(values);
    const auto tls = from.tls ? encodeTls(builder, *from.tls) : 0;
    return http_fb::CreateWeb(builder, tls, all_users, all_hashes, all_names, all_values, from.request_interval.count(),
                              from.request_burst);
}

// No less than the message takes.
size_t sizeOf(const model::WebSettings& web) {
    constexpr size_t kOfText = 64;  // an offset, a length and what aligns them, with room to spare
    size_t size = 4096;
    const auto add = [&](std::string_view text) { size += text.size() + kOfText; };
    for (const model::WebUser& user : web.users) {
        add(user.name);
        add(user.hash.reveal());
    }
    for (const auto& [name, value] : web.headers) {
        add(name);
        add(value);
    }
    if (!web.tls) return size;
    for (const auto* texts : {&web.tls->allowed_names, &web.tls->cipher_suites, &web.tls->curves})
        std::ranges::for_each(*texts, add);
    for (const std::string_view text :
         {std::string_view(web.tls->certificates), web.tls->key.reveal(), std::string_view(web.tls->authorities)})
        add(text);
    return size;
}

// A builder of its own, which never grows, so that no copy of a secret is left behind.
void sendWeb(const model::WebSettings& web, std::string& out) {
    Builder builder(sizeOf(web));
    const auto message = encodeWeb(builder, web).Union();
    appendFrame(builder, http_fb::CreateToHttp(builder, http_fb::ToHttpMessage::Web, message), kToHttpIdentifier, out);
    wipeFinished(builder);
}

struct DownTagger {
    Builder& builder;
    std::string_view octets;  // that are left of the samples

    Down operator()(const Listen&) const {
        return {http_fb::ToHttpMessage::Listen, http_fb::CreateListen(builder).Union()};
    }
    Down operator()(const model::LastPoll& poll) const {
        const auto host = builder.CreateString(poll.host);
        const auto samples = encodeSamples(builder, poll.samples, octets);
        const auto verdict = encodeSamples(builder, poll.verdict, poll.verdict.octets);
        return {http_fb::ToHttpMessage::LastPoll,
                http_fb::CreateLastPoll(builder, host, poll.question, poll.one_of_several, samples, verdict).Union()};
    }
    Down operator()(const ForgetHost& forget) const {
        return {http_fb::ToHttpMessage::Forget,
                http_fb::CreateForget(builder, builder.CreateString(forget.host)).Union()};
    }
    Down operator()(const HttpAnswer& answer) const {
        const auto sentence = builder.CreateString(answer.sentence);
        const auto samples = answer.samples ? encodeSamples(builder, *answer.samples, octets) : 0;
        return {http_fb::ToHttpMessage::Answer,
                http_fb::CreateAnswer(builder, answer.id, answer.status, sentence, samples).Union()};
    }
    Down operator()(const Ping& ping) const {
        return {http_fb::ToHttpMessage::Ping, http_fb::CreatePing(builder, ping.number).Union()};
    }
    Down operator()(const model::WebSettings&) const { return {}; }  // see sendWeb()
};

std::string_view octetsOf(const ToHttp& message) {
    if (const auto* poll = std::get_if<model::LastPoll>(&message)) return poll->samples.octets;
    const auto* answer = std::get_if<HttpAnswer>(&message);
    return answer != nullptr && answer->samples ? std::string_view(answer->samples->octets) : std::string_view();
}

struct UpTagger {
    Builder& builder;

    flatbuffers::Offset<flatbuffers::String> text(const std::string& given) const {
        return given.empty() ? 0 : builder.CreateString(given);
    }

    Up operator()(const ScrapeRequest& scrape) const {
        const auto target = builder.CreateString(scrape.target);
        const auto auth = text(scrape.auth);
        const auto modules = builder.CreateVectorOfStrings(scrape.modules);
        const auto context = text(scrape.context);
        return {http_fb::FromHttpMessage::Scrape,
                http_fb::CreateScrape(builder, scrape.id, target, auth, modules, context,
                                      bytes(builder, scrape.engine_id), scrape.patience.count())
                    .Union()};
    }
    Up operator()(const HttpQuestion& question) const {
        return {http_fb::FromHttpMessage::Question,
                http_fb::CreateQuestion(builder, question.id, static_cast<http_fb::About>(question.about)).Union()};
    }
    Up operator()(const AskerLeft& left) const {
        return {http_fb::FromHttpMessage::Left, http_fb::CreateLeft(builder, left.id).Union()};
    }
    Up operator()(const Pong& pong) const {
        return {http_fb::FromHttpMessage::Pong, http_fb::CreatePong(builder, pong.number).Union()};
    }
};

}  // namespace

void encodeToHttp(const ToHttp& message, std::string& out) {
    if (const auto* web = std::get_if<model::WebSettings>(&message)) return sendWeb(*web, out);
    const std::string_view octets = sendPieces(octetsOf(message), out);
    Builder& builder = cleanBuilder();
    const Down tagged = std::visit(DownTagger{builder, octets}, message);
    appendFrame(builder, http_fb::CreateToHttp(builder, tagged.tag, tagged.table), kToHttpIdentifier, out);
}

void encodeFromHttp(const FromHttp& message, std::string& out) {
    Builder& builder = cleanBuilder();
    const Up tagged = std::visit(UpTagger{builder}, message);
    appendFrame(builder, http_fb::CreateFromHttp(builder, tagged.tag, tagged.table), http_fb::FromHttpIdentifier(),
                out);
}

}  // namespace snmpolld::ipc
