import Foundation
import Glibc

// What a program is told by what it runs in.

/// Seconds since 1970.
package func currentTime() -> Int64 { Int64(Date().timeIntervalSince1970) }

/// Foundation's way makes a dictionary of all variables.
public func environmentVariable(_ name: String) -> String? {
  unsafe getenv(name).map { unsafe String(cString: $0) }
}
