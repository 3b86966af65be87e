#include "writer/http_transport.hpp"

#include <curl/curl.h>

#include <map>
#include <utility>

#include "base/panic.hpp"
#include "loop/socket_watch.hpp"
#include "writer/curl_exchange.hpp"
#include "writer/url.hpp"

namespace snmpolld::writer {

namespace {

constexpr long kMostConnections = 16;  // that are kept

struct ReleaseMulti {
    void operator()(CURLM* multi) const noexcept { curl_multi_cleanup(multi); }
};

struct ReleaseUrl {
    void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};

Result<void> checkUrl(const std::string& url) {
    const std::unique_ptr<CURLU, ReleaseUrl> parsed(curl_url());
    if (const CURLUcode code = curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0); code != CURLUE_OK)
        return usageError(shownUrl(url) + ": " + curl_url_strerror(code));
    if (!url.starts_with("http://") && !url.starts_with("https://"))
        return usageError(shownUrl(url) + ": a URL that begins with http:// or https:// is needed");
    return {};
}

}  // namespace

// libcurl's multi handle and the loop: which sockets it waits for, and until when.
struct HttpTransport::State {
    State(loop::Loop& on, HttpSettings with);
    ~State();
    State(const State&) = delete;

    void add(std::unique_ptr<CurlExchange> exchange);
    void abandon();

  private:
    static int socketChanged(CURL*, curl_socket_t socket, int what, void* self, void*) noexcept;
    static int timerChanged(CURLM*, long milliseconds, void* self) noexcept;
    bool watch(curl_socket_t socket, int what);
    void act(curl_socket_t socket, int events);
    void takeAnswers();
    void end(CURL* easy, CURLcode result);

    loop::Loop& loop_;
    std::unique_ptr<CURLM, ReleaseMulti> multi_;
    loop::Timer timer_;
    std::map<curl_socket_t, std::unique_ptr<loop::SocketWatch>> sockets_;
    std::map<CURL*, std::unique_ptr<CurlExchange>> under_way_;

  public:
    const HttpSettings settings;
};

HttpTransport::State::State(loop::Loop& on, HttpSettings with)
    : loop_(on),
      multi_(curl_multi_init()),
      timer_(on, [this] { act(CURL_SOCKET_TIMEOUT, 0); }),
      settings(std::move(with)) {
    if (!multi_) panic("libcurl: no memory");
    curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETFUNCTION, &State::socketChanged);
    curl_multi_setopt(multi_.get(), CURLMOPT_SOCKETDATA, static_cast<void*>(this));
    curl_multi_setopt(multi_.get(), CURLMOPT_TIMERFUNCTION, &State::timerChanged);
    curl_multi_setopt(multi_.get(), CURLMOPT_TIMERDATA, static_cast<void*>(this));
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, kMostConnections);
}

HttpTransport::State::~State() {
    abandon();
    multi_.reset();  // closes sockets, which it says here
}

void HttpTransport::State::add(std::unique_ptr<CurlExchange> exchange) {
    CURL* easy = exchange->easy();
    under_way_.emplace(easy, std::move(exchange));
    if (curl_multi_add_handle(multi_.get(), easy) != CURLM_OK) panic("libcurl: no memory");
}

void HttpTransport::State::abandon() {
    for (const auto& [easy, exchange] : under_way_)
        curl_multi_remove_handle(multi_.get(), easy);
    under_way_.clear();
}

int HttpTransport::State::socketChanged(CURL*, curl_socket_t socket, int what, void* self, void*) noexcept {
    return static_cast<State*>(self)->watch(socket, what) ? 0 : -1;
}

int HttpTransport::State::timerChanged(CURLM*, long milliseconds, void* self) noexcept {
    auto& timer = static_cast<State*>(self)->timer_;
    if (milliseconds < 0)
        timer.stop();
    else
        timer.startAfter(std::chrono::milliseconds(milliseconds));
    return 0;
}

bool HttpTransport::State::watch(curl_socket_t socket, int what) {
    if (what == CURL_POLL_REMOVE) {
        sockets_.erase(socket);
        return true;
    }
    auto& watching = sockets_[socket];
    if (!watching) {
        auto opened = loop::SocketWatch::open(loop_, socket, [this, socket](loop::SocketEvents events) {
            act(socket, (events.readable ? CURL_CSELECT_IN : 0) | (events.writable ? CURL_CSELECT_OUT : 0));
        });
        if (!opened) {
            sockets_.erase(socket);
            return false;
        }
        watching = std::move(*opened);
    }
    watching->wait({.readable = (what & CURL_POLL_IN) != 0, .writable = (what & CURL_POLL_OUT) != 0});
    return true;
}

void HttpTransport::State::act(curl_socket_t socket, int events) {
    int running = 0;
    curl_multi_socket_action(multi_.get(), socket, events, &running);
    takeAnswers();
}

void HttpTransport::State::takeAnswers() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left))
        if (message->msg == CURLMSG_DONE) end(message->easy_handle, message->data.result);
}

void HttpTransport::State::end(CURL* easy, CURLcode result) {
    const auto node = under_way_.extract(easy);
    curl_multi_remove_handle(multi_.get(), easy);
    const CurlExchange& exchange = *node.mapped();
    exchange.answer(exchange.answerOf(result));
}

HttpTransport::HttpTransport(std::unique_ptr<State> state) : state_(std::move(state)) {}

HttpTransport::~HttpTransport() = default;

Result<std::unique_ptr<HttpTransport>> HttpTransport::open(loop::Loop& loop, HttpSettings settings) {
    static const CURLcode global = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (global != CURLE_OK) return usageError(std::string("libcurl: ") + curl_easy_strerror(global));
    if (auto checked = checkUrl(settings.url); !checked) return tl::unexpected(std::move(checked.error()));
    auto state = std::make_unique<State>(loop, std::move(settings));
    return std::unique_ptr<HttpTransport>(new HttpTransport(std::move(state)));
}

void HttpTransport::send(Request request, std::function<void(Answer)> answered) {
    state_->add(std::make_unique<CurlExchange>(state_->settings, std::move(request), std::move(answered)));
}

void HttpTransport::abandon() {
    state_->abandon();
}

}  // namespace snmpolld::writer
