// The engine against Debian's snmpd: every version, security level, algorithm and transport.
#include "snmpd.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using namespace snmpolld::test;
using model::AuthProtocol;
using model::PrivProtocol;
using model::SecurityLevel;
using model::Status;
using model::Version;

namespace {

Snmpd& agent() {
    static Snmpd instance;
    return instance;
}

bool haveAgent() {
    if (Snmpd::installed()) return true;
    MESSAGE("snmpd is not installed: skipped");
    return false;
}

model::Credentials user(std::string name, SecurityLevel level = SecurityLevel::noAuthNoPriv) {
    model::Credentials c;
    c.version = Version::v3;
    c.username = std::move(name);
    c.security_level = level;
    return c;
}

model::Credentials authUser(AuthProtocol protocol, std::string name, std::string_view password) {
    auto c = user(std::move(name), SecurityLevel::authNoPriv);
    c.auth_protocol = protocol;
    c.password = Secret(password);
    REQUIRE(snmp::deriveKeys(c).has_value());
    return c;
}

model::Credentials privUser(AuthProtocol auth, PrivProtocol priv, std::string name,
                            std::string_view priv_password = "privpass-long") {
    auto c = user(std::move(name), SecurityLevel::authPriv);
    c.auth_protocol = auth;
    c.priv_protocol = priv;
    c.password = Secret("authpass-long");
    c.priv_password = Secret(priv_password);
    REQUIRE(snmp::deriveKeys(c).has_value());
    return c;
}

model::HostRecord get(model::Credentials credentials, std::vector<std::string> oids = {kSysDescr, kSysUpTime}) {
    return runOne(makeTask(agent().port(), std::move(credentials), oids));
}

void checkTwoValues(const model::HostRecord& record) {
    CHECK_MESSAGE(record.status == Status::ok, record.error);
    REQUIRE(record.varbinds.size() == 2);
    CHECK(record.varbinds[0].oid == oid(kSysDescr));
    CHECK(record.varbinds[0].type == model::Type::OctetString);
    CHECK(std::get<std::string>(record.varbinds[0].value).starts_with("Linux"));
    CHECK(record.varbinds[1].type == model::Type::TimeTicks);
    CHECK(record.rtt > Duration::zero());
}

}  // namespace

TEST_CASE("snmpd answers v1 and v2c") {
    if (!haveAgent()) return;
    for (const Version version : {Version::v1, Version::v2c}) {
        const auto record = get(community(version));
        checkTwoValues(record);
        CHECK(record.requests == 1);
        CHECK(record.retries == 0);
    }
}

TEST_CASE("snmpd answers v3 without security, after one discovery, and then without any") {
    if (!haveAgent()) return;
    const auto record = get(user("plain"));
    checkTwoValues(record);
    CHECK(record.requests == 2);
    CHECK(!record.learned.engine_id.empty());

    auto task = makeTask(agent().port(), user("plain"), {kSysDescr, kSysUpTime});
    task.learned = record.learned;
    const auto second = runOne(std::move(task));
    checkTwoValues(second);
    CHECK(second.requests == 1);
}

TEST_CASE("snmpd answers every authentication protocol") {
    if (!haveAgent()) return;
    const std::pair<AuthProtocol, const char*> all[] = {
        {AuthProtocol::MD5, "MD5"},        {AuthProtocol::SHA, "SHA"},        {AuthProtocol::SHA224, "SHA-224"},
        {AuthProtocol::SHA256, "SHA-256"}, {AuthProtocol::SHA384, "SHA-384"}, {AuthProtocol::SHA512, "SHA-512"}};
    for (const auto& [protocol, name] : all) {
        const std::string text = name;
        CAPTURE(text);
        const auto record = get(authUser(protocol, "a" + text, "authpass-" + text));
        checkTwoValues(record);
        CHECK(record.requests == 2);
        CHECK(record.learned.engine_boots > 0);
    }
}

TEST_CASE("snmpd answers every privacy protocol that it has") {
    if (!haveAgent()) return;
    const std::pair<AuthProtocol, const char*> auths[] = {
        {AuthProtocol::SHA, "SHA"}, {AuthProtocol::SHA256, "SHA-256"}, {AuthProtocol::SHA512, "SHA-512"}};
    const std::pair<PrivProtocol, const char*> privs[] = {
        {PrivProtocol::DES, "DES"},        {PrivProtocol::AES, "AES"},           {PrivProtocol::AES192, "AES-192"},
        {PrivProtocol::AES256, "AES-256"}, {PrivProtocol::AES192C, "AES-192-C"}, {PrivProtocol::AES256C, "AES-256-C"}};
    for (const auto& [auth, auth_name] : auths)
        for (const auto& [priv, priv_name] : privs) {
            const std::string name = std::string("p") + auth_name + priv_name;
            CAPTURE(name);
            const auto record = get(privUser(auth, priv, name));
            checkTwoValues(record);
            CHECK(record.requests == 2);
        }
}

