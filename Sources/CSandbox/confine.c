#define _GNU_SOURCE
#include "CSandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

// MARK: Landlock. Older headers lack it; the numbers are the same for all processors.

#define CREATE_RULESET 444
#define ADD_RULE 445
#define RESTRICT_SELF 446

#define EXECUTE (1ull << 0)
#define READ_FILE (1ull << 2)
#define READ_DIRECTORY (1ull << 3)

struct ruleset { uint64_t files, network, scope; };
struct __attribute__((packed)) path_rule { uint64_t allowed; int32_t parent; };

int mcs_landlock_version(void) {
  long version = syscall(CREATE_RULESET, NULL, 0, 1 /* LANDLOCK_CREATE_RULESET_VERSION */);
  return version < 0 ? 0 : (int)version;
}

static void allow_reading(int ruleset, const char *path, int is_directory) {
  int parent = open(path, O_PATH | O_CLOEXEC);
  if (parent < 0) return;
  struct path_rule rule = { EXECUTE | READ_FILE | (is_directory ? READ_DIRECTORY : 0), parent };
  syscall(ADD_RULE, ruleset, 1 /* LANDLOCK_RULE_PATH_BENEATH */, &rule, 0);
  close(parent);
}

static int restrict_files(void) {
  int version = mcs_landlock_version();
  if (version < 1) return -1;
  struct ruleset rules = { 0 };
  // Rights that each version added: 13 in the first, REFER, TRUNCATE, IOCTL_DEV.
  int rights = version == 1 ? 13 : version == 2 ? 14 : version < 5 ? 15 : 16;
  rules.files = (1ull << rights) - 1;
  size_t size = sizeof(rules.files);
  if (version >= 4) {
    rules.network = 3; // bind and connect over TCP
    size += sizeof(rules.network);
  }
  if (version >= 6) {
    rules.scope = 3; // abstract sockets and signals stay inside
    size += sizeof(rules.scope);
  }
  int ruleset = (int)syscall(CREATE_RULESET, &rules, size, 0);
  if (ruleset < 0) return -1;
  static const char *const directories[] = {
    "/usr", "/lib", "/lib32", "/lib64", "/etc/fonts", "/nix/store", "/gnu/store",
  };
  for (size_t i = 0; i < COUNT(directories); i++) allow_reading(ruleset, directories[i], 1);
  allow_reading(ruleset, "/etc/ld.so.cache", 0);
  long result = syscall(RESTRICT_SELF, ruleset, 0);
  close(ruleset);
  return result == 0 ? 0 : -1;
}

// MARK: System calls

#if defined(__x86_64__)
#define NATIVE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define NATIVE AUDIT_ARCH_AARCH64
#elif defined(__riscv) && __riscv_xlen == 64
#define NATIVE AUDIT_ARCH_RISCV64
#else
#define NATIVE 0
#endif

// Refused with EPERM whatever their arguments.
static const unsigned refused[] = {
  SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4,
#ifdef SYS_fork
  SYS_fork, SYS_vfork,
#endif
  SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_kill, SYS_tkill,
  SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo,
  424 /* pidfd_send_signal */, 434 /* pidfd_open */, 438 /* pidfd_getfd */,
  425 /* io_uring_setup */, 426 /* io_uring_enter */, 427 /* io_uring_register */,
  SYS_bpf, SYS_perf_event_open, SYS_userfaultfd,
  SYS_keyctl, SYS_add_key, SYS_request_key,
  SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_unshare, SYS_setns,
  428 /* open_tree */, 429 /* move_mount */, 430 /* fsopen */, 442 /* mount_setattr */,
  SYS_open_by_handle_at, SYS_name_to_handle_at, SYS_fanotify_init, SYS_inotify_init1,
  SYS_shmget, SYS_shmat, SYS_shmctl, SYS_msgget, SYS_msgsnd, SYS_msgrcv, SYS_semget, SYS_semop,
  SYS_mq_open, SYS_mq_unlink,
  SYS_truncate, SYS_unlinkat, SYS_renameat2, SYS_mkdirat, SYS_mknodat, SYS_linkat, SYS_symlinkat,
  SYS_fchmod, SYS_fchmodat, SYS_fchown, SYS_fchownat, SYS_utimensat,
  SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr, SYS_removexattr, SYS_lremovexattr, SYS_fremovexattr,
#ifdef SYS_unlink
  SYS_unlink, SYS_rename, SYS_renameat, SYS_mkdir, SYS_rmdir, SYS_mknod, SYS_link, SYS_symlink,
  SYS_chmod, SYS_chown, SYS_lchown, SYS_utime, SYS_utimes, SYS_futimesat, SYS_creat,
#endif
  SYS_setpgid, SYS_setsid, SYS_setpriority, SYS_sched_setscheduler, SYS_sched_setaffinity,
  SYS_reboot, SYS_swapon, SYS_swapoff, SYS_init_module, SYS_finit_module, SYS_delete_module,
  SYS_kexec_load, SYS_acct, SYS_quotactl, SYS_sethostname, SYS_setdomainname, SYS_settimeofday,
  SYS_clock_settime, SYS_adjtimex, SYS_syslog, SYS_personality,
};

