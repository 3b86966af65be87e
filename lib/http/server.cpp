#include "http/server.hpp"

#include <gnutls/abstract.h>
#include <sys/socket.h>

#include <cstdarg>
#include <map>
#include <utility>

#include "base/panic.hpp"
#include "http/departure.hpp"
#include "http/gate.hpp"
#include "http/refusals.hpp"
#include "http/tls.hpp"
#include "http/transaction.hpp"
#include "loop/readable.hpp"

namespace snmpolld::http {

namespace {

using namespace std::chrono_literals;

constexpr size_t kReserve = 32;                 // connections beyond the limit, to be answered with 503
constexpr size_t kConnectionMemory = 32 << 10;  // octets, for the headers of a request and those of its answer
constexpr Duration kTick = 500ms;
constexpr Duration kWithoutEpoll = 10ms;
constexpr Duration kAtOnce = 10ms;  // of writing, then the supervisor is listened to again

// What the library says of wrong requests, which anybody can make it say, is of no use to people.
void ignoreLine(void*, const char*, va_list) noexcept {}

int noCertificate(gnutls_session_t, const gnutls_datum_t*, int, const gnutls_pk_algorithm_t*, int, gnutls_pcert_st**,
                  unsigned*, gnutls_privkey_t*) noexcept {
    return -1;
}

gnutls_session_t sessionOf(MHD_Connection* connection) {
    return static_cast<gnutls_session_t>(
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_GNUTLS_SESSION)->tls_session);
}

// Why the gate has answered so.
Refusals::Reason reasonOf(const Response& refusal) {
    switch (refusal.status) {
        case MHD_HTTP_TOO_MANY_REQUESTS:
            return Refusals::Reason::rate;
        case MHD_HTTP_SERVICE_UNAVAILABLE:
            return Refusals::Reason::busy;
        default:
            return Refusals::Reason::password;
    }
}

void panicked(void*, const char*, unsigned, const char* reason) noexcept {
    panic(std::string("libmicrohttpd: ") + (reason == nullptr ? "?" : reason));
}

}  // namespace

struct Server::State : std::enable_shared_from_this<Server::State> {
    State(loop::Loop& on, Answerer with, const Limits& bounds, Guard by)
        : loop(on), answerer(std::move(with)), limits(bounds), guard(std::move(by)), clients(bounds) {}
    ~State();

    Result<void> start(UniqueFd listening);
    MHD_Daemon* startDaemon(int listen_fd);
    Result<void> watch();
    void run();
    void tick();
    void end(int fd);
    void leave(int fd);
    bool hasRoom();

    // Called by libmicrohttpd, always inside run().
    void connected(int fd, MHD_Connection* connection);
    void disconnected(int fd, MHD_Connection* connection);
    Transaction* asked(const char* uri, MHD_Connection* connection);
    MHD_Result access(Transaction& transaction, const char* method);
    void completed(Transaction& transaction);

    std::optional<Response> decide(Transaction& transaction, const char* method);
    void enter(Transaction& transaction);
    void entered(uint64_t id, std::optional<Response> refusal);
    void ask(Transaction& transaction);
    MHD_Result finish(Transaction& transaction, Response response);
    void answer(uint64_t id, Response response);
    void answerAll();
    void refused(Refusals::Reason reason, MHD_Connection* connection);

    loop::Loop& loop;
    Answerer answerer;
    Limits limits;
    Guard guard;
    Clients clients;
    std::map<int, std::unique_ptr<TlsConnection>> secured;  // by descriptor
    uint64_t last_id = 0;
    std::map<uint64_t, std::unique_ptr<Transaction>> transactions;
    MHD_Daemon* daemon = nullptr;
    std::unique_ptr<loop::Readable> readable;
    loop::Timer run_timer{loop, [this] { run(); }};
    loop::Timer tick_timer{loop, [this] { tick(); }};
};

