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
