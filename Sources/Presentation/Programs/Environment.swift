import Archive
private import Glibc

/// The user's own directory.
package var homeDirectory: String { ArchiveLocation.home(environment: environmentVariable) }

/// Foundation makes a dictionary of all there are.
package func environmentVariable(_ name: String) -> String? {
  unsafe getenv(name).map { unsafe String(cString: $0) }
}