namespace {

template <typename State>
State& stateOf(void* context) {
    return *static_cast<State*>(context);
}

// The library's callbacks. Each calls the function of State for the same event. A template, because State is private.
template <typename State>
struct Callbacks {
    static void connection(void* state, MHD_Connection* connection, void**,
                           MHD_ConnectionNotificationCode code) noexcept {
        const int fd = descriptorOf(connection);
        if (code == MHD_CONNECTION_NOTIFY_STARTED)
            stateOf<State>(state).connected(fd, connection);
        else
            stateOf<State>(state).disconnected(fd, connection);
    }
    static void* uri(void* state, const char* uri, MHD_Connection* connection) noexcept {
        return stateOf<State>(state).asked(uri, connection);
    }
    static MHD_Result access(void* state, MHD_Connection*, const char*, const char* method, const char*, const char*,
                             size_t* body_size, void** transaction) noexcept {
        *body_size = 0;
        return stateOf<State>(state).access(*static_cast<Transaction*>(*transaction), method);
    }
    static void completed(void* state, MHD_Connection*, void** transaction, MHD_RequestTerminationCode) noexcept {
        if (*transaction != nullptr) stateOf<State>(state).completed(*static_cast<Transaction*>(*transaction));
        *transaction = nullptr;
    }
};

}  // namespace

Result<void> Server::State::start(UniqueFd listening) {
    MHD_set_panic_func(panicked, nullptr);
    daemon = startDaemon(listening.release());
    if (daemon == nullptr) return fail(ErrorKind::system, "libmicrohttpd does not start");
    return watch();
}

MHD_Daemon* Server::State::startDaemon(int listen_fd) {
    using Calls = Callbacks<State>;
    unsigned flags = MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    if (MHD_is_feature_supported(MHD_FEATURE_EPOLL) == MHD_YES) flags |= MHD_USE_EPOLL;
    if (guard.tls) flags |= MHD_USE_TLS;
    // Each connection gets its certificate when it begins; the library wants one of its own, or a function, at the
    // start.
    const MHD_OptionItem tls[] = {
        {guard.tls ? MHD_OPTION_HTTPS_CERT_CALLBACK : MHD_OPTION_END, 0, reinterpret_cast<void*>(noCertificate)},
        {MHD_OPTION_END, 0, nullptr}};
    return MHD_start_daemon(flags, 0, nullptr, nullptr, Calls::access, this,        //
                            MHD_OPTION_EXTERNAL_LOGGER, ignoreLine, nullptr,        //
                            MHD_OPTION_LISTEN_SOCKET, listen_fd,                    //
                            MHD_OPTION_CONNECTION_LIMIT,                            //
                            static_cast<unsigned>(limits.connections + kReserve),   //
                            MHD_OPTION_CONNECTION_MEMORY_LIMIT, kConnectionMemory,  //
                            MHD_OPTION_NOTIFY_CONNECTION, Calls::connection, this,  //
                            MHD_OPTION_URI_LOG_CALLBACK, Calls::uri, this,          //
                            MHD_OPTION_NOTIFY_COMPLETED, Calls::completed, this,    //
                            MHD_OPTION_ARRAY, tls,                                  //
                            MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, MHD_OPTION_END);
}

Result<void> Server::State::watch() {
    const MHD_DaemonInfo* info = MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD);
    if (info == nullptr || info->epoll_fd < 0) {  // macOS
        run_timer.startAt(monoNow());
        return {};
    }
    auto watching = loop::Readable::watch(loop, info->epoll_fd, [this] { run(); });
    if (!watching) return tl::unexpected(watching.error());
    readable = std::move(*watching);
    return {};
}

// The library writes one block of an answer each time it runs. To wait for the loop's next turn after each of them
// would take a millisecond a block.
void Server::State::run() {
    const MonoTime enough = monoNow() + kAtOnce;
    MHD_UNSIGNED_LONG_LONG wait = 0;
    bool limited = false;
    do {
        MHD_run(daemon);
        limited = MHD_get_timeout(daemon, &wait) == MHD_YES;
    } while (limited && wait == 0 && monoNow() < enough);
    if (!readable)
        run_timer.startAt(monoNow() + (limited && wait == 0 ? Duration::zero() : kWithoutEpoll));
    else if (limited)
        run_timer.startAt(monoNow() + std::chrono::milliseconds(wait));
}

// The library sees a connection that is shut down as ended and closes it.
void Server::State::end(int fd) {
    ::shutdown(fd, SHUT_RDWR);
    clients.enter(fd, Clients::Phase::leaving, monoNow());
}

