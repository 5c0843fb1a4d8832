import Archive
import Digests
import Foundation
import Net
import Store
import TestSupport
import Testing

/// An archive in a directory of its own that goes with it.
final class TestArchive: Sendable {
  let directory: TemporaryDirectory
  let location: ArchiveLocation
  let archive: MailArchive

  init() throws {
    directory = try TemporaryDirectory()
    location = ArchiveLocation(directory: directory.path + "/archive")
    archive = try MailArchive.create(at: location)
  }

  /// SHA-256 of every message, sorted; a message that is there twice counts twice.
  func digests() throws -> [String] {
    try archive.messages(matching: nil).map { id in
      try SHA256Digest(of: archive.octets(of: id)).hex
    }.sorted()
  }

  /// Fetches and indexes, as the command does.
  @discardableResult
  func fetch(_ account: AccountSettings) throws -> FetchReport {
    var report: FetchReport?
    _ = try archive.indexing(unless: false) { committed in
      var options = MailArchive.FetchOptions()
      options.committed = committed
      report = try archive.fetch(from: account, options: options)
    }
    return try #require(report)
  }

  /// An account whose password stands in a file of this archive's directory.
  func account(
    _ name: String, at endpoint: Endpoint, user: String, password: String,
    security: TransportSecurity = .implicit, authorityFile: String? = nil
  ) throws -> AccountSettings {
    let file = try directory.write(password.utf8, to: "password-\(name)")
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file.path)
    var account = AccountSettings(
      name: name, host: endpoint.host, port: endpoint.port, security: security, user: user,
      secret: .file(file.path))
    account.certificateAuthorityFile = authorityFile
    return account
  }
}

func sortedDigests(_ messages: [[UInt8]]) throws -> [String] {
  try messages.map { try SHA256Digest(of: $0).hex }.sorted()
}