TEST_CASE("a learned engine makes a private poll one exchange") {
    if (!haveAgent()) return;
    const auto credentials = privUser(AuthProtocol::SHA256, PrivProtocol::AES, "pSHA-256AES");
    const auto first = get(credentials);
    auto task = makeTask(agent().port(), credentials, {kSysDescr, kSysUpTime});
    task.learned = first.learned;
    const auto second = runOne(std::move(task));
    checkTwoValues(second);
    CHECK(second.requests == 1);
}

TEST_CASE("a wrong password is an auth_failure") {
    if (!haveAgent()) return;
    const auto record = get(authUser(AuthProtocol::SHA256, "aSHA-256", "not-the-password"));
    CHECK(record.status == Status::auth_failure);
    CHECK(record.error.find("aSHA-256") != std::string::npos);
}

TEST_CASE("an unknown user is an auth_failure") {
    if (!haveAgent()) return;
    const auto record = get(user("nobody"));
    CHECK(record.status == Status::auth_failure);
    CHECK(record.error.find("nobody") != std::string::npos);
}

TEST_CASE("a level that the agent does not grant is no success") {
    if (!haveAgent()) return;
    const auto record = get(privUser(AuthProtocol::SHA256, PrivProtocol::AES, "aSHA-256"));
    CHECK(record.status == Status::auth_failure);
}

TEST_CASE("a wrong privacy password is said to look like silence") {
    if (!haveAgent()) return;
    auto task =
        makeTask(agent().port(), privUser(AuthProtocol::SHA256, PrivProtocol::AES, "pSHA-256AES", "not-the-password"),
                 {kSysDescr});
    task.timeout = std::chrono::milliseconds(100);
    const auto record = runOne(std::move(task));
    CHECK(record.varbinds.empty());
    if (record.status == Status::timeout)
        CHECK(record.error.find("privacy key looks the same") != std::string::npos);
    else
        CHECK(record.status == Status::auth_failure);
}

// snmpd answers nothing at all then.
TEST_CASE("an unknown context is no success, and the silence is explained") {
    if (!haveAgent()) return;
    auto c = user("plain");
    c.context_name = "elsewhere";
    auto task = makeTask(agent().port(), c, {kSysDescr});
    task.timeout = std::chrono::milliseconds(50);
    const auto record = runOne(std::move(task));
    CHECK(record.status == Status::timeout);
    CHECK(record.error.find("elsewhere") != std::string::npos);
}

TEST_CASE("a pinned engine ID needs no discovery, and a wrong one is named") {
    if (!haveAgent()) return;
    auto c = user("plain");
    c.engine_id = get(user("plain")).learned.engine_id;
    const auto record = get(c);
    checkTwoValues(record);
    CHECK(record.requests == 1);

    c.engine_id = "\x80\x01\x02\x03\x04\x05";
    const auto wrong = get(c);
    CHECK(wrong.status == Status::agent_error);
    CHECK(wrong.error.find("engine ID is 80") != std::string::npos);
}

TEST_CASE("an engine ID that is no longer right heals within one poll") {
    if (!haveAgent()) return;
    auto task = makeTask(agent().port(), authUser(AuthProtocol::SHA, "aSHA", "authpass-SHA"), {kSysDescr, kSysUpTime});
    task.learned.engine_id = "\x80\x01\x02\x03\x04\x05";
    task.learned.engine_boots = 7;
    task.learned.engine_seen = monoNow();
    const auto record = runOne(std::move(task));
    checkTwoValues(record);
    CHECK(record.learned.engine_id != "\x80\x01\x02\x03\x04\x05");
    CHECK(record.requests <= 3);
}

// snmpd -C forgets its boots over a restart, so its clock goes back; both directions of boots are played on what was
// learned.
TEST_CASE("a restarted agent, with boots gone up, back, or the clock gone back, heals within one poll") {
    if (!haveAgent()) return;
    const auto credentials = privUser(AuthProtocol::SHA256, PrivProtocol::AES, "pSHA-256AES");
    const auto before = get(credentials);
    agent().stop(SIGKILL);
    agent().start();
    for (const int boots : {-1, 0, 100}) {
        CAPTURE(boots);
        auto task = makeTask(agent().port(), credentials, {kSysDescr, kSysUpTime});
        task.learned = before.learned;
        task.learned.engine_boots += static_cast<uint32_t>(boots);
        task.learned.engine_time += 100000;
        const auto after = runOne(std::move(task));
        checkTwoValues(after);
        CHECK(after.learned.engine_boots == before.learned.engine_boots);
        CHECK(after.learned.engine_time < 100000);
        CHECK(after.requests == 2);
    }
}

