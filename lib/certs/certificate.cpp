#include "certs/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>
#include <memory>

namespace snmpolld::certs {

namespace {

constexpr std::chrono::days kSoon{14};
constexpr int kLeastRsaBits = 1024;
constexpr size_t kMostCertificates = 1000;

// libcrypto's objects are freed by functions of their own.
struct Free {
    void operator()(BIO* bio) const { BIO_free_all(bio); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Bio = std::unique_ptr<BIO, Free>;
using X509Pointer = std::unique_ptr<X509, Free>;
using KeyPointer = std::unique_ptr<EVP_PKEY, Free>;

Bio reader(std::string_view text) {
    return Bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::string_view written(const Bio& bio) {
    char* text = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &text);
    return {text, static_cast<size_t>(std::max(size, 0L))};
}

// Asked for the passphrase of an encrypted key, which nobody is there to type.
int noPassphrase(char*, int, int, void*) noexcept {
    return -1;
}

WallTime timeOf(const ASN1_TIME* time) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(time, &parts) != 1) return {};
    return std::chrono::system_clock::from_time_t(::timegm(&parts));
}

std::string subjectOf(const X509* certificate) {
    const Bio out(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(out.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
    return std::string(written(out));
}

// Whether the last error only says that no further block begins.
bool isAtEnd() {
    const unsigned long error = ERR_peek_last_error();
    return ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE;
}

void add(X509* certificate, bool first, Chain& chain, const Bio& pem) {
    const WallTime begin = timeOf(X509_get0_notBefore(certificate));
    const WallTime end = timeOf(X509_get0_notAfter(certificate));
    chain.not_before = first ? begin : std::max(chain.not_before, begin);
    if (first || end < chain.not_after) {
        chain.not_after = end;
        chain.subject = subjectOf(certificate);
    }
    PEM_write_bio_X509(pem.get(), certificate);
}

bool isKnownCurve(const EVP_PKEY* key) {
    char name[64] = "";
    size_t size = 0;
    if (EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, name, sizeof name, &size) != 1) return false;
    const std::string_view curve(name, size);
    return curve == "prime256v1" || curve == "secp384r1" || curve == "secp521r1";
}

// What is wrong with this kind of key, or "".
std::string_view troubleWithKind(const EVP_PKEY* key) {
    switch (EVP_PKEY_get_base_id(key)) {
        case EVP_PKEY_RSA:
        case EVP_PKEY_RSA_PSS:
            return EVP_PKEY_get_bits(key) < kLeastRsaBits ? "an RSA key of less than 1024 bits" : "";
        case EVP_PKEY_EC:
            return isKnownCurve(key) ? "" : "an EC key of a curve other than P-256, P-384 and P-521";
        case EVP_PKEY_ED25519:
            return "";
        default:
            return "a key that is not RSA, EC (P-256, P-384, P-521) or Ed25519";
    }
}

bool isEncrypted(std::string_view pem) {
    return pem.find("BEGIN ENCRYPTED PRIVATE KEY") != pem.npos || pem.find("Proc-Type: 4,ENCRYPTED") != pem.npos;
}

// Overwrites what the BIO holds of a key.
Secret takeSecret(const Bio& bio) {
    const std::string_view text = written(bio);
    Secret secret(text);
    wipeMemory(const_cast<char*>(text.data()), text.size());
    return secret;
}

// Which certificate of the chain the key belongs to, counted from 1; 0: none.
size_t placeOfOwner(const EVP_PKEY* key, const Chain& chain) {
    const Bio in = reader(chain.pem);
    size_t place = 0;
    bool found = false;
    while (!found) {
        const X509Pointer certificate{PEM_read_bio_X509(in.get(), nullptr, noPassphrase, nullptr)};
        if (!certificate) break;
        ++place;
        found = X509_check_private_key(certificate.get(), key) == 1;
    }
    ERR_clear_error();
    return found ? place : 0;
}

}  // namespace

Result<Chain> readChain(std::string_view pem) {
    ERR_clear_error();
    const Bio in = reader(pem);
    const Bio out(BIO_new(BIO_s_mem()));
    Chain chain;
    size_t count = 0;
    while (const X509Pointer certificate{PEM_read_bio_X509(in.get(), nullptr, noPassphrase, nullptr)}) {
        if (++count > kMostCertificates) return usageError("more than 1000 certificates");
        add(certificate.get(), count == 1, chain, out);
    }
    const bool at_end = isAtEnd();
    ERR_clear_error();
    if (!at_end) return usageError("certificate " + std::to_string(count + 1) + " in it is damaged");
    if (count == 0) return usageError("there is no certificate in it (PEM: -----BEGIN CERTIFICATE-----)");
    chain.pem = written(out);
    return chain;
}

Result<PrivateKey> readKey(std::string_view pem, const Chain& chain) {
    ERR_clear_error();
    if (isEncrypted(pem))
        return usageError(
            "the key is encrypted with a passphrase, which nobody could type; decrypt it: openssl pkey -in OLD -out "
            "NEW");
    const KeyPointer key(PEM_read_bio_PrivateKey(reader(pem).get(), nullptr, noPassphrase, nullptr));
    ERR_clear_error();
    if (!key)
        return usageError(pem.find("PRIVATE KEY-----") == pem.npos
                              ? "there is no private key in it (PEM: -----BEGIN PRIVATE KEY-----)"
                              : "the private key in it is damaged");
    if (const auto trouble = troubleWithKind(key.get()); !trouble.empty())
        return usageError(std::string(trouble) + " cannot be used");
    const size_t place = placeOfOwner(key.get(), chain);
    if (place == 0) return usageError("the key is not that of the certificate");
    if (place > 1)
        return usageError("the key is not that of the certificate, but that of certificate " + std::to_string(place) +
                          " of the chain; the server's own certificate must come first, then those of its authorities");
    const Bio out(BIO_new(BIO_s_mem()));
    PEM_write_bio_PKCS8PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, noPassphrase, nullptr);
    return PrivateKey{.pem = takeSecret(out),
                      .is_rsa = EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_EC &&
                                EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_ED25519};
}

std::string troubleWithTime(const Chain& chain, WallTime now) {
    if (now >= chain.not_after) return "expired on " + formatUtc(chain.not_after);
    if (now < chain.not_before) return "is not valid before " + formatUtc(chain.not_before);
    if (chain.not_after - now > kSoon) return "";
    const auto days = std::chrono::ceil<std::chrono::days>(chain.not_after - now).count();
    return "expires on " + formatUtc(chain.not_after) + ", within " +
           (days == 1 ? "a day" : std::to_string(days) + " days");
}

}  // namespace snmpolld::certs