#define LOAD(field) \
  BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offsetof(struct seccomp_data, field))
#define RETURN(action) BPF_STMT(BPF_RET | BPF_K, action)
#define REFUSE(error) RETURN(SECCOMP_RET_ERRNO | (error))
// What follows, one instruction, is for one value only.
#define UNLESS(value) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(value), 0, 1)

static int refuse_calls(int may_execute) {
  if (NATIVE == 0) return -1;
  struct sock_filter program[2 * COUNT(refused) + 64];
  size_t n = 0;
#define ADD(...) program[n++] = (struct sock_filter)__VA_ARGS__
  ADD(LOAD(arch));
  ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, NATIVE, 1, 0));
  ADD(RETURN(SECCOMP_RET_KILL_PROCESS));
  ADD(LOAD(nr));
#if defined(__x86_64__)
  // The calls of x32 have numbers of their own.
  ADD(BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1));
  ADD(REFUSE(ENOSYS));
#endif
  for (size_t i = 0; i < COUNT(refused); i++) {
    ADD(UNLESS(refused[i]));
    ADD(REFUSE(EPERM));
  }
  if (!may_execute) {
    ADD(UNLESS(SYS_execve));
    ADD(REFUSE(EPERM));
    ADD(UNLESS(SYS_execveat));
    ADD(REFUSE(EPERM));
  }
  // Their arguments lie in memory, which a filter cannot read; callers know how to do without.
  ADD(UNLESS(435 /* clone3 */));
  ADD(REFUSE(ENOSYS));
  ADD(UNLESS(437 /* openat2 */));
  ADD(REFUSE(ENOSYS));
  // Threads may be made, processes may not.
  ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4));
  ADD(LOAD(args[0]));
  ADD(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0));
  ADD(REFUSE(EPERM));
  ADD(RETURN(SECCOMP_RET_ALLOW));
  // Limits of this process alone.
  ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prlimit64, 0, 4));
  ADD(LOAD(args[0]));
  ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0));
  ADD(REFUSE(EPERM));
  ADD(RETURN(SECCOMP_RET_ALLOW));
  // Files are opened for reading.
  uint32_t writing = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND;
#ifdef SYS_open
  ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_open, 0, 4));
  ADD(LOAD(args[1]));
  ADD(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, writing, 0, 1));
  ADD(REFUSE(EACCES));
  ADD(RETURN(SECCOMP_RET_ALLOW));
#endif
  ADD(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3));
  ADD(LOAD(args[2]));
  ADD(BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, writing, 0, 1));
  ADD(REFUSE(EACCES));
  ADD(RETURN(SECCOMP_RET_ALLOW));
#undef ADD
  struct sock_fprog filter = { (unsigned short)n, program };
  return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &filter) == 0
    ? 0 : -1;
}

int mcs_has_seccomp(void) {
  uint32_t action = SECCOMP_RET_KILL_PROCESS;
  return NATIVE != 0 && syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) == 0;
}

// MARK: The whole

static int limit(int resource, unsigned long most) {
  struct rlimit now;
  if (getrlimit(resource, &now) != 0) return -1;
  if (now.rlim_max != RLIM_INFINITY && now.rlim_max < most) most = now.rlim_max;
  struct rlimit next = { most, most };
  return setrlimit(resource, &next);
}

int mcs_confine(const mcs_limits *limits) {
  // Whoever started this may be killed: nothing is to go on without it.
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  prctl(PR_SET_DUMPABLE, 0);
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return -1;
  signal(SIGPIPE, SIG_DFL);
  syscall(436 /* close_range */, 3, ~0u, 0);
  setpriority(PRIO_PROCESS, 0, 10);
  syscall(SYS_ioprio_set, 1, 0, 3 << 13); // idle
  if (limit(RLIMIT_AS, limits->memory) != 0 || limit(RLIMIT_CPU, limits->seconds) != 0 ||
      limit(RLIMIT_FSIZE, 0) != 0 || limit(RLIMIT_CORE, 0) != 0 || limit(RLIMIT_NOFILE, 64) != 0)
    return -1;
  int missing = 0;
  if (restrict_files() != 0) missing |= MCS_NO_LANDLOCK;
  if (refuse_calls(limits->may_execute) != 0) missing |= MCS_NO_SECCOMP;
  return missing;
}

int mcs_memory_file(void) { return (int)syscall(SYS_memfd_create, "document", 1 /* CLOEXEC */); }

mcs_pipe_ends mcs_pipe(void) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return (mcs_pipe_ends) { -1, -1 };
  return (mcs_pipe_ends) { ends[0], ends[1] };
}
