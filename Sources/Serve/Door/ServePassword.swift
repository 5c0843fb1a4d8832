package import Archive
import Bytes
import Digests
import Files
import SASL

/// The name and password that a mail program logs in with. The password is made at the first start, of 128
/// random bits, and kept in a file that its owner alone can read.
package struct ServePassword: Sendable {
  package static let user = "archive"

  let verifier: SCRAMVerifier
  private let secret: [UInt8]

  /// - Throws: `fileSystem` if the file cannot be read or made.
  package init(of location: ArchiveLocation) throws(ArchiveError) {
    let file = FilePath(location.servePasswordFile)
    do {
      let text = try SmallFile.readIfThere(file, limit: Limits.passwordFile) ?? Self.made(file)
      secret = Array(text.prefix { !Byte.isSpace($0) })
      guard secret.count >= Limits.shortestPassword else {
        throw ArchiveError(
          .fileSystem, "read \(location.servePasswordFile)", why: "it holds no password",
          remedy: "Delete it, and a new one is made.")
      }
      verifier = try SCRAMVerifier(
        user: Self.user, password: String(decoding: secret, as: UTF8.self))
    } catch { throw ArchiveError(any: error) }
  }

  private static func made(_ file: FilePath) throws -> [UInt8] {
    let text = Hexadecimal.encode(try KeyedDigest.random(count: 16)) + "\n"
    try SmallFile.replace(file, Array(text.utf8))
    return Array(text.utf8)
  }

  func isRight(user: [UInt8], _ password: [UInt8]) -> Bool {
    KeyedDigest.equal(user, Array(Self.user.utf8)) && KeyedDigest.equal(password, secret)
  }
}
