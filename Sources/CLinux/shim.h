#pragma once
// Of unistd.h under _GNU_SOURCE, which the Glibc module is without. See syncfs(2).
int syncfs(int fd);
