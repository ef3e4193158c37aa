/* A load client: opens many sockets, counts what arrives on each, and says when the last one had it.
 *
 * usage: load PORT PATH SOCKETS ORIGIN COOKIES SUBSCRIBE
 *   COOKIES    a file with one Cookie header a line, or "-"; socket n takes line n
 *   SUBSCRIBE  a text frame that each socket sends first, or "-"; it is up when it has a
 *              frame of changes in answer, without one when the handshake is done
 *
 * Prints "up SECONDS" when all are up. Then it obeys lines on standard input:
 *   send NUMBER BYTES       the first socket sends a message that bears the number; it begins now
 *   began NUMBER TIME       the message was published at TIME (seconds of CLOCK_MONOTONIC)
 *   wait NUMBER SECONDS     until every socket has it; prints as `report` does for it alone
 *   report FIRST LAST       prints "DELIVERED P50 P99 LAST" of these, latencies in milliseconds
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { ROOM = 1 << 18, AT_ONCE = 40, NUMBERS = 1 << 16, SEND = 70000, PATIENCE = 400 };

typedef struct {
    int fd, is_open, is_up, length, newest;
    char *buffer;
} Socket;
typedef struct {
    int number;
    double at;
} Arrival;

static Socket *sockets;
static Arrival *arrivals;
static double began[NUMBERS];
static int reached[NUMBERS];
static long arrived, room_for;
static int epoll, count, up, port;
static const char *path, *origin, *subscribe;
static char **cookies;

static double now(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec + t.tv_nsec / 1e9;
}

static void fail(const char *what) {
    fprintf(stderr, "load: %s (%s)\n", what, strerror(errno));
    exit(1);
}

static void dial(int i) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), one = 1;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(fd, (void *)&to, sizeof to) && errno != EINPROGRESS) fail("cannot connect");
    sockets[i].fd = fd;
    struct epoll_event event = {.events = EPOLLOUT, .data.u32 = i};
    epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
}

static void handshake(int i) {
    char text[4096];
    int length = snprintf(
        text, sizeof text,
        "GET %s HTTP/1.1\r\nHost: localhost\r\nOrigin: %s\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Version: 13\r\n%s%s%s\r\n",
        path, origin, cookies ? "Cookie: " : "", cookies ? cookies[i] : "", cookies ? "\r\n" : "");
    if (write(sockets[i].fd, text, length) != length) fail("cannot ask for an upgrade");
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = i};
    epoll_ctl(epoll, EPOLL_CTL_MOD, sockets[i].fd, &event);
}

/* The mask is zero, so the payload travels as it is. */
static void send_frame(int i, int code, const char *payload, int length) {
    static char frame[SEND + 16];
    int head = 2;
    frame[0] = 0x80 | code;
    if (length < 126) {
        frame[1] = 0x80 | length;
    } else {
        frame[1] = 0x80 | 126;
        frame[2] = length >> 8;
        frame[3] = length;
        head = 4;
    }
    memset(frame + head, 0, 4);
    memcpy(frame + head + 4, payload, length);
    if (write(sockets[i].fd, frame, head + 4 + length) < 0) fail("cannot send");
}

static void bring_up(int i) {
    if (!sockets[i].is_up) {
        sockets[i].is_up = 1;
        up++;
    }
}

static int begins(const char *text, long length, const char *with) {
    return length >= (long)strlen(with) && !memcmp(text, with, strlen(with));
}

/* A number counts once a socket: what is caught up twice arrived once. */
static void take_text(int i, char *text, long length) {
    int is_changes = begins(text, length, "{\"type\":\"changes\"");
    if (is_changes) bring_up(i);
    if (!is_changes && !begins(text, length, "{\"message\"")) return;
    double at = now();
    for (char *p = text; (p = memmem(p, text + length - p, "seq=", 4)); p += 4) {
        int number = atoi(p + 4);
        if (number <= sockets[i].newest || number >= NUMBERS) continue;
        sockets[i].newest = number;
        reached[number]++;
        if (arrived == room_for) {
            room_for = room_for ? room_for * 2 : 1 << 20;
            arrivals = realloc(arrivals, room_for * sizeof *arrivals);
        }
        arrivals[arrived++] = (Arrival){number, at};
    }
}

static void take_frame(int i, int code, char *payload, long length) {
    if (code == 9) send_frame(i, 10, payload, length);
    if (code == 8) {
        int reason = length >= 2 ? (uint8_t)payload[0] << 8 | (uint8_t)payload[1] : 0;
        fprintf(stderr, "load: a socket was closed (%d)\n", reason);
        exit(1);
    }
    if (code == 1) take_text(i, payload, length);
}

static void take_answer(int i) {
    Socket *s = &sockets[i];
    char *end = memmem(s->buffer, s->length, "\r\n\r\n", 4);
    if (!end) return;
    if (!memmem(s->buffer, 16, " 101", 4)) {
        fprintf(stderr, "load: refused: %.60s\n", s->buffer);
        exit(1);
    }
    int head = end + 4 - s->buffer;
    memmove(s->buffer, s->buffer + head, s->length -= head);
    s->is_open = 1;
    if (subscribe)
        send_frame(i, 1, subscribe, strlen(subscribe));
    else
        bring_up(i);
}

