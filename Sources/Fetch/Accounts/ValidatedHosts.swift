package import Archive
import Files
import Foundation
import Text

/// The servers whose certificate was once good by an authority's signature. One of them that shows
/// another certificate later is not to be trusted, whoever asks for it.
package struct ValidatedHosts {
  private let path: FilePath

  package init(_ location: ArchiveLocation) {
    path = FilePath(location.accountsDirectory + "/validated-hosts.json")
  }

  package func contains(_ host: String) -> Bool { load()[host.lowercased()] != nil }

  /// A failure is ignored: the next login notes it.
  func note(_ host: String) {
    var hosts = load()
    guard hosts[host.lowercased()] == nil, hosts.count < Limits.validatedHosts else { return }
    hosts[host.lowercased()] = currentTime()
    try? POSIX.makeDirectories(FilePath(directory))
    try? SmallFile.replace(path, JSONValue(encoding: hosts, names: .asDeclared).bytes)
  }

  private var directory: String {
    String(decoding: path.bytes, as: UTF8.self).split(
      separator: "/", omittingEmptySubsequences: false
    )
    .dropLast().joined(separator: "/")
  }

  /// The time of the first login, in seconds since 1970, by host.
  private func load() -> [String: Int64] {
    (try? SmallFile.read(path, limit: Limits.accountFileBytes))
      .flatMap { try? JSONDecoder().decode([String: Int64].self, from: Data($0)) } ?? [:]
  }
}
