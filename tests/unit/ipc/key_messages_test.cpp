// Keys of engines: with tasks, wanted, answered.
#include <doctest/doctest.h>

#include "ipc/worker_codec.hpp"
#include "samples.hpp"

using namespace snmpolld;
using namespace snmpolld::ipc;

namespace {

model::PollTask roundTrip(const model::PollTask& task) {
    return TaskDecoder().decode(payload(encoded(task))).value();
}

}  // namespace

TEST_CASE("a task may come without keys, and keys are of the engine that is pinned or was learned") {
    model::PollTask task = sampleTask();
    task.keys = {};
    task.confirms.clear();
    CHECK(roundTrip(task).keys.empty());
    CHECK(roundTrip(task).confirms.empty());
    auto credentials = std::make_shared<model::Credentials>(*task.credentials);
    credentials->engine_id.clear();
    task.credentials = credentials;
    task.keys = {{.engine_id = task.learned.engine_id, .auth = Secret("k1")}};
    CHECK(roundTrip(task).keys == task.keys);
    task.learned.engine_id.clear();
    CHECK_FALSE(TaskDecoder().decode(payload(encoded(task))).has_value());
    task = sampleTask();
    task.confirms = std::string(33, 'x');
    CHECK_FALSE(TaskDecoder().decode(payload(encoded(task))).has_value());
}

TEST_CASE("a question for keys and its answers travel whole") {
    const auto again = [](const model::KeyAnswer& answer) {
        std::string out;
        encodeKeyAnswer(answer, out);
        CHECK(isKeyAnswer(payload(out)));
        return decodeKeyAnswer(payload(out)).value();
    };
    const model::KeyWanted wanted{.task_id = 7, .engine_id = std::string("\x80\0\x01", 3)};
    std::string out;
    encodeFromWorker(wanted, out);
    CHECK(std::get<model::KeyWanted>(decodeFromWorker(payload(out)).value()) == wanted);
    model::KeyAnswer answer{.task_id = 7, .keys = {wanted.engine_id, Secret("auth"), Secret("priv")}};
    CHECK(again(answer) == answer);
    answer.keys.priv = Secret();
    CHECK(again(answer) == answer);
    answer = {.task_id = 7, .refused = true, .keys = {.engine_id = "e"}};
    CHECK(again(answer) == answer);
}

TEST_CASE("keys of impossible engines are refused in both directions") {
    for (const std::string& engine_id : {std::string(), std::string(33, 'x')}) {
        std::string out;
        encodeFromWorker(model::KeyWanted{.task_id = 7, .engine_id = engine_id}, out);
        CHECK_FALSE(decodeFromWorker(payload(out)).has_value());
        out.clear();
        encodeKeyAnswer({.task_id = 7, .keys = {.engine_id = engine_id}}, out);
        CHECK_FALSE(decodeKeyAnswer(payload(out)).has_value());
    }
    const std::string task = encoded(sampleTask());
    CHECK_FALSE(isKeyAnswer(payload(task)));
    CHECK_FALSE(decodeKeyAnswer(payload(task)).has_value());
}
