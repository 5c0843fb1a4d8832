/* Preloaded into a program, notes in the file $RECORD in which order it writes and syncs the files
   of its store:  W path offset size LF octets  |  T path size LF  |  S path LF  */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;

/* The file's name if it belongs to a store; its shared memory does not outlive a power cut. */
static const char *store_file(int fd, char name[4096]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t size = readlink(link, name, 4095);
  if (size < 0) return NULL;
  name[size] = 0;
  const char *last = strrchr(name, '/');
  if (!last || strncmp(last + 1, "mail.sqlite", 11) || strstr(last, "-shm") || strstr(last, "-lock"))
    return NULL;
  return last + 1;
}

static FILE *record(void) {
  static FILE *file;
  if (!file) file = fopen(getenv("RECORD"), "ab");
  return file;
}

#define REAL(name, type) ((type)dlsym(RTLD_NEXT, name))

ssize_t pwrite64(int fd, const void *octets, size_t size, off64_t offset) {
  char name[4096];
  const char *path = store_file(fd, name);
  pthread_mutex_lock(&order);
  ssize_t written = REAL("pwrite64", ssize_t (*)(int, const void *, size_t, off64_t))(
      fd, octets, size, offset);
  if (path && written > 0) {
    fprintf(record(), "W %s %lld %zd\n", path, (long long)offset, written);
    fwrite(octets, 1, written, record());
    fflush(record());
  }
  pthread_mutex_unlock(&order);
  return written;
}

ssize_t pwrite(int fd, const void *octets, size_t size, off_t offset) {
  return pwrite64(fd, octets, size, offset);
}

static int synced(int fd, const char *call) {
  char name[4096];
  const char *path = store_file(fd, name);
  pthread_mutex_lock(&order);
  int result = REAL(call, int (*)(int))(fd);
  if (path && result == 0) {
    fprintf(record(), "S %s\n", path);
    fflush(record());
  }
  pthread_mutex_unlock(&order);
  return result;
}

int fsync(int fd) { return synced(fd, "fsync"); }
int fdatasync(int fd) { return synced(fd, "fdatasync"); }

int ftruncate64(int fd, off64_t size) {
  char name[4096];
  const char *path = store_file(fd, name);
  pthread_mutex_lock(&order);
  int result = REAL("ftruncate64", int (*)(int, off64_t))(fd, size);
  if (path && result == 0) {
    fprintf(record(), "T %s %lld\n", path, (long long)size);
    fflush(record());
  }
  pthread_mutex_unlock(&order);
  return result;
}

int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }
