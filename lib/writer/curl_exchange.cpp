#include "writer/curl_exchange.hpp"

#include <algorithm>
#include <utility>

#include "base/panic.hpp"
#include "base/text.hpp"
#include "writer/url.hpp"

namespace snmpolld::writer {

namespace {

constexpr size_t kKeptOfBody = 1024;
constexpr size_t kMostOfBody = 64 << 10;
constexpr size_t kMostOfHeaders = 64 << 10;

template <typename Value>
void setOption(CURL* easy, CURLoption option, Value value) {
    if (const CURLcode code = curl_easy_setopt(easy, option, value); code != CURLE_OK)
        panic(std::string("libcurl refuses an option: ") + curl_easy_strerror(code));
}

long millisecondsIn(Duration duration) {
    return static_cast<long>(std::chrono::ceil<std::chrono::milliseconds>(duration).count());
}

void setFilePath(CURL* easy, CURLoption option, const std::string& path) {
    if (!path.empty()) setOption(easy, option, path.c_str());
}

std::string withTarget(std::string url, const std::string& target) {
    while (!target.empty() && url.ends_with('/'))
        url.pop_back();
    return url + target;
}

}  // namespace

CurlExchange::CurlExchange(const HttpSettings& settings, Request request, std::function<void(Answer)> answered)
    : url_(withTarget(settings.url, request.target)),
      shown_url_(shownUrl(settings.url)),
      request_(std::move(request)),
      answered_(std::move(answered)),
      easy_(curl_easy_init()) {
    if (!easy_) panic("libcurl: no memory");
    setOption(easy(), CURLOPT_PRIVATE, static_cast<void*>(this));
    setRequest();
    setLogin(settings);
    setLimits(settings);
    setTls(settings);
    setOption(easy(), CURLOPT_HTTPHEADER, headers_.get());
}

void CurlExchange::addHeader(const std::string& line) {
    curl_slist* longer = curl_slist_append(headers_.get(), line.c_str());
    if (longer == nullptr) panic("libcurl: no memory");
    static_cast<void>(headers_.release());
    headers_.reset(longer);
}

void CurlExchange::setRequest() {
    setOption(easy(), CURLOPT_URL, url_.c_str());
    setOption(easy(), CURLOPT_POST, 1L);
    setOption(easy(), CURLOPT_POSTFIELDS, request_.body.data());
    setOption(easy(), CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    setOption(easy(), CURLOPT_USERAGENT, "snmpolld/" SNMPOLLD_VERSION);
    setOption(easy(), CURLOPT_ERRORBUFFER, trouble_.data());
    setOption(easy(), CURLOPT_WRITEFUNCTION, &CurlExchange::received);
    setOption(easy(), CURLOPT_WRITEDATA, static_cast<void*>(this));
    setOption(easy(), CURLOPT_HEADERFUNCTION, &CurlExchange::headerCame);
    setOption(easy(), CURLOPT_HEADERDATA, static_cast<void*>(this));
    addHeader("Expect:");  // no pause in front of the body
    for (const auto& [name, value] : request_.headers)
        addHeader(name + ": " + value);
}

void CurlExchange::setLogin(const HttpSettings& settings) {
    if (!settings.authorization.empty()) addHeader("Authorization: " + std::string(settings.authorization.reveal()));
    if (settings.user.empty()) return;
    setOption(easy(), CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BASIC));
    setOption(easy(), CURLOPT_USERNAME, settings.user.c_str());
    setOption(easy(), CURLOPT_PASSWORD, std::string(settings.password.reveal()).c_str());
}

void CurlExchange::setLimits(const HttpSettings& settings) {
    setOption(easy(), CURLOPT_PROTOCOLS_STR, "http,https");
    setOption(easy(), CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    setOption(easy(), CURLOPT_FOLLOWLOCATION, 0L);
    setOption(easy(), CURLOPT_PROXY, settings.proxy.c_str());
    setOption(easy(), CURLOPT_NOSIGNAL, 1L);
    setOption(easy(), CURLOPT_TCP_KEEPALIVE, 1L);
    setOption(easy(), CURLOPT_CONNECTTIMEOUT_MS, millisecondsIn(settings.connect_timeout));
    setOption(easy(), CURLOPT_TIMEOUT_MS, millisecondsIn(settings.timeout));
}

void CurlExchange::setTls(const HttpSettings& settings) {
    setOption(easy(), CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    setOption(easy(), CURLOPT_SSL_VERIFYPEER, settings.insecure_skip_verify ? 0L : 1L);
    setOption(easy(), CURLOPT_SSL_VERIFYHOST, settings.insecure_skip_verify ? 0L : 2L);
    setFilePath(easy(), CURLOPT_CAINFO, settings.ca_file);
    setFilePath(easy(), CURLOPT_SSLCERT, settings.cert_file);
    setFilePath(easy(), CURLOPT_SSLKEY, settings.key_file);
}

// Fewer octets than were given end the request, and with it the connection.
size_t CurlExchange::received(char* octets, size_t size, size_t count, void* self) noexcept {
    auto& exchange = *static_cast<CurlExchange*>(self);
    const size_t length = size * count;
    exchange.received_ += length;
    exchange.body_.append(octets, std::min(length, kKeptOfBody - exchange.body_.size()));
    return exchange.received_ > kMostOfBody ? 0 : length;
}

// libcurl keeps headers, however many come.
size_t CurlExchange::headerCame(char*, size_t size, size_t count, void* self) noexcept {
    auto& exchange = *static_cast<CurlExchange*>(self);
    exchange.headers_received_ += size * count;
    return exchange.headers_received_ > kMostOfHeaders ? 0 : size * count;
}

Answer CurlExchange::answerOf(CURLcode result) const {
    Answer answer;
    const bool is_cut = result == CURLE_WRITE_ERROR && received_ > kMostOfBody;
    if (result != CURLE_OK && !is_cut) {
        const char* said = trouble_[0] != '\0' ? trouble_.data() : curl_easy_strerror(result);
        answer.trouble = shown_url_ + ": " + printable(said);
        return answer;
    }
    long status = 0;
    curl_off_t retry_after = 0;
    char* location = nullptr;
    curl_easy_getinfo(easy(), CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(easy(), CURLINFO_RETRY_AFTER, &retry_after);
    curl_easy_getinfo(easy(), CURLINFO_REDIRECT_URL, &location);
    constexpr curl_off_t kDay = 86'400;
    answer.status = static_cast<int>(status);
    if (retry_after > 0) answer.retry_after = std::chrono::seconds(std::min(retry_after, kDay));
    if (location != nullptr) answer.location = shownUrl(location);
    answer.body = body_;
    if (status == 0) answer.trouble = shown_url_ + ": an answer without a status";
    return answer;
}

}  // namespace snmpolld::writer
