// Pages: what the HTTP server shows. It keeps the last samples of every host and makes text of them, and asks the
// supervisor for everything else.
#pragma once

#include <cstdint>
#include <functional>
#include <map>

#include "http/refusals.hpp"
#include "http/server.hpp"
#include "ipc/http_messages.hpp"
#include "samples/last_samples.hpp"

namespace snmpolld::http {

class Pages {
  public:
    using Say = std::function<void(const ipc::FromHttp&)>;

    // `say` takes what the supervisor is to be told or asked, `clients` counts the open connections.
    // `refusals` must outlive this.
    Pages(Say say, std::function<size_t()> clients, const Refusals& refusals)
        : say_(std::move(say)), clients_(std::move(clients)), refusals_(refusals) {}

    Server::Left answer(const Request& request, const Server::Reply& reply);

    void take(model::LastPoll poll) { last_samples_.take(std::move(poll)); }
    void take(const ipc::ForgetHost& forget) { last_samples_.forget(forget.host); }
    void take(ipc::HttpAnswer answer);

  private:
    struct Waiting {
        Server::Reply reply;
        format::TextStyle style{};
        bool about_itself = false;  // the answer is completed with what only this process knows
    };

    Server::Left ask(std::function<ipc::FromHttp(uint64_t id)> question, Waiting waiting);
    Response lastSamples(format::TextStyle style);
    Server::Left scrape(const Request& request, const Server::Reply& reply);
    void addOwn(format::TextStyle style, std::string& text) const;

    Say say_;
    std::function<size_t()> clients_;
    const Refusals& refusals_;
    samples::LastSamples last_samples_;
    uint64_t last_id_ = 0;
    std::map<uint64_t, Waiting> waiting_;
};

}  // namespace snmpolld::http
