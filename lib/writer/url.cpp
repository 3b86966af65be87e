#include "writer/url.hpp"

#include "base/text.hpp"

namespace snmpolld::writer {

namespace {

bool isUnreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

}  // namespace

std::string shownUrl(std::string_view url) {
    const size_t scheme = url.find("://");
    const size_t begin = scheme == std::string_view::npos ? 0 : scheme + 3;
    // A password that was not encoded may have a / or a ? in it, so the last @ counts wherever it stands.
    const size_t at = url.rfind('@');
    std::string_view rest = url.substr(at == std::string_view::npos || at < begin ? begin : at + 1);
    rest = rest.substr(0, rest.find_first_of("?#"));
    return printable(std::string(url.substr(0, begin)) + std::string(rest));
}

std::string asQueryValue(std::string_view text) {
    static constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (isUnreserved(c)) {
            out += c;
            continue;
        }
        const auto octet = static_cast<unsigned char>(c);
        out += '%';
        out += kDigits[octet >> 4U];
        out += kDigits[octet & 15U];
    }
    return out;
}

}  // namespace snmpolld::writer
