import Archive
import Bytes
import Files
import Foundation
import Text

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
    (try? SmallFile.read(FilePath(path), limit: Limits.accountFileOctets))
      .flatMap { try? JSONDecoder().decode(Contents.self, from: Data($0)) }
  }

  func save(_ contents: Contents) throws(ArchiveError) {
    try save(octets: JSONValue(encoding: contents, names: .asDeclared).bytes)
  }

  func save(octets: [UInt8]) throws(ArchiveError) {
    do {
      try POSIX.makeDirectory(FilePath(directory))
      try SmallFile.replace(FilePath(path), octets)
    } catch { throw ArchiveError(any: error) }
  }

  func remove() { POSIX.remove(FilePath(path)) }
}
