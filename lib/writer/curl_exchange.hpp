// CurlExchange: one request and its answer, as an easy handle of libcurl. Whoever has it adds it to a multi handle, and
// removes it from there before it is destroyed.
#pragma once

#include <curl/curl.h>

#include <array>
#include <functional>
#include <memory>
#include <string>

#include "writer/backend.hpp"
#include "writer/http_transport.hpp"

namespace snmpolld::writer {

class CurlExchange {
  public:
    CurlExchange(const HttpSettings& settings, Request request, std::function<void(Answer)> answered);
    CurlExchange(const CurlExchange&) = delete;

    CURL* easy() const { return easy_.get(); }
    // What came, when libcurl has ended with `result`.
    Answer answerOf(CURLcode result) const;
    void answer(const Answer& answer) const { answered_(answer); }

  private:
    struct Release {
        void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
        void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
    };

    void addHeader(const std::string& line);
    void setRequest();
    void setLogin(const HttpSettings& settings);
    void setLimits(const HttpSettings& settings);
    void setTls(const HttpSettings& settings);
    static size_t received(char* octets, size_t size, size_t count, void* self) noexcept;
    static size_t headerCame(char* octets, size_t size, size_t count, void* self) noexcept;

    const std::string url_;
    const std::string shown_url_;
    const Request request_;
    const std::function<void(Answer)> answered_;
    std::unique_ptr<curl_slist, Release> headers_;
    std::unique_ptr<CURL, Release> easy_;
    std::array<char, CURL_ERROR_SIZE> trouble_{};
    std::string body_;     // the beginning of the answer
    size_t received_ = 0;  // octets of it
    size_t headers_received_ = 0;
};

}  // namespace snmpolld::writer
