internal import CXapian

/// Version of the library, as loaded: "1.4.22".
package var xapianVersion: String { unsafe String(cString: mcx_version()) }
