#include "http/bcrypt.hpp"

#include <crypt.h>
#include <gnutls/gnutls.h>

#include <memory>
#include <string>

namespace snmpolld::http {

namespace {

struct WipeAndFree {
    void operator()(crypt_data* data) const {
        wipeMemory(data, sizeof *data);
        delete data;
    }
};

}  // namespace

// crypt() ends a password at a NUL. One with a NUL in it is no user's, which takes as long to find out.
bool isPasswordOf(const Secret& hash, const Secret& password) {
    const std::unique_ptr<crypt_data, WipeAndFree> data(new crypt_data{});
    const std::string_view wanted = hash.reveal();
    // Not crypt_r(): sanitizers put a function of their own in its place, which needs the library to be linked for
    // another.
    const char* made = ::crypt_rn(password.reveal().data(), wanted.data(), data.get(), sizeof(crypt_data));
    const bool is_whole = password.reveal().find('\0') == std::string_view::npos;
    return made != nullptr && std::string_view(made).size() == wanted.size() &&
           gnutls_memcmp(made, wanted.data(), wanted.size()) == 0 && is_whole;
}

}  // namespace snmpolld::http
