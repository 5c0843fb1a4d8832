#pragma once

// Limits that a process puts on itself for good, before it reads a document of a stranger's. They hold
// for what it executes as well. See no_new_privs in prctl(2), landlock(7), seccomp(2), getrlimit(2).

enum {
  MCS_NO_LANDLOCK = 1, // the kernel has none, or refused it
  MCS_NO_SECCOMP = 2, // likewise, or the processor is not known here
};

typedef struct {
  unsigned long memory; // bytes of address space
  unsigned long seconds; // of processor time
  int may_execute; // other programs, in place of this one
} mcs_limits;

// To be called before there is a second thread. After it no file can be opened but for reading, below the
// directories of the system's programs and libraries; no socket, no process can be made; no other process
// can be reached; nothing can be written but to what is open.
//
// Returns -1 with errno when a limit that every Linux has was refused: then nothing may be read.
// Otherwise the sum of what this system lacks.
int mcs_confine(const mcs_limits *limits);

// The version of landlock that the kernel has; 0: none.
int mcs_landlock_version(void);

// Whether the kernel takes filters of system calls for this processor.
int mcs_has_seccomp(void);

// A file in memory; see memfd_create(2). Returns -1 with errno.
int mcs_memory_file(void);

// A pipe that no other program inherits; see pipe2(2).
typedef struct { int reading, writing; } mcs_pipe_ends; // -1: there is none, with errno
mcs_pipe_ends mcs_pipe(void);
