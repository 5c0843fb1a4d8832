#include "CXapian.h"

#include <xapian.h>

const char *mcx_version(void) { return Xapian::version_string(); }
