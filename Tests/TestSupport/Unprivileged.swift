import Foundation
import Glibc

/// The command as the user nobody where the tests run as root: Dovecot refuses root, and no
/// permission stops it.
package func unprivileged(_ command: [String]) -> [String] {
  guard getuid() == 0 else { return command }
  return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] + command
}

/// Makes files and directories that user's, where the tests run as root.
package func giveToNobody(_ paths: [String]) throws {
  guard getuid() == 0 else { return }
  for path in paths {
    guard unsafe chown(path, 65_534, 65_534) == 0 else { throw TestFailure("chown \(path)") }
  }
}
