import Bytes
import Foundation
import Glibc

/// A small file for its owner alone, replaced as a whole: after a crash it holds the old or the new
/// octets, nothing between.
enum PrivateFile {
  /// Nil where there is none, or none that may be read.
  static func read(_ path: String) -> [UInt8]? {
    FileManager.default.contents(atPath: path).map { [UInt8]($0) }
  }

  /// - Throws: `fileSystem`.
  static func write(_ octets: [UInt8], to path: String) throws(ArchiveError) {
    let temporary = "\(path).\(getpid()).new"
    let descriptor = unsafe Glibc.open(
      temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw failure(path) }
    let isWritten =
      fchmod(descriptor, 0o600) == 0
      && (unsafe Glibc.write(descriptor, octets, octets.count)) == octets.count
      && fsync(descriptor) == 0
    close(descriptor)
    guard isWritten, unsafe rename(temporary, path) == 0 else {
      let failure = failure(path)
      unsafe unlink(temporary)
      throw failure
    }
  }

  private static func failure(_ path: String) -> ArchiveError {
    ArchiveError(
      .fileSystem, "write \(path)", why: systemReason(), remedy: "Check free space and permissions."
    )
  }
}

/// What is kept of an account beside the settings and the store, as JSON.
struct AccountFile<Contents: Codable> {
  private let directory: String
  let path: String

  /// - Parameter kind: the file's ending, such as "state.json".
  init(_ location: ArchiveLocation, account: String, kind: String) {
    directory = location.accountsDirectory
    // Names are free text; what could be a path or clash with one is written in hexadecimal.
    let name = PercentEncoding.encode(account.utf8, .lower) { byte in
      Byte.isLetter(byte) || Byte.isDigit(byte) || byte == Byte.dash
    }
    path = "\(directory)/\(name).\(kind)"
  }

  /// Nil where there is none, or one that is not understood.
  func load() -> Contents? {
    PrivateFile.read(path).flatMap { try? JSONDecoder().decode(Contents.self, from: Data($0)) }
  }

  func save(_ contents: Contents) throws(ArchiveError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    guard let octets = try? encoder.encode(contents) else { return }
    try save(octets: [UInt8](octets))
  }

  func save(octets: [UInt8]) throws(ArchiveError) {
    if unsafe mkdir(directory, 0o700) != 0, errno != EEXIST {
      throw ArchiveError(.fileSystem, "make \(directory)", why: systemReason())
    }
    try PrivateFile.write(octets, to: path)
  }

  func remove() { unsafe unlink(path) }
}
