import NIOCore
import Synchronization

/// The other end of a connection.
package final class Peer: Sendable {
  /// The port at our end; nil for a socket of the file system.
  package let ownPort: Int?
  private let port: Int?
  private let isIPv6: Bool
  /// Nil until the kernel was asked.
  private let known = Mutex<Bool?>(nil)

  init(of channel: any Channel) {
    ownPort = channel.localAddress?.port
    port = channel.remoteAddress?.port
    if case .v6? = channel.remoteAddress { isIPv6 = true } else { isIPv6 = false }
  }

  /// False if the kernel says that a program of another user is there. Who may use a socket of the file
  /// system is decided by its permissions.
  package var isOurs: Bool {
    known.withLock { known in
      if let known { return known }
      guard let port, let ownPort else { return true }
      let isOurs = PeerOwner.isOurs(port: port, to: ownPort, isIPv6: isIPv6)
      known = isOurs
      return isOurs
    }
  }
}
