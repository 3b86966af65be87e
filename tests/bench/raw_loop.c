/* raw_loop: the yardstick of the benchmarks. As little as one can do with libnetsnmp's asynchronous single-session API: a
 * fixed number of requests in flight, epoll, no output, no retries, values not looked at.
 *
 *   raw_loop PORT HOSTS ROUNDS IN_FLIGHT one|each|walk
 *
 * one: a GET of five varbinds, one session for all hosts, each PDU with its destination; each: the same with a session a
 * host, all open before the clock starts; walk: ifTable and ifXTable of each host with GETBULK, one session. The hosts
 * are 127.16.0.1 and the following addresses. Prints one line of JSON. It ends with an error when nothing has come for 5
 * seconds. */
#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>
/* after the others */
#include <fcntl.h>
#include <net-snmp/library/large_fd_set.h>
#include <net-snmp/library/snmpUDPBaseDomain.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>

#define FIRST_ADDRESS 0x7f100001u
#define MAX_EVENTS 256
#define REPETITIONS 50
#define BUFFER_BYTES (8 << 20)
#define BUFFER_PER_ANSWER 4096

static const oid kAsked[5][11] = {{1, 3, 6, 1, 2, 1, 1, 1, 0},
                                  {1, 3, 6, 1, 2, 1, 1, 3, 0},
                                  {1, 3, 6, 1, 2, 1, 1, 5, 0},
                                  {1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6},
                                  {1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 10}};
static const size_t kAskedSize[5] = {9, 9, 9, 11, 11};
static const oid kTables[2][9] = {{1, 3, 6, 1, 2, 1, 2, 2}, {1, 3, 6, 1, 2, 1, 31, 1, 1}};
static const size_t kTableSize[2] = {8, 9};

struct walk {
    oid at[MAX_OID_LEN];
    size_t size;
    int table;
};

static void** sessions; /* one, or one a host */
static struct walk* walks;
static long* ready; /* hosts to be asked next, a ring */
static long hosts, first_ready, ready_count, answered, failed, varbinds, in_flight;
static int port, single;

static void refuse(const char* what) {
    fprintf(stderr, "raw_loop: %s\n", what);
    exit(1);
}

static void make_ready(long host) {
    ready[(first_ready + ready_count++) % hosts] = host;
}

static void begin_table(struct walk* walk, int table) {
    walk->table = table;
    walk->size = kTableSize[table];
    memcpy(walk->at, kTables[table], kTableSize[table] * sizeof(oid));
}

/* Whether the table goes on behind this answer. */
static int goes_on(struct walk* walk, const netsnmp_variable_list* variable) {
    for (; variable != NULL; variable = variable->next_variable) {
        if (variable->type == SNMP_ENDOFMIBVIEW ||
            netsnmp_oid_is_subtree(kTables[walk->table], kTableSize[walk->table], variable->name,
                                   variable->name_length) != 0)
            return 0;
        ++varbinds;
        walk->size = variable->name_length;
        memcpy(walk->at, variable->name, walk->size * sizeof(oid));
    }
    return 1;
}

static void take_rows(long host, const netsnmp_pdu* pdu) {
    struct walk* walk = &walks[host];
    if (!goes_on(walk, pdu->variables)) {
        if (walk->table == 1) {
            ++answered;
            return;
        }
        begin_table(walk, 1);
    }
    make_ready(host);
}

static int answer(int operation, netsnmp_session* session, int request_id, netsnmp_pdu* pdu, void* magic) {
    (void)session, (void)request_id;
    const int good = operation == NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE && pdu->errstat == SNMP_ERR_NOERROR;
    --in_flight;
    failed += !good;
    if (good && walks != NULL) take_rows((long)magic, pdu);
    if (good && walks == NULL) ++answered;
    return 1;
}

static void open_session(long i, int epoll_fd) {
    char peer[40];
    const unsigned address = FIRST_ADDRESS + (unsigned)i;
    snprintf(peer, sizeof peer, "%u.%u.%u.%u:%d", address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255,
             port);
    netsnmp_session session;
    snmp_sess_init(&session);
    session.version = SNMP_VERSION_2c;
    session.community = (u_char*)"public";
    session.community_len = 6;
    session.peername = peer;
    session.retries = 0;
    session.timeout = 5000000;
    sessions[i] = snmp_sess_open(&session);
    if (sessions[i] == NULL) refuse("a session cannot be opened");
    struct epoll_event event = {.events = EPOLLIN, .data = {.u64 = (uint64_t)i}};
    if (epoll_ctl(epoll_fd, EPOLL_CTL_ADD, snmp_sess_transport(sessions[i])->sock, &event) != 0) refuse("epoll_ctl");
}

/* How many answers the one socket has room for. */
static long widen(void) {
    const int fd = snmp_sess_transport(sessions[0])->sock;
    int size = BUFFER_BYTES;
    socklen_t length = sizeof size;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    getsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, &length);
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    return size / BUFFER_PER_ANSWER;
}

