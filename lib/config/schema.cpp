#include "config/schema.hpp"

#include <array>
#include <map>

#include "model/credentials.hpp"
#include "model/quirks.hpp"

namespace snmpolld::config {

namespace {

using enum OptionType;

constexpr std::string_view kInterval = "100ms..30d";
constexpr std::string_view kTimeout = "10ms..60s";
constexpr std::string_view kLongTimeout = "10ms..10m";
constexpr std::string_view kRows = "1..1000000000";
constexpr std::string_view kRowsAdvice = "leave it out, and a walk ends after 10000000 varbinds";
constexpr std::string_view kInFlight = "none|1..1000000";
constexpr std::string_view kPerSecond = "none|1..10000000";
constexpr std::string_view kMetricTypes =
    "gauge|counter|Float|Double|DisplayString|OctetString|PhysAddress48|InetAddress|InetAddressIPv4|InetAddressIPv6|"
    "InetAddressMissingSize|EnumAsInfo|EnumAsStateSet|Bits|DateAndTime|ParseDateAndTime|NTPTimeStamp|LldpPortId";
constexpr std::string_view kLookupTypes =
    "gauge|counter|Integer32|Integer|Float|Double|DisplayString|OctetString|PhysAddress48|InetAddress|InetAddressIPv4|"
    "InetAddressIPv6|InetAddressMissingSize|EnumAsInfo|EnumAsStateSet|Bits|DateAndTime|ParseDateAndTime|NTPTimeStamp|"
    "LldpPortId";
constexpr std::string_view kIndexTypes =
    "gauge|counter|Integer32|Integer|DisplayString|OctetString|PhysAddress48|InetAddress|InetAddressIPv4|"
    "InetAddressIPv6|InetAddressMissingSize|EnumAsInfo|LldpPortId";
constexpr std::string_view kClientAuths =
    "NoClientCert|RequestClientCert|RequireAnyClientCert|VerifyClientCertIfGiven|RequireAndVerifyClientCert|"
    "RequireClientCert";
constexpr std::string_view kTlsVersions = "TLS10|TLS11|TLS12|TLS13";
constexpr std::string_view kCipherSuites =
    "TLS_AES_128_GCM_SHA256|TLS_AES_256_GCM_SHA384|TLS_CHACHA20_POLY1305_SHA256|"
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA|TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA|"
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256|TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384|"
    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256|TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA|"
    "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA|TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256|"
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384|TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256";
constexpr Secrecy kSecret = Secrecy::secret;
constexpr Secrecy kOpen = Secrecy::open;

// The sections that share a row, for the settings of a poll (model/poll_settings.hpp).
constexpr std::string_view kTargets = "defaults|targets";
constexpr std::string_view kAll = "defaults|targets|modules";
constexpr std::string_view kOwn = "targets|modules";

constexpr std::array kOptions{
    Option{"", "defaults", block, "", "", "what applies to every target that does not say otherwise"},
    Option{"", "auths", map, "", "", "credentials, by name"},
    Option{"", "modules", map, "", "", "what to ask, by name"},
    Option{"", "modules_files", block, "", "", "files of modules in snmp_exporter's format; globs are allowed"},
    Option{"", "targets", block, "", "", "the hosts to poll"},
    Option{"", "include", list, "", "", "more files with auths, modules and targets; globs are allowed"},
    Option{"", "workers", block, "", "", "the worker processes"},
    Option{"", "breaker", block, "", "", "how hosts that do not answer are treated"},
    Option{"", "budgets", block, "", "", "how much may be asked at a time and per second"},
    Option{"", "state", block, "", "", "what was learned about hosts, kept over restarts"},
    Option{"", "outputs", block, "", "", "where records are written"},
    Option{"", "http", block, "", "", "the HTTP server"},
    Option{"", "control", block, "", "", "the control socket"},
    Option{"", "log", block, "", "", "the log on standard error"},

    Option{"defaults", "auth", text, "", "public_v2", "a name in auths"},
    Option{"defaults", "modules", mixed, "", "system", "names in modules, some with an interval of their own"},

    Option{"modules", "get", list, "", "", "instances to GET, by name or OID"},
    Option{"modules", "walk", list, "", "", "tables, columns or other subtrees to walk, by name or OID"},

    Option{"targets", "host", text, "", "", "[udp:|udp6:|tcp:|tcp6:][community@]host[:port]"},
    Option{"targets", "hosts", texts, "", "", "hosts, networks and ranges"},
    Option{"targets", "auth", text, "", "", "a name in auths"},
    Option{"targets", "modules", mixed, "", "", "names in modules, some with an interval of their own"},

    Option{kTargets, "interval", duration, kInterval, "60s", "time from one poll to the next"},
    Option{kTargets, "gap", duration, "0|1ms..60s", "10ms",
           "shortest time from the end of one poll of a host to the start of its next"},
    Option{kTargets, "in_flight", integer, "1..16", "1", "most polls of a host at the same time"},
    Option{"defaults", "timeout", duration, kTimeout, "1s", "how long one try waits for its answer"},
    Option{kOwn, "timeout", duration, kLongTimeout, "", "how long one try waits for its answer"},
    Option{"defaults", "timeout_min", duration, kTimeout, "200ms",
           "shortest wait of a try that is not the last; how much longer it waits is learned from the host"},
    Option{kOwn, "timeout_min", duration, kLongTimeout, "", "shortest wait of a try that is not the last"},
    Option{"defaults", "retries", integer, "0..10", "2", "tries after the first"},
    Option{kOwn, "retries", integer, "0..100", "", "tries after the first"},
    Option{kTargets, "deadline", duration, "auto|10ms..30d", "auto",
           "longest time of a whole poll; auto: as long as all its tries may take"},
    Option{kAll, "max_oids", integer, "auto|1..60", "auto", "most instances in one GET; auto: as many as fit"},
    Option{kAll, "max_repetitions", integer, "1..1000", "25", "most varbinds of one subtree in an answer"},
    Option{kAll, "max_rows", integer, kRows, "10000000", "most varbinds of one walk", kOpen, kRowsAdvice},
    Option{kAll, "allow_nonincreasing_oids", boolean, "", "false", "whether walks go on where OIDs do not increase"},
    Option{kAll, "rates", boolean, "", "false", "whether counters get a rate, by the device's own clock"},
    Option{kAll, "cache_lookups", duration, "0|1s..30d", "0",
           "how long tables that only give labels are kept; 0: not at all"},
    Option{kAll, "quirks", choices, model::kQuirkWords, "", "strange behaviour of devices that is tolerated"},
    Option{kAll, "pdu_gap", duration, "auto|1ms..60s", "auto",
           "shortest time from one request to the next; auto: as was learned"},
    Option{kAll, "source", sender, "", "", "address or interface to send from; by default the system chooses"},
    Option{kAll, "max_message_size", integer, "484..65507", "65507", "largest SNMPv3 message that an agent may send"},
    Option{"modules", "use_unconnected_udp_socket", boolean, "", "", "true: the same as the quirk any_source"},

    Option{"targets", "labels", map, "", "", "names and values that its records carry"},

    Option{"modules", "filters", block, "", "", "which rows to ask for, if not all"},
    Option{"modules", "metrics", block, "", "", "the metrics that are made of the varbinds, with their labels"},

    Option{"auths", "version", choice, "1|2|2c|3", "2", "SNMP version"},
    Option{"auths", "community", text, "", "public", "for versions 1 and 2", kSecret},
    Option{"auths", "username", text, "", "", "for version 3"},
    Option{"auths", "security_level", choice, model::kSecurityLevelWords, "noAuthNoPriv", "for version 3"},
    Option{"auths", "auth_protocol", choice, model::kAuthProtocolWords, "MD5", "for authNoPriv and authPriv"},
    Option{"auths", "password", text, "", "", "passphrase of the authentication protocol, at least 8 characters",
           kSecret},
    Option{"auths", "priv_protocol", choice, model::kPrivProtocolWords, "DES", "for authPriv"},
    Option{"auths", "priv_password", text, "", "", "passphrase of the privacy protocol, at least 8 characters",
           kSecret},
    Option{"auths", "context_name", text, "", "", "for version 3"},
    Option{"auths", "context_engine_id", hex, "", "", "for version 3; by default the agent's engine ID"},
    Option{"auths", "engine_id", hex, "", "", "the agent's engine ID; by default it is discovered"},
    Option{"auths", "quirks", choices, model::kQuirkWords, "", "strange behaviour of devices that is tolerated"},

    Option{"filters", "static", block, "", "", "rows with a known index"},
    Option{"filters", "dynamic", block, "", "", "rows with certain values in a column"},

    Option{"static", "targets", list, "", "", "the subtrees to which the filter applies"},
    Option{"static", "indices", list, "", "", "the indexes of the rows"},

    Option{"dynamic", "oid", text, "", "", "the column whose values decide"},
    Option{"dynamic", "targets", list, "", "", "the subtrees to which the filter applies"},
    Option{"dynamic", "values", list, "", "", "regular expressions, one of which must match the value"},

    Option{"metrics", "name", text, "", "", "the name of the metric"},
    Option{"metrics", "oid", text, "", "", "the object, without instance, by name or OID"},
    Option{"metrics", "type", choice, kMetricTypes, "gauge", "how the value is read"},
    Option{"metrics", "help", text, "", "", "one line about the metric"},
    Option{"metrics", "indexes", block, "", "", "the parts of its table's index"},
    Option{"metrics", "lookups", block, "", "", "labels taken from other columns"},
    Option{"metrics", "regex_extracts", map, "", "", "numbers taken from texts, by suffix of the name"},
    Option{"metrics", "enum_values", map, "", "", "words by number"},
    Option{"metrics", "scale", number, "", "1", "factor of the value"},
    Option{"metrics", "offset", number, "", "0", "added to the value after scaling"},
    Option{"metrics", "datetime_pattern", text, "", "", "how the device writes times"},
    Option{"metrics", "display_hint", text, "", "", "how octets are shown, as in RFC 2579"},

    Option{"indexes", "labelname", text, "", "", "the label that this part becomes"},
    Option{"indexes", "type", choice, kIndexTypes, "gauge", "the type of the index object"},
    Option{"indexes", "fixed_size", integer, "0..128", "0", "number of sub-identifiers of a text of fixed size"},
    Option{"indexes", "implied", boolean, "", "false", "whether its length is left out of the index"},
    Option{"indexes", "enum_values", map, "", "", "words by number"},

    Option{"lookups", "labels", list, "", "", "labels whose indexes find the row"},
    Option{"lookups", "labelname", text, "", "", "the label to add, or to remove if there is no oid"},
    Option{"lookups", "oid", text, "", "", "the column"},
    Option{"lookups", "type", choice, kLookupTypes, "OctetString", "the type of the column"},
    Option{"lookups", "enum_values", map, "", "", "words by number"},
    Option{"lookups", "display_hint", text, "", "", "how octets are shown, as in RFC 2579"},

    Option{"regex_extracts", "regex", text, "", "", "must match the whole value (RE2)"},
    Option{"regex_extracts", "value", text, "", "$1", "the sample; $1 stands for what the first group matched"},

    Option{"modules_files", "path", text, "", "", "a file or a glob"},
    Option{"modules_files", "skip_broken", boolean, "", "false", "whether modules with errors are left out"},

    Option{"module", "name", text, "", "", "a name in modules"},
    Option{"module", "interval", duration, kInterval, "", "time from one poll of it to the next, if not the target's"},

    Option{"workers", "count", integer, "auto|1..4096", "auto", "number of worker processes"},
    Option{"workers", "sessions", integer, "1..10000", "400", "exchanges that one worker holds open"},
    Option{"workers", "max_polls", integer, "0..1000000000", "0",
           "polls after which a worker is replaced; 0: it never is"},

    Option{"breaker", "after", integer, "0..1000", "3",
           "unanswered polls in a row after which a host is only probed; 0: it is always polled"},
    Option{"breaker", "probe_every", duration, kInterval, "60s", "shortest time from one probe to the next"},

    Option{"budgets", "starts_per_second", integer, kPerSecond, "none", "polls of all hosts begun per second"},
    Option{"budgets", "site", block, "", "", "limits for all hosts with the same value of a label"},
    Option{"budgets", "sites", map, "", "", "limits for single sites, by the label's value"},
    Option{"budgets", "subnet", block, "", "", "limits for all hosts with the same network prefix"},

    Option{"site", "label", text, "", "site", "the label whose values are the sites"},
    Option{"site", "in_flight", integer, kInFlight, "none", "most polls at the same time"},
    Option{"site", "requests_per_second", integer, kPerSecond, "none", "most requests per second, with retries"},

    Option{"sites", "in_flight", integer, kInFlight, "", "most polls at the same time; by default as in site"},
    Option{"sites", "requests_per_second", integer, kPerSecond, "", "most requests per second; by default as in site"},

    Option{"subnet", "prefix", integer, "1..32", "24", "prefix length of an IPv4 subnet, in bits"},
    Option{"subnet", "prefix6", integer, "1..128", "64", "prefix length of an IPv6 subnet, in bits"},
    Option{"subnet", "in_flight", integer, kInFlight, "none", "most polls at the same time"},
    Option{"subnet", "requests_per_second", integer, kPerSecond, "none", "most requests per second, with retries"},

    Option{"state", "file", text, "", "", "the file; by default $STATE_DIRECTORY/learned; empty: none"},
    Option{"state", "every", duration, "1s..30d", "5m", "time from one writing to the next"},

    Option{"outputs", "type", choice, "jsonl|csv|text|influx|remote_write", "jsonl",
           "the format of a file, or the kind of a database"},
    Option{"outputs", "path", text, "", "-", "a file, or - for standard output"},
    Option{"outputs", "record", choice, "varbinds|metrics|both", "varbinds", "what is written of each poll"},
    Option{"outputs", "sync", choice, "never|interval|always", "never", "when the file is flushed to the disk"},

    Option{"outputs", "name", text, "", "", "of a database, in status and log; by default its type and URL"},
    Option{"outputs", "url", text, "", "", "of a database: http://HOST:PORT or https://HOST:PORT, with a path"},
    Option{"outputs", "database", text, "", "", "influx: the database of InfluxDB 1"},
    Option{"outputs", "retention_policy", text, "", "", "influx: that of InfluxDB 1; by default the database's own"},
    Option{"outputs", "organization", text, "", "", "influx: the organization of InfluxDB 2"},
    Option{"outputs", "bucket", text, "", "", "influx: the bucket of InfluxDB 2"},
    Option{"outputs", "job", text, "", "snmpolld", "remote_write: the label job of all series"},
    Option{"outputs", "username", text, "", "", "for HTTP basic authentication"},
    Option{"outputs", "password", text, "", "", "for HTTP basic authentication", kSecret},
    Option{"outputs", "token", text, "", "", "of InfluxDB 2, or a bearer token", kSecret},
    Option{"outputs", "batch_samples", integer, "1..100000", "10000", "most samples of one request"},
    Option{"outputs", "flush_interval", duration, "10ms..5m", "1s", "how long samples wait for others"},
    Option{"outputs", "timeout", duration, "100ms..10m", "30s", "how long a request may take"},
    Option{"outputs", "tls", block, "", "", "of a database's https"},
    Option{"outputs", "spool", block, "", "", "what is kept on disk while a database does not take it"},

    Option{"output_tls", "ca_file", text, "", "", "certificates of authorities (PEM); by default the system's"},
    Option{"output_tls", "cert_file", text, "", "", "our certificate (PEM)"},
    Option{"output_tls", "key_file", text, "", "", "its private key (PEM)"},
    Option{"output_tls", "insecure_skip_verify", boolean, "", "false", "whether any server is believed"},

    Option{"spool", "path", text, "", "", "the folder; by default in $STATE_DIRECTORY"},
    Option{"spool", "max_size", size, "0..1024TiB", "1GiB", "beyond it the oldest is dropped; 0: no spool"},
    Option{"spool", "max_age", duration, "1m..3650d", "3d", "what is older is dropped"},
    Option{"spool", "order", choice, "oldest_first|newest_first", "oldest_first", "what is sent first"},

    Option{"http", "listen", text, "", "", "ADDRESS:PORT"},
    Option{"http", "targets_allow", list, "", "",
           "networks whose hosts may be asked, with transports and ports; by default only configured targets may"},
    Option{"http", "auths", list, "", "", "the auths that a scrape may name; by default all"},
    Option{"http", "reload", boolean, "", "false", "whether POST /-/reload reloads the config"},
    Option{"http", "timeout_offset", duration, "0s..1m", "500ms", "by which a scrape ends before Prometheus gives up"},
    Option{"http", "web_config_file", text, "", "",
           "TLS, users and headers, in the format of Prometheus' exporters; by default HTTP in clear"},
    Option{"http", "partial", choice, "answer|refuse", "answer", "what /snmp does when some values are missing"},

    Option{"web_config", "tls_server_config", block, "", "",
           "certificate and key of the server, and what is asked of clients"},
    Option{"web_config", "http_server_config", block, "", "", "headers of answers"},
    Option{"web_config", "basic_auth_users", map, "", "", "bcrypt hashes of passwords, by user name", kSecret},
    Option{"web_config", "rate_limit", block, "", "", "how many requests are answered"},

    Option{"tls_server_config", "cert", text, "", "",
           "the server's certificate and those that lead to its authority (PEM)"},
    Option{"tls_server_config", "key", text, "", "", "its private key (PEM)", kSecret},
    Option{"tls_server_config", "client_ca", text, "", "", "certificates of the authorities of clients (PEM)"},
    Option{"tls_server_config", "cert_file", text, "", "", "a file with what cert has"},
    Option{"tls_server_config", "key_file", text, "", "", "a file with what key has"},
    Option{"tls_server_config", "client_ca_file", text, "", "", "a file with what client_ca has"},
    Option{"tls_server_config", "client_auth_type", choice, kClientAuths, "NoClientCert", "what is asked of clients"},
    Option{"tls_server_config", "client_allowed_sans", list, "", "", "alternative names of which a client has one"},
    Option{"tls_server_config", "min_version", choice, kTlsVersions, "TLS12", "the lowest version of TLS"},
    Option{"tls_server_config", "max_version", choice, kTlsVersions, "TLS13", "the highest version of TLS"},
    Option{"tls_server_config", "cipher_suites", choices, kCipherSuites, "", "for TLS 1.2 and earlier"},
    Option{"tls_server_config", "prefer_server_cipher_suites", boolean, "", "true", "whether their order is ours"},
    Option{"tls_server_config", "curve_preferences", choices, "CurveP256|CurveP384|CurveP521|X25519", "",
           "elliptic curves, the best first"},

    Option{"http_server_config", "http2", boolean, "", "true", "without effect: HTTP/1.1 is spoken"},
    Option{"http_server_config", "headers", map, "", "", "headers of every answer"},

    Option{"rate_limit", "interval", duration, "0|0s..1h", "0", "time from one request to the next; 0: no limit"},
    Option{"rate_limit", "burst", integer, "0..1000000", "0", "how many are answered at once"},

    Option{"control", "socket", text, "", "", "the path of the socket; by default the usual place"},
    Option{"control", "group", text, "", "", "the group that may use it; by default the daemon's own"},

    Option{"log", "level", choice, "debug|info|warning|error", "info", "the least important lines that are written"},
};

bool isIn(std::string_view section, std::string_view sections) {
    return ("|" + std::string(sections) + "|").find("|" + std::string(section) + "|") != std::string::npos;
}

// The default of a row belongs to its first section; the others need none.
std::vector<Option> rowsOf(std::string_view section) {
    std::vector<Option> rows;
    for (const Option& option : kOptions) {
        if (!isIn(section, option.section)) continue;
        Option& row = rows.emplace_back(option);
        if (!option.section.starts_with(section)) row.fallback = "";
        row.section = section;
    }
    return rows;
}

// The rows by section, in their order.
std::map<std::string, std::vector<Option>, std::less<>> bySection() {
    std::map<std::string, std::vector<Option>, std::less<>> sections;
    for (const Option& option : kOptions)
        for (std::string_view rest = option.section;; rest.remove_prefix(rest.find('|') + 1)) {
            const auto [section, fresh] = sections.try_emplace(std::string(rest.substr(0, rest.find('|'))));
            if (fresh) section->second = rowsOf(section->first);
            if (rest.find('|') == std::string_view::npos) break;
        }
    return sections;
}

}  // namespace

std::span<const Option> optionsOf(std::string_view section) {
    static const auto sections = bySection();
    const auto found = sections.find(section);
    return found == sections.end() ? std::span<const Option>() : found->second;
}

const Option* findOption(std::string_view section, std::string_view key) {
    for (const Option& option : optionsOf(section))
        if (option.key == key) return &option;
    return nullptr;
}

bool isScalar(const Option& option) {
    switch (option.type) {
        case text:
        case choice:
        case integer:
        case number:
        case boolean:
        case duration:
        case size:
        case hex:
        case sender:
            return true;
        case list:
        case choices:
        case texts:
        case mixed:
        case map:
        case block:
            return false;
    }
    return false;
}

std::vector<std::string> keysOf(std::string_view section) {
    std::vector<std::string> keys;
    for (const Option& option : optionsOf(section))
        keys.emplace_back(option.key);
    return keys;
}

}  // namespace snmpolld::config