TEST_CASE("200 varbinds are split and come back in the order asked") {
    if (!haveAgent()) return;
    std::vector<std::string> oids;
    for (int i = 0; i < 200; ++i)
        oids.push_back(i % 2 == 0 ? kSysDescr : "1.3.6.1.2.1.1.9999." + std::to_string(i));
    const auto record = get(community(Version::v2c), oids);
    CHECK(record.status == Status::ok);
    REQUIRE(record.varbinds.size() == 200);
    for (size_t i = 0; i < 200; ++i) {
        CHECK(record.varbinds[i].oid == oid(oids[i]));
        CHECK(model::isException(record.varbinds[i].type) == (i % 2 == 1));
    }
    CHECK(record.requests >= 4);
}

TEST_CASE("v1's noSuchName becomes an exception and the rest is asked again") {
    if (!haveAgent()) return;
    const auto record = get(community(Version::v1), {kSysDescr, "1.3.6.1.2.1.1.9999.0", kSysUpTime});
    CHECK(record.status == Status::ok);
    REQUIRE(record.varbinds.size() == 3);
    CHECK(record.varbinds[1].type == model::Type::noSuchInstance);
    CHECK(record.varbinds[2].type == model::Type::TimeTicks);
    CHECK(record.requests == 3);
}

TEST_CASE("a wrong community is a timeout that says so") {
    if (!haveAgent()) return;
    auto task = makeTask(agent().port(), community(Version::v2c, "private"), {kSysDescr});
    task.timeout = std::chrono::milliseconds(50);
    const auto record = runOne(std::move(task));
    CHECK(record.status == Status::timeout);
    CHECK(record.error.find("wrong community") != std::string::npos);
    CHECK(record.retries == 1);
}

TEST_CASE("TCP and UDP over IPv6 work as UDP does") {
    if (!haveAgent()) return;
    auto tcp = makeTask(agent().port(), community(Version::v2c), {kSysDescr, kSysUpTime});
    tcp.transport = model::Transport::tcp;
    checkTwoValues(runOne(std::move(tcp)));

    auto private_tcp = makeTask(agent().port(), privUser(AuthProtocol::SHA256, PrivProtocol::AES, "pSHA-256AES"),
                                {kSysDescr, kSysUpTime});
    private_tcp.transport = model::Transport::tcp;
    checkTwoValues(runOne(std::move(private_tcp)));

    auto udp6 = makeTask(agent().port(), community(Version::v2c), {kSysDescr, kSysUpTime});
    udp6.address = model::Address::parse("::1", agent().port()).value();
    checkTwoValues(runOne(std::move(udp6)));
}

TEST_CASE("many polls of one host at once do not mix") {
    if (!haveAgent()) return;
    initLibraryOnce();
    auto engine = snmp::Engine::create();
    REQUIRE(engine.has_value());
    std::vector<model::PollTask> tasks;
    for (int i = 0; i < 50; ++i) {
        auto c =
            i % 2 == 0 ? community(Version::v2c) : privUser(AuthProtocol::SHA256, PrivProtocol::AES, "pSHA-256AES");
        tasks.push_back(makeTask(agent().port(), std::move(c), {i % 3 == 0 ? kSysDescr : kSysUpTime}));
        tasks.back().id = static_cast<uint64_t>(i);
    }
    const auto records = runAll(*engine, std::move(tasks));
    REQUIRE(records.size() == 50);
    for (const auto& record : records) {
        CHECK_MESSAGE(record.status == Status::ok, record.error);
        REQUIRE(record.varbinds.size() == 1);
        CHECK(record.varbinds[0].oid == oid(record.task_id % 3 == 0 ? kSysDescr : kSysUpTime));
    }
}

TEST_CASE("a right and a wrong key for one user of one engine, in flight together, do not touch each other") {
    if (!haveAgent()) return;
    initLibraryOnce();
    auto engine = snmp::Engine::create();
    REQUIRE(engine.has_value());
    std::vector<model::PollTask> tasks;
    for (int i = 0; i < 20; ++i) {
        auto c = authUser(AuthProtocol::SHA256, "aSHA-256", i % 2 == 0 ? "authpass-SHA-256" : "not-the-password");
        tasks.push_back(makeTask(agent().port(), std::move(c), {kSysDescr}));
        tasks.back().id = static_cast<uint64_t>(i);
    }
    for (const auto& record : runAll(*engine, std::move(tasks)))
        CHECK(record.status == (record.task_id % 2 == 0 ? Status::ok : Status::auth_failure));
}
