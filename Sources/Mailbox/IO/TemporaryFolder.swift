import Bytes
import Glibc

/// A private directory, removed with all in it when let go of.
package final class TemporaryFolder {
  let path: FilePath

  package var name: String { String(decoding: path.bytes, as: UTF8.self) }

  /// For what is needed for a while.
  package static var parent: String {
    parent(unsafe getenv("TMPDIR").map { unsafe String(cString: $0) })
  }

  /// - Parameter variable: TMPDIR; one that is empty counts as not set.
  static func parent(_ variable: String?) -> String {
    variable.flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
  }

  package init() throws(MailboxError) {
    var template = Array("\(Self.parent)/mailcask-XXXXXX".utf8CString)
    let isMade = unsafe template.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return false }
      return unsafe mkdtemp(base) != nil
    }
    guard isMade else { throw POSIX.writeError(FilePath(Self.parent), errno) }
    path = FilePath(bytes: template.dropLast().map { UInt8(bitPattern: $0) })
  }

  deinit { Self.remove(path) }

  /// Symbolic links are removed, not followed.
  private static func remove(_ path: FilePath) {
    if let names = try? POSIX.list(path), !POSIX.isSymbolicLink(path) {
      for index in 0..<names.count { remove(path / names[index]) }
      POSIX.removeDirectory(path)
    } else {
      POSIX.remove(path)
    }
  }
}

extension TemporaryFolder {
  /// Copies a stream to a file in here, for what must be read in any order or by its name.
  func keep(_ stream: any ByteStream) throws(MailboxError) -> FilePath {
    let file = path / Array("file".utf8)
    let descriptor = try POSIX.create(file)
    defer { POSIX.close(descriptor) }
    var portion = [UInt8](zeros: Limits.chunk)
    while true {
      let count = try stream.read(into: &portion, from: 0)
      if count == 0 { return file }
      try POSIX.writeAll(descriptor, portion.span.extracting(..<count), file)
    }
  }
}