static void take(int i) {
    Socket *s = &sockets[i];
    int got = read(s->fd, s->buffer + s->length, ROOM - s->length);
    if (got < 0 && errno == EAGAIN) return;
    if (got <= 0) fail("a socket broke");
    s->length += got;
    if (!s->is_open) take_answer(i);
    if (!s->is_open) return;
    int done = 0;
    while (s->length - done >= 2) {
        unsigned char *p = (void *)(s->buffer + done);
        int head = 2;
        long length = p[1] & 127;
        if (length == 126) {
            if (s->length - done < 4) break;
            length = p[2] << 8 | p[3];
            head = 4;
        } else if (length == 127) {
            if (s->length - done < 10) break;
            length = 0;
            for (int j = 2; j < 10; j++) length = length << 8 | p[j];
            head = 10;
        }
        if (length + head > ROOM) fail("a frame is larger than the buffer");
        if (s->length - done < head + length) break;
        take_frame(i, p[0] & 15, (char *)p + head, length);
        done += head + length;
    }
    memmove(s->buffer, s->buffer + done, s->length -= done);
}

static int spin(int milliseconds) {
    struct epoll_event events[512];
    int ready = epoll_wait(epoll, events, 512, milliseconds), has_line = 0;
    for (int j = 0; j < ready; j++) {
        int i = events[j].data.u32;
        if (i == count)
            has_line = 1;
        else if (events[j].events & EPOLLOUT && !sockets[i].is_open)
            handshake(i);
        else
            take(i);
    }
    return has_line;
}

static void publish(int number, int bytes) {
    char text[SEND];
    if (bytes > SEND - 100) bytes = SEND - 100;
    int length = sprintf(text, "{\"message\":\"seq=%08d ", number);
    while (length < bytes - 2) text[length++] = 'x';
    text[length++] = '"';
    text[length++] = '}';
    began[number] = now();
    send_frame(0, 1, text, length);
}

static int ascending(const void *a, const void *b) {
    double x = *(double *)a, y = *(double *)b;
    return (x > y) - (x < y);
}

static void report(int first, int last) {
    double *latencies = malloc((arrived + 1) * sizeof *latencies);
    long found = 0;
    for (long n = 0; n < arrived; n++) {
        int number = arrivals[n].number;
        if (number >= first && number <= last)
            latencies[found++] = (arrivals[n].at - began[number]) * 1e3;
    }
    qsort(latencies, found, sizeof *latencies, ascending);
    if (found)
        printf("%ld %.3f %.3f %.3f\n", found, latencies[found / 2], latencies[found * 99 / 100],
               latencies[found - 1]);
    else
        printf("0 0 0 0\n");
    free(latencies);
}

static void obey(char *line) {
    int first, last;
    double seconds;
    if (sscanf(line, "send %d %d", &first, &last) == 2) {
        publish(first, last);
    } else if (sscanf(line, "began %d %lf", &first, &seconds) == 2) {
        began[first] = seconds;
    } else if (sscanf(line, "wait %d %lf", &first, &seconds) == 2) {
        double until = now() + seconds;
        while (reached[first] < count && now() < until) spin(50);
        report(first, first);
    } else if (sscanf(line, "report %d %d", &first, &last) == 2) {
        report(first, last);
    }
    fflush(stdout);
}

static void read_cookies(const char *name) {
    FILE *file = fopen(name, "r");
    size_t size = 0;
    if (!file) fail("cannot read the cookies");
    cookies = calloc(count, sizeof *cookies);
    for (int i = 0; i < count; i++) {
        ssize_t length = getline(&cookies[i], &size, file);
        if (length < 1) fail("there are fewer cookies than sockets");
        cookies[i][length - 1] = 0;
        size = 0;
    }
    fclose(file);
}

int main(int argc, char **argv) {
    if (argc != 7) fail("usage: load PORT PATH SOCKETS ORIGIN COOKIES SUBSCRIBE");
    port = atoi(argv[1]);
    path = argv[2];
    count = atoi(argv[3]);
    origin = argv[4];
    if (strcmp(argv[5], "-")) read_cookies(argv[5]);
    subscribe = strcmp(argv[6], "-") ? argv[6] : NULL;
    signal(SIGPIPE, SIG_IGN);
    epoll = epoll_create1(0);
    sockets = calloc(count, sizeof *sockets);
    for (int i = 0; i < count; i++) sockets[i].buffer = malloc(ROOM);
    double start = now();
    for (int dialled = 0; up < count; spin(1000)) {
        while (dialled < count && dialled - up < AT_ONCE) dial(dialled++);
        if (now() - start > PATIENCE) fail("not all sockets came up");
    }
    printf("up %.4f\n", now() - start);
    fflush(stdout);
    struct epoll_event event = {.events = EPOLLIN, .data.u32 = count};
    epoll_ctl(epoll, EPOLL_CTL_ADD, 0, &event);
    static char input[1 << 16];
    int length = 0;
    for (;;) {
        if (!spin(1000)) continue;
        int got = read(0, input + length, sizeof input - 1 - length);
        if (got <= 0) return 0;
        input[length += got] = 0;
        char *line = input, *end;
        for (; (end = strchr(line, '\n')); line = end + 1) {
            *end = 0;
            obey(line);
        }
        memmove(input, line, length -= line - input);
    }
}
