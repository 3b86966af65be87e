/* raw_loop: the yardstick of the benchmarks. As little as one can do with libnetsnmp's asynchronous API: a session a
 * host, opened before the clock starts, a fixed number of GETs of five varbinds in flight, epoll, no output, no
 * retries, answers not looked at.
 *
 *   raw_loop PORT HOSTS ROUNDS IN_FLIGHT
 *
 * The hosts are 127.16.0.1 and the following addresses. Prints one line of JSON. It ends with an error when nothing has
 * come for 5 seconds. */
#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>
/* after the others */
#include <net-snmp/library/large_fd_set.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>

#define FIRST_ADDRESS 0x7f100001u
#define MAX_EVENTS 256

static const oid kAsked[5][11] = {{1, 3, 6, 1, 2, 1, 1, 1, 0},
                                  {1, 3, 6, 1, 2, 1, 1, 3, 0},
                                  {1, 3, 6, 1, 2, 1, 1, 5, 0},
                                  {1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 6},
                                  {1, 3, 6, 1, 2, 1, 31, 1, 1, 1, 10}};
static const size_t kAskedSize[5] = {9, 9, 9, 11, 11};

static void** sessions;
static long hosts, answered, failed, in_flight;

static int answer(int operation, netsnmp_session* session, int request_id, netsnmp_pdu* pdu, void* magic) {
    (void)session, (void)request_id, (void)magic;
    const int good = operation == NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE && pdu->errstat == SNMP_ERR_NOERROR;
    answered += good;
    failed += !good;
    --in_flight;
    return 1;
}

static void refuse(const char* what) {
    fprintf(stderr, "raw_loop: %s\n", what);
    exit(1);
}

static void open_session(long i, int port, int epoll_fd) {
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

static void ask(long i) {
    netsnmp_pdu* pdu = snmp_pdu_create(SNMP_MSG_GET);
    for (int k = 0; k < 5; ++k) {
        oid name[12];
        memcpy(name, kAsked[k], sizeof kAsked[k]);
        name[kAskedSize[k]] = 1; /* the interface */
        snmp_add_null_var(pdu, name, kAskedSize[k] + (kAskedSize[k] == 11));
    }
    if (snmp_sess_async_send(sessions[i], pdu, answer, NULL) == 0) refuse("a request cannot be sent");
    ++in_flight;
}

static void receive(int epoll_fd, netsnmp_large_fd_set* set) {
    struct epoll_event events[MAX_EVENTS];
    const int count = epoll_wait(epoll_fd, events, MAX_EVENTS, 5000);
    if (count <= 0) refuse("no answer for 5 seconds");
    for (int i = 0; i < count; ++i) {
        void* session = sessions[events[i].data.u64];
        const int fd = snmp_sess_transport(session)->sock;
        NETSNMP_LARGE_FD_SET(fd, set);
        snmp_sess_read2(session, set);
        NETSNMP_LARGE_FD_CLR(fd, set);
    }
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

int main(int argc, char** argv) {
    if (argc != 5) refuse("usage: raw_loop PORT HOSTS ROUNDS IN_FLIGHT");
    hosts = atol(argv[2]);
    const long total = hosts * atol(argv[3]), most = atol(argv[4]);
    allow_descriptors(hosts + 64);
    init_snmp("raw_loop");
    const int epoll_fd = epoll_create1(0);
    netsnmp_large_fd_set set;
    netsnmp_large_fd_set_init(&set, (int)hosts + 64);
    NETSNMP_LARGE_FD_ZERO(&set);
    sessions = calloc((size_t)hosts, sizeof *sessions);
    for (long i = 0; i < hosts; ++i)
        open_session(i, atoi(argv[1]), epoll_fd);
    const double cpu = cpu_us(), start = now_s();
    for (long asked = 0; answered + failed < total;) {
        while (asked < total && in_flight < most)
            ask(asked++ % hosts);
        receive(epoll_fd, &set);
    }
    const double wall = now_s() - start;
    printf("{\"polls\":%ld,\"failed\":%ld,\"cpu_us_per_poll\":%.2f,\"wall_s\":%.3f,\"polls_per_s\":%.0f}\n", answered,
           failed, (cpu_us() - cpu) / (double)total, wall, (double)total / wall);
    return failed > 0;
}