static void direct(netsnmp_pdu* pdu, long host) {
    netsnmp_indexed_addr_pair* to = calloc(1, sizeof *to);
    to->remote_addr.sin.sin_family = AF_INET;
    to->remote_addr.sin.sin_addr.s_addr = htonl(FIRST_ADDRESS + (unsigned)host);
    to->remote_addr.sin.sin_port = htons((uint16_t)port);
    pdu->transport_data = to;
    pdu->transport_data_length = sizeof *to;
}

static netsnmp_pdu* get_request(void) {
    netsnmp_pdu* pdu = snmp_pdu_create(SNMP_MSG_GET);
    for (int k = 0; k < 5; ++k) {
        oid name[12];
        memcpy(name, kAsked[k], sizeof kAsked[k]);
        name[kAskedSize[k]] = 1; /* the interface */
        snmp_add_null_var(pdu, name, kAskedSize[k] + (kAskedSize[k] == 11));
    }
    return pdu;
}

static netsnmp_pdu* bulk_request(const struct walk* walk) {
    netsnmp_pdu* pdu = snmp_pdu_create(SNMP_MSG_GETBULK);
    pdu->non_repeaters = 0;
    pdu->max_repetitions = REPETITIONS;
    snmp_add_null_var(pdu, walk->at, walk->size);
    return pdu;
}

static void ask(void) {
    const long host = ready[first_ready];
    first_ready = (first_ready + 1) % hosts;
    --ready_count;
    netsnmp_pdu* pdu = walks != NULL ? bulk_request(&walks[host]) : get_request();
    if (single) direct(pdu, host);
    if (snmp_sess_async_send(sessions[single ? 0 : host], pdu, answer, (void*)host) == 0) refuse("cannot send");
    ++in_flight;
    if (walks == NULL) make_ready(host);
}

static void read_session(void* session, netsnmp_large_fd_set* set) {
    const int fd = snmp_sess_transport(session)->sock;
    NETSNMP_LARGE_FD_SET(fd, set);
    for (long before = in_flight + 1; before != in_flight && in_flight > 0;) {
        before = in_flight;
        snmp_sess_read2(session, set);
        if (!single) break;
    }
    NETSNMP_LARGE_FD_CLR(fd, set);
}

static void receive(int epoll_fd, netsnmp_large_fd_set* set) {
    struct epoll_event events[MAX_EVENTS];
    const int count = epoll_wait(epoll_fd, events, MAX_EVENTS, 5000);
    if (count <= 0) refuse("no answer for 5 seconds");
    for (int i = 0; i < count; ++i)
        read_session(sessions[events[i].data.u64], set);
}

static double cpu_us(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 + usage.ru_utime.tv_usec + usage.ru_stime.tv_usec;
}

static double now_s(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void allow_descriptors(long count) {
    struct rlimit limit = {(rlim_t)count, (rlim_t)count};
    struct rlimit old;
    getrlimit(RLIMIT_NOFILE, &old);
    if (old.rlim_max > limit.rlim_max) limit.rlim_max = old.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) refuse("too many hosts for the limit of descriptors");
}

static void prepare(const char* mode) {
    single = strcmp(mode, "each") != 0;
    if (single && strcmp(mode, "one") != 0 && strcmp(mode, "walk") != 0) refuse("one, each or walk");
    if (strcmp(mode, "walk") == 0) walks = calloc((size_t)hosts, sizeof *walks);
    sessions = calloc((size_t)hosts, sizeof *sessions);
    ready = calloc((size_t)hosts, sizeof *ready);
    for (long host = 0; host < hosts; ++host) {
        make_ready(host);
        if (walks != NULL) begin_table(&walks[host], 0);
    }
}

int main(int argc, char** argv) {
    if (argc != 6) refuse("usage: raw_loop PORT HOSTS ROUNDS IN_FLIGHT one|each|walk");
    port = atoi(argv[1]);
    hosts = atol(argv[2]);
    long most = atol(argv[4]);
    prepare(argv[5]);
    const long total = hosts * (walks != NULL ? 1 : atol(argv[3]));
    const long count = single ? 1 : hosts;
    allow_descriptors(count + 64);
    init_snmp("raw_loop");
    const int epoll_fd = epoll_create1(0);
    netsnmp_large_fd_set set;
    netsnmp_large_fd_set_init(&set, (int)count + 64);
    NETSNMP_LARGE_FD_ZERO(&set);
    for (long i = 0; i < count; ++i)
        open_session(i, epoll_fd);
    const long room = single ? widen() : most;
    if (most > room) most = room;
    const double cpu = cpu_us(), start = now_s();
    for (long asked = 0; answered + failed < total;) {
        for (; ready_count > 0 && in_flight < most && (walks != NULL || asked < total); ++asked)
            ask();
        receive(epoll_fd, &set);
    }
    const double wall = now_s() - start;
    printf("{\"polls\":%ld,\"failed\":%ld,\"varbinds\":%ld,\"in_flight\":%ld,\"cpu_us_per_poll\":%.2f,\"wall_s\":%.3f}\n",
           answered, failed, varbinds, most, (cpu_us() - cpu) / (double)total, wall);
    return failed > 0;
}
