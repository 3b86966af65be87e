#include "http/basic_auth.hpp"

#include <doctest/doctest.h>

using namespace snmpolld::http;
using namespace std::string_literals;

namespace {

std::string loginOf(std::string_view header) {
    const auto login = parseBasicAuth(header);
    return login ? login->user + "|" + std::string(login->password.reveal()) : "none";
}

}  // namespace

TEST_CASE("a user ends at the first colon, and a password has any octets") {
    CHECK(loginOf("Basic YWxpY2U6cGFzczp3b3Jk") == "alice|pass:word");
    CHECK(loginOf("bAsIc   w7xzZXI6cMOkc3M=") == "üser|päss");
    CHECK(loginOf("Basic Og==") == "|");
    CHECK(loginOf("Basic YToA/w==") == "a|\0\xff"s);
}

TEST_CASE("what is no login of basic authentication is none") {
    for (const char* header : {"", "Basic", "Basic ", "Bearer YTpi", "BasicYTpi", "Basic YTp",
                               "Basic YWI=", "Basic YTpi ", "Basic Y Tpi", "Basic ====", "Basic YT=pi", "Basic !!!!"})
        CHECK_MESSAGE(loginOf(header) == "none", header);
}
