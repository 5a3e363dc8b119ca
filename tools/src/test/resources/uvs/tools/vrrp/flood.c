/* flood DEVICE RATE COUNT FRAME...: sends COUNT Ethernet frames, the given ones in turn, RATE a second as long as the
 * machine keeps up, and prints how many were sent in how many milliseconds. Frames are in hexadecimal digits. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define BATCH 100
#define LONGEST 256

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

int main(int count, char **words) {
    static unsigned char frames[64][LONGEST];
    static struct iovec parts[BATCH];
    static struct mmsghdr messages[BATCH];
    int kinds = count - 4;
    if (kinds < 1 || kinds > 64) {
        return 2;
    }
    struct sockaddr_ll to = {.sll_family = AF_PACKET, .sll_ifindex = if_nametoindex(words[1])};
    int device = socket(AF_PACKET, SOCK_RAW, 0);
    if (device < 0 || to.sll_ifindex == 0) {
        perror(words[1]);
        return 1;
    }
    size_t lengths[64];
    for (int i = 0; i < kinds; i++) {
        lengths[i] = strlen(words[4 + i]) / 2;
        for (size_t at = 0; at < lengths[i] && at < LONGEST; at++) {
            sscanf(words[4 + i] + 2 * at, "%2hhx", &frames[i][at]);
        }
    }
    long rate = atol(words[2]);
    long wanted = atol(words[3]);
    long sent = 0;
    long long start = now();
    while (sent < wanted) {
        long batch = wanted - sent < BATCH ? wanted - sent : BATCH;
        for (long i = 0; i < batch; i++) {
            int kind = (int) ((sent + i) % kinds);
            parts[i] = (struct iovec) {frames[kind], lengths[kind]};
            messages[i].msg_hdr = (struct msghdr) {
                .msg_name = &to, .msg_namelen = sizeof to, .msg_iov = &parts[i], .msg_iovlen = 1};
        }
        int done = sendmmsg(device, messages, (unsigned) batch, 0);
        sent += done > 0 ? done : 0;
        long long due = start + sent * 1000000000LL / rate;
        if (due > now()) {
            struct timespec until = {due / 1000000000LL, due % 1000000000LL};
            clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
        }
    }
    printf("sent %ld in %lld ms\n", sent, (now() - start) / 1000000);
    return 0;
}
