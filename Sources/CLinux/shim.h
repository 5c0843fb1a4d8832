#pragma once
// mallopt(3) and malloc_trim(3), which the Glibc module is without.
#include <malloc.h>
#include <sys/vfs.h>
// Of unistd.h under _GNU_SOURCE, which the Glibc module is without. See syncfs(2).
int syncfs(int fd);
// Of fcntl.h under _GNU_SOURCE, which the Glibc module is without. See sync_file_range(2); off64_t is long long there.
int sync_file_range(int fd, long long offset, long long count, unsigned int flags);
