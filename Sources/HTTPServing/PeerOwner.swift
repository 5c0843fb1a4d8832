import Files
import Glibc

/// Whose program is at the other end of a connection on this machine, by the kernel's own list.
enum PeerOwner {
  /// False only if the list says that it is another user's.
  ///
  /// - Parameters:
  ///   - port: of the other end.
  ///   - isIPv6: the connection's family.
  static func isOurs(port: Int, to ownPort: Int, isIPv6: Bool) -> Bool {
    let path = "/proc/self/net/" + (isIPv6 ? "tcp6" : "tcp")
    guard let list = try? SmallFile.read(FilePath(path), limit: Limits.connectionListBytes) else {
      return true
    }
    let owner = owner(in: String(decoding: list, as: UTF8.self), port: port, to: ownPort)
    return owner.map { $0 == geteuid() } ?? true
  }

  /// The user of the end that has this port and talks to the other, by the text of /proc/net/tcp: a
  /// heading, then lines of blanks and columns, of which the second and third are addresses with
  /// ports in hexadecimal, the fourth the state, and the eighth the user (proc_pid_net(5)).
  static func owner(in list: String, port: Int, to other: Int) -> uid_t? {
    for line in list.split(separator: "\n").dropFirst() {
      let columns = line.split(separator: " ")
      guard columns.count > 7, columns[3] == established, Self.port(columns[1]) == port,
        Self.port(columns[2]) == other
      else { continue }
      return uid_t(columns[7])
    }
    return nil
  }

  private static let established = "01"

  private static func port(_ address: Substring) -> Int? {
    address.split(separator: ":").last.flatMap { Int($0, radix: 16) }
  }
}
