#include "CXapian.h"
#include <xapian.h>
extern "C" const char *mcx_version(void) { return Xapian::version_string(); }