// Ends the request whose answer the client will not take any more.
void Server::State::leave(int fd) {
    for (const auto& [id, transaction] : transactions) {
        if (!transaction->suspended || descriptorOf(transaction->connection) != fd) continue;
        if (const auto left = std::exchange(transaction->left, nullptr)) left();
        answer(id, sentence(MHD_HTTP_SERVICE_UNAVAILABLE, "the client has left"));
        return end(fd);
    }
}

// For the request that has just come, which counts already. Who has left takes no place.
bool Server::State::hasRoom() {
    if (clients.busy() <= limits.connections) return true;
    for (const int fd : clients.in(Clients::Phase::waiting, MonoTime::max()))
        if (hasLeft(fd)) leave(fd);
    return clients.busy() <= limits.connections;
}

// The library does not notice if a client ends its side right after a request.
void Server::State::tick() {
    const MonoTime now = monoNow();
    for (const int fd : clients.in(Clients::Phase::asking, now - kTick))
        if (hasEnded(fd)) end(fd);
    for (const int fd : clients.in(Clients::Phase::waiting, now - kTick))
        if (hasLeft(fd)) leave(fd);
    for (const int fd : clients.overdue(now))
        end(fd);
    if (clients.size() == 0) tick_timer.stop();
}

void Server::State::connected(int fd, MHD_Connection* connection) {
    if (clients.size() == 0) tick_timer.startEvery(kTick);
    if (guard.tls) secured[fd] = std::make_unique<TlsConnection>(sessionOf(connection), fd, guard.tls);
    clients.add(fd, monoNow());
    if (const int surplus = clients.surplus(); surplus >= 0 && surplus != fd) end(surplus);
}

// Whoever has sent nothing has not been refused.
void Server::State::disconnected(int fd, MHD_Connection* connection) {
    clients.remove(fd);
    const auto ended = secured.extract(fd);
    if (ended.empty() || !ended.mapped()->hasBegun() || ended.mapped()->isSecured()) return;
    using enum Refusals::Reason;
    refused(ended.mapped()->hasShownCertificates() ? certificate : handshake, connection);
}

void Server::State::refused(Refusals::Reason reason, MHD_Connection* connection) {
    if (guard.refusals != nullptr) guard.refusals->count(reason, addressOf(connection));
}

Transaction* Server::State::asked(const char* uri, MHD_Connection* connection) {
    const std::string_view text = uri == nullptr ? "" : uri;
    auto transaction = std::make_unique<Transaction>(
        Transaction{.id = ++last_id, .uri = std::string(text.substr(0, limits.uri + 1)), .connection = connection});
    return transactions.emplace(transaction->id, std::move(transaction)).first->second.get();
}

// Called when the headers are there, again when the (empty) body has ended, and again after each resumption.
MHD_Result Server::State::access(Transaction& transaction, const char* method) {
    if (transaction.response) return finish(transaction, std::move(*transaction.response));
    if (!std::exchange(transaction.seen, true)) {
        clients.enter(descriptorOf(transaction.connection), Clients::Phase::waiting, monoNow());
        auto refused = decide(transaction, method);
        return refused ? finish(transaction, std::move(*refused)) : MHD_YES;
    }
    if (std::exchange(transaction.begun, true)) return MHD_YES;
    if (transaction.login)
        enter(transaction);
    else
        ask(transaction);
    if (transaction.response) return finish(transaction, std::move(*transaction.response));
    transaction.suspended = true;
    MHD_suspend_connection(transaction.connection);
    return MHD_YES;
}

// Why it is refused at once. What is wrong with a request is said to those only who are let in; but nobody may send a
// body before he is.
std::optional<Response> Server::State::decide(Transaction& transaction, const char* method) {
    transaction.is_post = std::string_view(method) == MHD_HTTP_METHOD_POST;
    if (!hasRoom()) {
        refused(Refusals::Reason::busy, transaction.connection);
        return sentence(MHD_HTTP_SERVICE_UNAVAILABLE, "too many requests at one time");
    }
    Gate::Decision decision;
    if (guard.gate != nullptr) decision = guard.gate->decide(authorizationOf(transaction.connection), monoNow());
    if (decision.entry == Gate::Entry::refused) {
        refused(reasonOf(decision.response), transaction.connection);
        return std::move(decision.response);
    }
    transaction.login = std::move(decision.login);
    auto refused = refusal(transaction, method, limits.uri);
    if (!transaction.login || hasBody(transaction.connection)) return refused;
    transaction.refused = std::move(refused);
    return std::nullopt;
}

