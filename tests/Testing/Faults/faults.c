/* Preloaded into a process under test: its wall clock is moved, its disk is full or slow, as a small mapped file says from outside.
   Nothing else of the process changes, and no right is needed. Built by FaultShim.cs. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct control { volatile int64_t clock_seconds; volatile int32_t sync_milliseconds; volatile int32_t full; };

static struct control nothing;
static struct control *control = &nothing;
static char directory[4096];

__attribute__((constructor)) static void begin(void)
{
    const char *file = getenv("FAULTS_CONTROL"), *below = getenv("FAULTS_DIRECTORY");
    if (!file || !below) return;
    strncpy(directory, below, sizeof directory - 1);
    int fd = (int)syscall(SYS_openat, AT_FDCWD, file, O_RDWR);
    if (fd < 0) return;
    void *map = mmap(NULL, sizeof(struct control), PROT_READ, MAP_SHARED, fd, 0);
    if (map != MAP_FAILED) control = map;
    close(fd);
}

/* Only files below the directory: the program still logs, and its sockets are no disk. */
static int is_ours(int fd)
{
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return strncmp(path, directory, strlen(directory)) == 0;
}

static int is_full(int fd)
{
    if (!control->full || !is_ours(fd)) return 0;
    errno = ENOSPC;
    return 1;
}

ssize_t write(int fd, const void *bytes, size_t count) { return is_full(fd) ? -1 : syscall(SYS_write, fd, bytes, count); }
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) { return is_full(fd) ? -1 : syscall(SYS_pwrite64, fd, bytes, count, at); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) { return is_full(fd) ? -1 : syscall(SYS_pwrite64, fd, bytes, count, at); }
ssize_t writev(int fd, const struct iovec *parts, int count) { return is_full(fd) ? -1 : syscall(SYS_writev, fd, parts, count); }
int fallocate(int fd, int mode, off_t at, off_t length) { return is_full(fd) ? -1 : (int)syscall(SYS_fallocate, fd, mode, at, length); }

static void wait_for_disk(int fd)
{
    int wait = control->sync_milliseconds;
    if (wait <= 0 || !is_ours(fd)) return;
    struct timespec pause = { wait / 1000, (wait % 1000) * 1000000L };
    syscall(SYS_nanosleep, &pause, NULL);
}

int fsync(int fd) { wait_for_disk(fd); return is_full(fd) ? -1 : (int)syscall(SYS_fsync, fd); }
int fdatasync(int fd) { wait_for_disk(fd); return is_full(fd) ? -1 : (int)syscall(SYS_fdatasync, fd); }

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int result = (int)syscall(SYS_clock_gettime, clock, now);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += control->clock_seconds;
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    (void)zone;
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    now->tv_sec = at.tv_sec;
    now->tv_usec = at.tv_nsec / 1000;
    return 0;
}

time_t time(time_t *now)
{
    struct timespec at;
    clock_gettime(CLOCK_REALTIME, &at);
    if (now) *now = at.tv_sec;
    return at.tv_sec;
}
