import Foundation

/// The command as the user nobody where the tests run as root: Dovecot refuses root, and no
/// permission stops it.
package func unprivileged(_ command: [String]) -> [String] {
  guard getuid() == 0 else { return command }
  return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] + command
}