void Server::State::enter(Transaction& transaction) {
    const uint64_t ticket =
        guard.gate->ask(*std::exchange(transaction.login, std::nullopt), peerOf(transaction.connection),
                        [state = weak_from_this(), id = transaction.id](std::optional<Response> refused) {
                            if (const auto alive = state.lock()) alive->entered(id, std::move(refused));
                        });
    transaction.left = [gate = guard.gate, ticket] { gate->cancel(ticket); };
}

void Server::State::entered(uint64_t id, std::optional<Response> refusal) {
    const auto it = transactions.find(id);
    if (it == transactions.end()) return;
    Transaction& transaction = *it->second;
    transaction.left = nullptr;
    if (refusal) refused(reasonOf(*refusal), transaction.connection);
    if (!refusal) refusal = std::exchange(transaction.refused, std::nullopt);
    if (refusal) return answer(id, std::move(*refusal));
    ask(transaction);
}

void Server::State::ask(Transaction& transaction) {
    auto request = parseUri(transaction.uri);
    if (!request) return answer(transaction.id, sentence(MHD_HTTP_BAD_REQUEST, "the URL is not well formed"));
    request->headers = headersOf(transaction.connection);
    request->is_post = transaction.is_post;
    transaction.left = answerer(*request, [state = weak_from_this(), id = transaction.id](Response response) {
        if (const auto alive = state.lock()) alive->answer(id, std::move(response));
    });
}

MHD_Result Server::State::finish(Transaction& transaction, Response response) {
    clients.enter(descriptorOf(transaction.connection), Clients::Phase::taking, monoNow());
    static const Request::Pairs none;
    return send(transaction.connection, std::move(response), guard.gate == nullptr ? none : guard.gate->headers());
}

void Server::State::answer(uint64_t id, Response response) {
    const auto it = transactions.find(id);
    if (it == transactions.end() || it->second->response) return;
    Transaction& transaction = *it->second;
    transaction.response = std::move(response);
    if (!std::exchange(transaction.suspended, false)) return;
    MHD_resume_connection(transaction.connection);
    run_timer.startAt(monoNow());
}

void Server::State::completed(Transaction& transaction) {
    clients.enter(descriptorOf(transaction.connection), Clients::Phase::asking, monoNow());
    const auto left = transaction.response ? nullptr : std::exchange(transaction.left, nullptr);
    transactions.erase(transaction.id);
    if (left) left();
}

void Server::State::answerAll() {
    for (const auto& [id, transaction] : transactions) {
        if (!transaction->begun || transaction->response) continue;
        if (const auto left = std::exchange(transaction->left, nullptr)) left();
        answer(id, sentence(MHD_HTTP_SERVICE_UNAVAILABLE, "the service is stopping"));
    }
}

// The library cannot stop while a connection is suspended.
Server::State::~State() {
    if (daemon == nullptr) return;
    answerAll();
    MHD_run(daemon);
    readable.reset();
    MHD_stop_daemon(daemon);
}

Result<std::unique_ptr<Server>> Server::serve(loop::Loop& loop, UniqueFd listening, Answerer answerer,
                                              const Limits& limits, Guard guard) {
    auto state = std::make_shared<State>(loop, std::move(answerer), limits, std::move(guard));
    if (const auto started = state->start(std::move(listening)); !started) return tl::unexpected(started.error());
    return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::Server(std::shared_ptr<State> state) : state_(std::move(state)) {}
Server::~Server() = default;

size_t Server::clients() const {
    return state_->clients.size();
}

bool Server::isSecure() const {
    return state_->guard.tls != nullptr;
}

void Server::use(std::shared_ptr<const Tls> tls) {
    state_->guard.tls = std::move(tls);
}

UniqueFd Server::letGo() {
    return UniqueFd(MHD_quiesce_daemon(state_->daemon));
}

}  // namespace snmpolld::http
