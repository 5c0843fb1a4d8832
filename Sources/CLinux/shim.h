#pragma once
// mallopt(3) and malloc_trim(3), which the Glibc module is without.
#include <malloc.h>
#include <sys/vfs.h>
// Of unistd.h under _GNU_SOURCE, which the Glibc module is without. See syncfs(2).
int syncfs(int fd);
// Of fcntl.h under _GNU_SOURCE, which the Glibc module is without. See sync_file_range(2); off64_t is long long there.
int sync_file_range(int fd, long long offset, long long count, unsigned int flags);
// Of stdio.h under _GNU_SOURCE, which the Glibc module is without. See renameat2(2).
int renameat2(int old_directory, const char *old_path, int new_directory, const char *new_path, unsigned int flags);
// Of resolv.h, whose other headers would hide Glibc's own types: the answer of a name server, see
// resolver(3); below 0: none. Class 1 is IN.
int res_query(const char *name, int of_class, int type, unsigned char *answer, int size);
