public import Archive
import Files
import Foundation
import LocalServers
import Mailbox
import Net

/// A POP3 server with TLS on the loopback address that holds the shipped sample messages. It lets
/// people try a fetch before they trust Mailcask with a mailbox.
public final class DemoServer: Sendable {
  private let server: POP3Server
  /// The account settings for it, as lines of `mailcask.toml`.
  public let accountSettings: String
  public let messageCount: Int

  private static let user = "ada"

  /// Starts the server; it ends with `stop()` or with the process.
  ///
  /// - Parameter directory: where its CA certificate and password are written, for the client.
  public init(filesIn directory: String) throws(ArchiveError) {
    do {
      let authority = try CertificateAuthority(name: "Mailcask demo")
      let authorityFile = directory + "/demo-ca.pem"
      let passwordFile = directory + "/demo-password"
      let password = UUID().uuidString
      try Self.write(authority.certificate, to: authorityFile)
      try Self.write(Array(password.utf8), to: passwordFile)
      let messages = try Self.samples(in: directory)
      messageCount = messages.count
      server = try POP3Server(
        maildrops: [
          try ServerMaildrop(user: Self.user, password: password, messages: messages)
        ],
        identity: try authority.issue(.loopback), implicitTLS: true)
      accountSettings = """

        [accounts.demo]
        host = "127.0.0.1"
        port = \(server.endpoint.port)
        user = "\(Self.user)"
        password_file = "\(passwordFile)"
        ca_file = "\(authorityFile)"

        """
    } catch { throw ArchiveError(any: error) }
  }

  public func stop() { server.stop() }

  /// The shipped messages with CRLF line ends, as sent over the network.
  private static func samples(in directory: String) throws -> [[UInt8]] {
    let file = directory + "/samples.mbox"
    try write(PackageResources.samples_mbox, to: file)
    defer { POSIX.remove(FilePath(file)) }
    let reader = try openMailbox(file)
    var messages: [[UInt8]] = []
    while let item = try reader.next() {
      if case .message(let message) = item { messages.append(try withCRLF(message.bytes).all()) }
    }
    return messages
  }

  private static func write(_ bytes: [UInt8], to file: String) throws {
    do { try SmallFile.replace(FilePath(file), bytes) } catch {
      throw ArchiveError(
        .fileSystem, "write \(file)", why: error.cause, remedy: "Check free space in /tmp.")
    }
  }
}
