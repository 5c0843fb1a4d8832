/* Preloaded into mailcask, notes in the file $ORDER what it does to files whose path begins with
   $ORDER_BELOW, and what it says to others:

     W path       bytes were written        S path       they were synced, or a directory's names
     R from to    a file got another name   A            a delivery was acknowledged (LMTP)
     M            a message was offered to a server (SMTP)

   Sync number $FAIL_SYNC fails, as on a disk that is broken. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
static const char *below, *path_of_order;
static long syncs, fails_at;

__attribute__((constructor)) static void begin(void) {
  if (strcmp(program_invocation_short_name, "mailcask")) return;
  unsetenv("LD_PRELOAD");
  below = getenv("ORDER_BELOW");
  path_of_order = getenv("ORDER");
  const char *number = getenv("FAIL_SYNC");
  fails_at = number ? atol(number) : 0;
}

static void note(const char *kind, const char *one, const char *other) {
  FILE *file = path_of_order ? fopen(path_of_order, "a") : NULL;
  if (!file) return;
  fprintf(file, "%s %s %s\n", kind, one, other);
  fclose(file);
}

static int is_below(int fd, char name[4096]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t size = readlink(link, name, 4095);
  if (size < 0 || !below) return 0;
  name[size] = 0;
  return !strncmp(name, below, strlen(below));
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static void wrote(int fd) {
  char name[4096];
  if (is_below(fd, name)) note("W", name, "");
}

static void said(const void *bytes, size_t size) {
  if (memmem(bytes, size, "> kept", 6)) note("A", "", "");
  if (memmem(bytes, size, "MAIL FROM", 9)) note("M", "", "");
}

#define LOCKED(result, call)          \
  pthread_mutex_lock(&order);         \
  int before = errno;                 \
  result value = call;                \
  int after = value < 0 ? errno : before;

#define UNLOCKED               \
  errno = after;               \
  pthread_mutex_unlock(&order); \
  return value;

ssize_t write(int fd, const void *bytes, size_t size) {
  LOCKED(ssize_t, REAL(write)(fd, bytes, size))
  wrote(fd);
  if (below) said(bytes, size);
  UNLOCKED
}
ssize_t send(int fd, const void *bytes, size_t size, int flags) {
  LOCKED(ssize_t, REAL(send)(fd, bytes, size, flags))
  if (below) said(bytes, size);
  UNLOCKED
}
ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t place) {
  LOCKED(ssize_t, REAL(pwrite64)(fd, bytes, size, place))
  wrote(fd);
  UNLOCKED
}
ssize_t pwrite(int fd, const void *bytes, size_t size, off_t place) {
  return pwrite64(fd, bytes, size, place);
}

static int fails(int fd) {
  char name[4096];
  return is_below(fd, name) && ++syncs == fails_at;
}

static void synced(int fd) {
  char name[4096];
  if (is_below(fd, name)) note("S", name, "");
}

#define SYNC(name)                                                       \
  int name(int fd) {                                                     \
    int failing = fails(fd);                                             \
    LOCKED(int, failing ? (errno = EIO, -1) : REAL(name)(fd))            \
    if (!value) synced(fd);                                              \
    UNLOCKED                                                             \
  }
SYNC(fsync)
SYNC(fdatasync)

int rename(const char *from, const char *to) {
  LOCKED(int, REAL(rename)(from, to))
  if (!value) note("R", from, to);
  UNLOCKED
}
int renameat2(int one, const char *from, int other, const char *to, unsigned flags) {
  LOCKED(int, REAL(renameat2)(one, from, other, to, flags))
  if (!value) note("R", from, to);
  UNLOCKED
}
