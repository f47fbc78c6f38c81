/* Loaded into a process, kills it at the KILL_AT-th call by which it touches files, and says at which.
   Counts on the thread that removes "begin-counting", until it removes "end-counting". */

#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static __thread int counting;
static __thread int calls;

static int reached(void) { return counting && ++calls == atoi(getenv("KILL_AT")); }

static void die(const char *call) {
    dprintf(STDERR_FILENO, "killed at %s\n", call);
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

#define CALL(type, name, parameters, arguments) \
    type name parameters {                      \
        if (reached()) die(#name);              \
        return REAL(name) arguments;            \
    }

CALL(int, mkdir, (const char *path, mode_t mode), (path, mode))
CALL(int, flock, (int fd, int operation), (fd, operation))
CALL(int, fsync, (int fd), (fd))
CALL(int, fdatasync, (int fd), (fd))
CALL(int, fchmod, (int fd, mode_t mode), (fd, mode))
CALL(int, chmod, (const char *path, mode_t mode), (path, mode))
CALL(int, ftruncate64, (int fd, off64_t length), (fd, length))
CALL(int, rename, (const char *from, const char *to), (from, to))
CALL(int, renameat, (int a, const char *from, int b, const char *to), (a, from, b, to))
CALL(int, link, (const char *from, const char *to), (from, to))
CALL(int, unlinkat, (int at, const char *path, int flags), (at, path, flags))
CALL(ssize_t, read, (int fd, void *buffer, size_t length), (fd, buffer, length))
CALL(int, close, (int fd), (fd))

/* A write has two points: before it, and when half of it is done. */
ssize_t write(int fd, const void *buffer, size_t length) {
    if (reached()) die("write");
    if (reached()) {
        REAL(write)(fd, buffer, length / 2);
        die("half a write");
    }
    return REAL(write)(fd, buffer, length);
}

#define OPEN(name, parameters, arguments)                 \
    int name parameters {                                 \
        va_list rest;                                     \
        va_start(rest, flags);                            \
        mode_t mode = 0;                                  \
        if (flags & O_CREAT) mode = va_arg(rest, mode_t); \
        va_end(rest);                                     \
        if (reached()) die(#name);                        \
        return REAL(name) arguments;                      \
    }

OPEN(open, (const char *path, int flags, ...), (path, flags, mode))
OPEN(open64, (const char *path, int flags, ...), (path, flags, mode))
OPEN(openat, (int at, const char *path, int flags, ...), (at, path, flags, mode))
OPEN(openat64, (int at, const char *path, int flags, ...), (at, path, flags, mode))

int unlink(const char *path) {
    if (!strcmp(path, "begin-counting")) counting = 1;
    else if (!strcmp(path, "end-counting")) counting = 0;
    else if (reached()) die("unlink");
    return REAL(unlink)(path);
}
