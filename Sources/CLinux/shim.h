#pragma once
// mallopt(3) and malloc_trim(3), which the Glibc module is without.
#include <malloc.h>
#include <sys/vfs.h>
// Of unistd.h under _GNU_SOURCE, which the Glibc module is without. See syncfs(2).
int syncfs(int fd);
// Of fcntl.h under _GNU_SOURCE, which the Glibc module is without. See sync_file_range(2); off64_t is long long there.
int sync_file_range(int fd, long long offset, long long count, unsigned int flags);
// Of resolv.h, where res_query is a macro. The answer of a name server, see resolver(3); below 0: none.
#include <resolv.h>
static inline int mailcask_res_query(const char *name, int type, unsigned char *answer, int size) {
  return res_query(name, 1 /* IN */, type, answer, size);
}
