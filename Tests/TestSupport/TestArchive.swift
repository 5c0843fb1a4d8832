package import Archive
import Digests
package import Fetch
import Foundation
package import Net
import Store

/// An archive in a temporary directory that is removed with it.
package final class TestArchive: Sendable {
  package let directory: TemporaryDirectory
  package let location: ArchiveLocation
  package let archive: MailArchive

  package init() throws {
    directory = try TemporaryDirectory()
    location = ArchiveLocation(directory: directory.path + "/archive")
    archive = try MailArchive.create(at: location)
  }

  /// SHA-256 of every message, sorted; a message that is stored twice counts twice.
  package func digests() throws -> [String] {
    try archive.messages(matching: nil).map { id in
      try SHA256Digest(of: archive.bytes(of: id)).hex
    }.sorted()
  }

  /// Fetches and indexes, like the command.
  @discardableResult
  package func fetch(_ account: AccountSettings) throws -> FetchReport {
    var report: FetchReport?
    _ = try archive.indexing(unless: false) { committed in
      var options = MailArchive.FetchOptions()
      options.committed = committed
      report = try archive.fetch(from: account, options: options)
    }
    guard let report else { throw TestFailure("the fetch gave no report") }
    return report
  }

  /// An account whose password is stored in a file in this archive's directory.
  package func account(
    _ name: String, _ mailProtocol: MailProtocol = .pop3, at endpoint: Endpoint, user: String,
    password: String, security: TransportSecurity = .implicit, authorityFile: String? = nil
  ) throws -> AccountSettings {
    let file = try directory.write(password.utf8, to: "password-\(name)")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    var account = AccountSettings(
      name: name, mailProtocol, host: endpoint.host, port: endpoint.port, security: security,
      user: user,
      secret: .file(file.path))
    account.certificateAuthorityFile = authorityFile
    return account
  }
}

package func sortedDigests(_ messages: [[UInt8]]) throws -> [String] {
  try messages.map { try SHA256Digest(of: $0).hex }.sorted()
}

package func writeMaildir(_ messages: [[UInt8]], in directory: TemporaryDirectory) throws -> String
{
  for folder in ["cur", "new", "tmp"] {
    try FileManager.default.createDirectory(
      atPath: directory.path + "/maildir/\(folder)", withIntermediateDirectories: true)
  }
  for (number, message) in messages.enumerated() {
    try directory.write(message, to: "maildir/cur/\(1_700_000_000 + number).M\(number).test:2,S")
  }
  return directory.path + "/maildir"
}
