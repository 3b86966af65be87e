// Delivers records to a server as a writer does: the first line of standard input says where and how (JSON), each
// further one is a record. What becomes of them is said on standard output, a line of JSON each. Ends when all have
// settled. Texts of JSON stand for octets: U+0000 to U+00FF.
#include <csignal>
#include <cstdio>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/clocks.hpp"
#include "base/utf8.hpp"
#include "loop/loop_timing.hpp"
#include "writer/batch_delivery.hpp"
#include "writer/http_transport.hpp"
#include "writer/influx_backend.hpp"
#include "writer/remote_write.hpp"

using namespace snmpolld;
using namespace snmpolld::writer;
using nlohmann::json;

namespace {

std::string octetsOf(const std::string& text) {
    std::string octets;
    std::string_view rest = text;
    while (!rest.empty()) {
        uint32_t code = 0;
        rest.remove_prefix(decodeUtf8(rest, code));
        octets += static_cast<char>(code);
    }
    return octets;
}

model::Labels labelsOf(const json& object) {
    model::Labels labels;
    for (const auto& [name, value] : object.items())
        labels.emplace_back(octetsOf(name), octetsOf(value.get<std::string>()));
    return labels;
}

template <typename Range>
uint32_t placeOf(Range& range, const typename Range::value_type& wanted) {
    for (uint32_t i = 0; i < range.size(); ++i)
        if (range[i] == wanted) return i;
    range.push_back(wanted);
    return static_cast<uint32_t>(range.size() - 1);
}

model::Status statusOf(const std::string& name) {
    for (uint8_t i = 0; i < model::kStatusCount; ++i)
        if (model::statusName(static_cast<model::Status>(i)) == name) return static_cast<model::Status>(i);
    std::fprintf(stderr, "deliver_records: no status %s\n", name.c_str());
    std::exit(2);
}

model::OutputRecord recordOf(const json& from) {
    model::OutputRecord record;
    record.host = octetsOf(from.at("host").get<std::string>());
    record.labels = labelsOf(from.value("labels", json::object()));
    record.modules = from.value("modules", std::vector<std::string>{"if_mib"});
    record.question = from.value("question", 0U);
    record.one_of_several = from.contains("question");
    record.status = statusOf(from.value("status", "ok"));
    record.error = from.value("error", "");
    const std::chrono::nanoseconds at(from.at("time").get<int64_t>());
    record.scheduled = WallTime(std::chrono::duration_cast<WallTime::duration>(at));
    record.started = record.scheduled;
    for (const json& sample : from.value("samples", json::array())) {
        const model::OutputFamily family{sample.at(0).get<std::string>(), model::SampleType::gauge, "Help."};
        const uint32_t place = placeOf(record.families, family);
        record.samples.push_back(
            {place, placeOf(record.label_sets, labelsOf(sample.at(1))), sample.at(2).get<double>()});
    }
    return record;
}

std::unique_ptr<Backend> backendOf(const json& config) {
    if (config.at("type") == "remote_write") return std::make_unique<RemoteWrite>();
    return std::make_unique<InfluxBackend>(InfluxSettings{.database = config.value("database", ""),
                                                          .retention_policy = config.value("retention_policy", ""),
                                                          .organization = config.value("organization", ""),
                                                          .bucket = config.value("bucket", "")});
}

HttpSettings httpOf(const json& config) {
    return {.url = config.at("url").get<std::string>(),
            .user = config.value("user", ""),
            .password = Secret(config.value("password", "")),
            .authorization = Secret(config.value("authorization", "")),
            .ca_file = config.value("ca_file", ""),
            .cert_file = config.value("cert_file", ""),
            .key_file = config.value("key_file", ""),
            .insecure_skip_verify = config.value("insecure_skip_verify", false),
            .timeout = std::chrono::milliseconds(config.value("timeout_ms", 30'000))};
}

DeliverySettings deliveryOf(const json& config) {
    DeliverySettings settings;
    settings.batch_samples = config.value("batch_samples", settings.batch_samples);
    settings.most_pause = std::chrono::milliseconds(config.value("most_pause_ms", 1'000));
    return settings;
}

void say(const json& line) {
    std::cout << line.dump(-1, ' ', true, json::error_handler_t::replace) << std::endl;
}

class Feeder final : DeliveryListener {
  public:
    Feeder(loop::Loop& loop, const json& config, Transport& transport)
        : loop_(loop),
          backend_(backendOf(config)),
          delivery_({.clocks = clocks_,
                     .timing = timing_,
                     .backend = *backend_,
                     .transport = transport,
                     .random = [] { return 0.5; }},
                    deliveryOf(config), *this),
          look_(loop, [this] { look(); }) {
        look_.startEvery(std::chrono::milliseconds(20));
    }

    void run() {
        feed();
        loop_.run();
    }

  private:
    void rejected(uint64_t id, const model::OutputRecord& record, const std::string& why) override {
        json samples = json::array();
        for (const auto& sample : record.samples)
            samples.push_back(record.families.at(sample.family).name);
        say({{"rejected", id}, {"samples", samples}, {"why", why}});
    }
    void settled(const Outcome& outcome) override {
        say({{"settled", outcome.id}, {"is_rejected", outcome.is_rejected}});
        feed();
    }

    void feed() {
        std::string line;
        while (delivery_.hasRoom() && std::getline(std::cin, line))
            take(json::parse(line));
        if (std::cin.eof()) delivery_.hurry();
    }
    void take(const json& from) {
        if (!from.contains("gone")) return delivery_.take(++last_id_, recordOf(from));
        const WallTime at(
            std::chrono::duration_cast<WallTime::duration>(std::chrono::nanoseconds(from.at("time").get<int64_t>())));
        for (auto& marker : dynamic_cast<RemoteWrite&>(*backend_).gone(from.at("gone").get<std::string>(), at))
            delivery_.take(++last_id_, std::move(marker));
    }
    void look() {
        const DeliveryState state = delivery_.state();
        if (state.trouble != trouble_) say({{"trouble", trouble_ = state.trouble}});
        if (delivery_.isIdle() && std::cin.eof()) {
            say({{"requests", state.requests}, {"retried", state.retried}, {"written", state.samples_written}});
            loop_.stop();
        }
    }

    loop::Loop& loop_;
    SystemClocks clocks_;
    loop::LoopTiming timing_{loop_};
    std::unique_ptr<Backend> backend_;
    Delivery delivery_;
    loop::Timer look_;
    uint64_t last_id_ = 0;
    std::string trouble_;
};

}  // namespace

int main() {
    std::signal(SIGPIPE, SIG_IGN);
    std::string first;
    std::getline(std::cin, first);
    const json config = json::parse(first);
    loop::Loop loop;
    auto transport = HttpTransport::open(loop, httpOf(config));
    if (!transport) {
        std::fprintf(stderr, "deliver_records: %s\n", transport.error().message.c_str());
        return 1;
    }
    Feeder(loop, config, **transport).run();
    return 0;
}
