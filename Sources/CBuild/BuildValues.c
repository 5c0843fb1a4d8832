#include "CBuild.h"

#ifndef MAILCASK_MICROSOFT_CLIENT_ID
#define MAILCASK_MICROSOFT_CLIENT_ID ""
#endif

const char *mailcask_microsoft_client_id(void) { return MAILCASK_MICROSOFT_CLIENT_ID; }
