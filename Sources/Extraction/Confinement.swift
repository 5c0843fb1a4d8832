import CSandbox

/// What keeps a process that reads a stranger's document from everything else.
package enum Confinement {
  /// The version of landlock in the kernel; 0: none.
  package static var landlockVersion: Int { Int(mcs_landlock_version()) }

  /// Whether the kernel filters system calls.
  package static var filtersSystemCalls: Bool { mcs_has_seccomp() != 0 }

  /// Confines this process for good; there must be no second thread yet.
  ///
  /// - Parameter seconds: of processor time.
  /// - Returns: false when limits that every Linux has were refused: then nothing may be read.
  static func confine(mayExecute: Bool, seconds: UInt) -> Bool {
    var limits = mcs_limits(
      memory: Limits.memory, seconds: seconds, may_execute: mayExecute ? 1 : 0)
    return unsafe mcs_confine(&limits) >= 0
  }
}
