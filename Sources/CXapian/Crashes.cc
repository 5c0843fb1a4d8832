// Xapian trusts what it reads: a flipped bit in a database can make it use an address or a length
// that is none. In a command that only searches there is no other process to take the crash, so that
// a handler says what it means.
#include <signal.h>
#include <sys/time.h>
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

/// Processor time, so that a slow disk is none of it: a search takes milliseconds.
constexpr time_t seconds_for_reading = 120;

/// Only calls that signal-safety(7) allows.
[[noreturn]] void end_with_report() {
  ssize_t written = write(STDERR_FILENO, report, report_length);
  (void)written;
  _exit(report_status);
}

void crashed(int number) {
  if (mcx::inside > 0) end_with_report();
  signal(number, SIG_DFL);
  raise(number);
}

void ran_too_long(int) { end_with_report(); }

void limit(time_t seconds) {
  const itimerval timer = {{0, 0}, {seconds, 0}};
  if (report_length > 0) setitimer(ITIMER_PROF, &timer, nullptr);
}

}  // namespace

namespace mcx {

Limited::Limited() noexcept { limit(seconds_for_reading); }
Limited::~Limited() { limit(0); }

}  // namespace mcx

extern "C" void mcx_report_crashes(const char *text, int status) {
  std::strncpy(report, text, sizeof report - 1);
  report_length = std::strlen(report);
  report_status = status;
  struct sigaction action = {};
  action.sa_handler = crashed;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_NODEFER;
  for (int number : {SIGSEGV, SIGBUS, SIGFPE, SIGABRT}) sigaction(number, &action, nullptr);
  action.sa_handler = ran_too_long;
  sigaction(SIGPROF, &action, nullptr);
}
