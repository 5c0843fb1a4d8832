import Foundation

/// Seconds since 1970.
package func currentTime() -> Int64 { Int64(Date().timeIntervalSince1970) }
