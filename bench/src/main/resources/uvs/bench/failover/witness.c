/* witness SECONDS CPU: how late a thread is that nothing of this machine may keep waiting, in milliseconds, at most
 * and at 99.99 %. It has the highest real-time priority on one processor, and does nothing but sleep for 5 ms at a
 * time: what keeps it waiting is the kernel, or the hypervisor under it. */
#define _GNU_SOURCE
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

#define PERIOD 5000000LL
#define MOST 200000

static long long late[MOST];

static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static int compare(const void *one, const void *other) {
    long long difference = *(const long long *) one - *(const long long *) other;
    return difference < 0 ? -1 : difference > 0;
}

int main(int count, char **words) {
    if (count != 3) {
        return 2;
    }
    cpu_set_t processor;
    CPU_ZERO(&processor);
    CPU_SET(atoi(words[2]), &processor);
    struct sched_param first = {.sched_priority = sched_get_priority_max(SCHED_FIFO)};
    if (sched_setaffinity(0, sizeof processor, &processor) || sched_setscheduler(0, SCHED_FIFO, &first)) {
        perror("witness");
        return 1;
    }
    mlockall(MCL_CURRENT | MCL_FUTURE);
    long seen = 0;
    long long due = now();
    for (long long end = due + atoi(words[1]) * 1000000000LL; due < end && seen < MOST;) {
        due += PERIOD;
        struct timespec until = {due / 1000000000LL, due % 1000000000LL};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
        long long woke = now();
        late[seen++] = woke - due;
        due = woke;
    }
    qsort(late, seen, sizeof *late, compare);
    printf("%.1f %.1f\n", late[seen * 9999 / 10000] / 1e6, late[seen - 1] / 1e6);
    return 0;
}
