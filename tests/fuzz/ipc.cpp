// Bytes on the channel between the supervisor and a worker: the framer and all decoders. What a decoder lets through,
// the encoder must be able to send on, and it must come out the same.
#include "fuzz.hpp"
#include "ipc/frame.hpp"
#include "ipc/framer.hpp"
#include "ipc/worker_codec.hpp"
#include "unit/ipc/samples.hpp"

namespace {

using namespace snmpolld;
using fuzz::mustHold;
using Frame = std::span<const std::byte>;

template <typename Decode, typename Encode>
void decodeAndBack(Frame frame, Decode decode, Encode encode) {
    const auto message = decode(frame);
    if (!message) return mustHold(message.error().kind == ErrorKind::protocol, "a refusal is a protocol error");
    std::string once;
    encode(*message, once);
    const auto again = decode(ipc::payload(once));
    mustHold(again.has_value(), "what was decoded can be encoded and decoded");
    std::string twice;
    encode(*again, twice);
    mustHold(once == twice, "encoding what was decoded changes nothing");
}

void decodeAll(Frame frame) {
    decodeAndBack(frame, ipc::decodeFromChild, ipc::encodeFromChild);
    static_cast<void>(ipc::isFromChild(frame));
    static_cast<void>(ipc::decodeSockets({reinterpret_cast<const char*>(frame.data()), frame.size()}));
    decodeAndBack(frame, ipc::decodeFromWorker,
                  [](const ipc::FromWorker& message, std::string& out) { ipc::encodeFromWorker(message, out); });
    decodeAndBack(frame, ipc::decodeKeyAnswer, ipc::encodeKeyAnswer);
    static_cast<void>(ipc::TaskDecoder().forgets(frame));
    decodeAndBack(
        frame, [](Frame task) { return ipc::TaskDecoder().decode(task); },
        [](const model::PollTask& task, std::string& out) { ipc::TaskEncoder().encode(task, out); });
}

// The frames of a stream that comes in pieces of `step`.
std::vector<std::string> cut(Frame stream, size_t step) {
    std::vector<std::string> frames;
    ipc::Framer framer;
    while (!stream.empty()) {
        const Frame piece = stream.first(std::min(step, stream.size()));
        stream = stream.subspan(piece.size());
        const auto fed = framer.feed(piece, [&](Frame frame) -> Result<void> {
            frames.emplace_back(reinterpret_cast<const char*>(frame.data()), frame.size());
            return {};
        });
        if (!fed) break;
    }
    return frames;
}

std::string encoded(const ipc::FromWorker& message) {
    std::string out;
    ipc::encodeFromWorker(message, out);
    return out;
}

std::string saidByChild(const ipc::FromChild& message) {
    std::string out;
    ipc::encodeFromChild(message, out);
    return out;
}

}  // namespace

std::vector<std::string> snmpolld::fuzz::seeds() {
    std::string task;
    ipc::TaskEncoder encoder;
    const model::PollTask shared = ipc::sampleTask();
    encoder.encode(shared, task);
    std::string again;
    encoder.encode(shared, again);
    const std::string record = encoded(ipc::sampleRecord());
    const std::string ready = saidByChild(
        ipc::Ready{.protocol = "worker", .version = 8, .pid = 4711, .details = ipc::encodeSockets({425'984, 2944})});
    const std::string line = saidByChild(ipc::LogLine{"a line"});
    const std::string dropped = encoded(ipc::Dropped{7});
    std::vector<std::string> seeds{task, record, ready, line, dropped, ready + line + record, task + again};
    const std::string wanted = encoded(model::KeyWanted{.task_id = 7, .engine_id = "\x80engine"});
    std::string answer;
    ipc::encodeKeyAnswer({.task_id = 7, .keys = {"\x80engine", Secret("auth"), Secret("priv")}}, answer);
    std::string forget;
    {
        const model::PollTask gone = ipc::sampleTask();
        encoder.encode(gone, forget);
        forget.clear();
    }
    encoder.forgetGone(forget);
    for (const std::string& frame : {task, record, ready, line, wanted, answer, forget})
        seeds.push_back(frame.substr(ipc::kFrameHeader));
    seeds.push_back(ipc::encodeSockets({425'984, 2944}));
    return seeds;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const Frame input = std::as_bytes(std::span(data, size));
    decodeAll(input);
    const std::vector<std::string> frames = cut(input, size);
    mustHold(frames == cut(input, 7), "how a stream is cut does not matter");
    ipc::TaskDecoder decoder;
    for (const std::string& frame : frames) {
        decodeAll(std::as_bytes(std::span(frame)));
        static_cast<void>(decoder.decode(std::as_bytes(std::span(frame))));
    }
    return 0;
}
