/* Preloaded into mailcask, ends it as SIGKILL does just before its call number $KILL_AT that changes
   files whose path begins with $KILL_BELOW: make, write, sync, rename, remove, cut. Where it ends by
   itself, the number of these calls is written to $KILL_COUNT. Programs that it starts go unharmed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static atomic_long calls;
static long at;
static const char *below;

__attribute__((constructor)) static void begin(void) {
  if (strcmp(program_invocation_short_name, "mailcask")) return;
  unsetenv("LD_PRELOAD");
  const char *number = getenv("KILL_AT");
  at = number ? atol(number) : 0;
  below = getenv("KILL_BELOW");
}

__attribute__((destructor)) static void end(void) {
  const char *path = getenv("KILL_COUNT");
  FILE *file = below && path ? fopen(path, "w") : NULL;
  if (!file) return;
  fprintf(file, "%ld\n", atomic_load(&calls));
  fclose(file);
}

static void count(const char *path) {
  if (!below || !path || strncmp(path, below, strlen(below))) return;
  if (atomic_fetch_add(&calls, 1) + 1 != at) return;
  kill(getpid(), SIGKILL);
  pause();
}

static void count_file(int fd) {
  char link[64], name[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t size = readlink(link, name, sizeof name - 1);
  if (size < 0) return;
  name[size] = 0;
  count(name);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define ON_FILE(result, name, parameters, ...) \
  result name parameters {                     \
    count_file(fd);                            \
    return REAL(name)(__VA_ARGS__);            \
  }
#define ON_PATH(result, name, parameters, path, ...) \
  result name parameters {                           \
    count(path);                                     \
    return REAL(name)(__VA_ARGS__);                  \
  }

ON_FILE(ssize_t, write, (int fd, const void *bytes, size_t size), fd, bytes, size)
ON_FILE(ssize_t, writev, (int fd, const struct iovec *parts, int number), fd, parts, number)
ON_FILE(ssize_t, pwrite, (int fd, const void *bytes, size_t size, off_t place), fd, bytes, size, place)
ON_FILE(ssize_t, pwrite64, (int fd, const void *bytes, size_t size, off64_t place), fd, bytes, size, place)
ON_FILE(int, fsync, (int fd), fd)
ON_FILE(int, fdatasync, (int fd), fd)
ON_FILE(int, ftruncate, (int fd, off_t size), fd, size)
ON_FILE(int, ftruncate64, (int fd, off64_t size), fd, size)
ON_FILE(int, fchmod, (int fd, mode_t mode), fd, mode)
ON_PATH(int, rename, (const char *from, const char *to), to, from, to)
ON_PATH(int, renameat2, (int one, const char *from, int other, const char *to, unsigned flags), to,
        one, from, other, to, flags)
ON_PATH(int, link, (const char *from, const char *to), to, from, to)
ON_PATH(int, unlink, (const char *path), path, path)
ON_PATH(int, unlinkat, (int dir, const char *path, int flags), path, dir, path, flags)
ON_PATH(int, rmdir, (const char *path), path, path)
ON_PATH(int, mkdir, (const char *path, mode_t mode), path, path, mode)

#define ON_OPEN(name)                              \
  int name(const char *path, int flags, ...) {     \
    mode_t mode = 0;                               \
    if (flags & (O_CREAT | O_TMPFILE)) {           \
      va_list rest;                                \
      va_start(rest, flags);                       \
      mode = va_arg(rest, mode_t);                 \
      va_end(rest);                                \
    }                                              \
    if (flags & (O_CREAT | O_TRUNC)) count(path);  \
    return REAL(name)(path, flags, mode);          \
  }
ON_OPEN(open)
ON_OPEN(open64)
