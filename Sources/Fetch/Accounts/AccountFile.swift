package import Archive
import Bytes
import Files
import Foundation
import Text

/// What there are files of for each account.
package enum AccountFileKind: String, CaseIterable, Sendable {
  /// What a source remembers from one fetch to the next.
  case state = "state.json"
  case tokens = "tokens.json"
  case password
}

/// What is kept of an account beside the settings and the store, as JSON, for its owner alone.
package struct AccountFile<Contents: Codable> {
  private let directory: String
  let path: String

  package init(_ location: ArchiveLocation, account: String, _ kind: AccountFileKind) {
    directory = location.accountsDirectory
    // Names are free text; what could be a path or clash with one is written in hexadecimal.
    let name = PercentEncoding.encode(account.utf8, .lower) { byte in
      Byte.isLetter(byte) || Byte.isDigit(byte) || byte == Byte.dash
    }
    path = "\(directory)/\(name).\(kind.rawValue)"
  }

  /// Nil where there is none, or one that is not understood.
  package func load() -> Contents? {
    (try? SmallFile.read(FilePath(path), limit: Limits.accountFileBytes))
      .flatMap { try? JSONDecoder().decode(Contents.self, from: Data($0)) }
  }

  package func save(_ contents: Contents) throws(ArchiveError) {
    try save(bytes: JSONValue(encoding: contents, names: .asDeclared).bytes)
  }

  func save(bytes: [UInt8]) throws(ArchiveError) {
    do {
      try POSIX.makeDirectory(FilePath(directory))
      try SmallFile.replace(FilePath(path), bytes)
    } catch { throw ArchiveError(any: error) }
  }

  func remove() { POSIX.remove(FilePath(path)) }
}
