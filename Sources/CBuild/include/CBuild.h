#pragma once
// Values that a package is built with: see Package.swift.

/// The id under which the program is registered at Microsoft; empty if it is not.
const char *mailcask_microsoft_client_id(void);
