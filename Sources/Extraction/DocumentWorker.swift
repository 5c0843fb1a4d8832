import Glibc

/// The process that reads documents of strangers. It confines itself first, so that no mistake in what
/// reads them can reach the mail, other files, other programs or the network.
package enum DocumentWorker {
  /// What the program is run with again; not for people.
  package static let command = "read-document"

  /// Executes the program of these arguments, by its path, confined, in place of this process. It must be
  /// called before there is a second thread.
  package static func run(_ arguments: [String]) -> Never {
    guard let path = arguments.first, path.hasPrefix("/") else { _exit(ExitStatus.notRun) }
    guard Confinement.confine(mayExecute: true, seconds: Limits.processorSeconds) else {
      _exit(ExitStatus.notConfined)
    }
    let argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
    _ = unsafe execv(path, argv)
    _exit(ExitStatus.notRun)
  }

  enum ExitStatus {
    static let notConfined: Int32 = 125
    static let notRun: Int32 = 127
  }
}
