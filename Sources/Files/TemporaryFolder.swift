import Glibc

/// A private directory that is removed with its contents when released; one of a process that was killed
/// goes when the next is made.
package final class TemporaryFolder: Sendable {
  package let path: FilePath
  private let descriptor: Int32

  package var name: String { String(decoding: path.bytes, as: UTF8.self) }

  /// Parent directory for temporary files.
  package static var parent: String {
    parent(unsafe getenv("TMPDIR").map { unsafe String(cString: $0) })
  }

  /// - Parameter variable: TMPDIR; an empty value counts as not set.
  package static func parent(_ variable: String?) -> String {
    variable.flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
  }

  /// Removes those of processes that were killed.
  package static func removeAbandoned(in parent: String) {
    let prefix = "mailcask-".utf8
    Unfinished.removeAbandoned(in: FilePath(parent)) { $0.starts(with: prefix) }
  }

  package init(in parent: String = TemporaryFolder.parent) throws(FileError) {
    Self.removeAbandoned(in: parent)
    var template = Array("\(parent)/mailcask-XXXXXX".utf8CString)
    let isMade = unsafe template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      return unsafe mkdtemp(base) != nil
    }
    guard isMade else { throw FileError(writing: FilePath(parent), errno) }
    path = FilePath(bytes: template.dropLast().map { UInt8(bitPattern: $0) })
    descriptor = try Unfinished.hold(path)
  }

  deinit {
    try? POSIX.removeTree(path)
    POSIX.close(descriptor)
  }
}
