#pragma once
// mallopt(3), which the Glibc module is without.
#include <malloc.h>
// Of unistd.h under _GNU_SOURCE, which the Glibc module is without. See syncfs(2).
int syncfs(int fd);
