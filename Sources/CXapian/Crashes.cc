// Xapian trusts what it reads: a flipped bit in a database can make it use an address or a length
// that is none. In a command that only searches there is no other process to take the crash, so that
// a handler says what it means.
#include <signal.h>
#include <unistd.h>

#include <cstring>

#include "Internal.hpp"

namespace mcx {

thread_local volatile int inside = 0;

}  // namespace mcx

namespace {

char report[512];
size_t report_length;
int report_status;

/// Only calls that signal-safety(7) allows.
void crashed(int number) {
  if (mcx::inside > 0) {
    ssize_t written = write(STDERR_FILENO, report, report_length);
    (void)written;
    _exit(report_status);
  }
  signal(number, SIG_DFL);
  raise(number);
}

}  // namespace

extern "C" void mcx_report_crashes(const char *text, int status) {
  std::strncpy(report, text, sizeof report - 1);
  report_length = std::strlen(report);
  report_status = status;
  struct sigaction action = {};
  action.sa_handler = crashed;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_NODEFER;
  for (int number : {SIGSEGV, SIGBUS, SIGFPE, SIGABRT}) sigaction(number, &action, nullptr);
}
