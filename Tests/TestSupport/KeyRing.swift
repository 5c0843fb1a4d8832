package import Foundation

/// Keys of OpenPGP in a directory of their own, made and used by the real gpg.
package final class KeyRing: Sendable {
  /// Whether gpg is there.
  package static let isPossible = FileManager.default.isExecutableFile(atPath: "/usr/bin/gpg")

  /// Short, because the paths of sockets may not be long.
  package let home: String

  package init() throws {
    home = "/tmp/mcg-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(
      atPath: home, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  }

  deinit {
    _ = try? runCommand(["gpgconf", "--homedir", home, "--kill", "all"])
    try? FileManager.default.removeItem(atPath: home)
  }

  /// A key for this address; without a passphrase it is not locked.
  package func makeKey(_ address: String, passphrase: String = "") throws {
    _ = try run([
      "--pinentry-mode", "loopback", "--passphrase", passphrase, "--quick-gen-key", address,
      "future-default", "default", "never",
    ])
  }

  package func encrypt(
    _ plain: String, to address: String, armored: Bool = true
  ) throws -> Data {
    try run(
      ["--trust-model", "always", "--recipient", address] + (armored ? ["--armor"] : [])
        + ["--encrypt"], Data(plain.utf8))
  }

  /// The secret key as a file that another ring may import; without a passphrase.
  package func secretKey(_ address: String) throws -> Data {
    try run(["--armor", "--export-secret-keys", address])
  }

  package func add(_ key: Data) throws { _ = try run(["--import"], key) }

  /// Forgets passphrases that were given.
  package func lock() throws {
    _ = try runCommand(["gpgconf", "--homedir", home, "--kill", "all"])
  }

  /// Has a passphrase given whenever somebody is asked for one.
  package func answer(_ passphrase: String) throws {
    let script = """
      #!/bin/sh
      echo OK ready
      while read -r line; do
        case "$line" in
          GETPIN*) echo "D \(passphrase)"; echo OK ;;
          BYE*) echo OK; exit 0 ;;
          *) echo OK ;;
        esac
      done

      """
    let file = home + "/pinentry"
    try Data(script.utf8).write(to: URL(fileURLWithPath: file))
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file)
    try Data("pinentry-program \(file)\n".utf8).write(
      to: URL(fileURLWithPath: home + "/gpg-agent.conf"))
    try lock()
  }

  private func run(_ arguments: [String], _ input: Data = Data()) throws -> Data {
    let result = try runCommand(
      ["gpg", "--homedir", home, "--batch", "--quiet"] + arguments, input: input)
    guard result.status == 0 else { throw TestFailure("gpg \(arguments): \(result.errors)") }
    return result.output
  }
}

/// Keys and certificates for S/MIME, made and used by the real openssl.
package final class SMIMEIdentity: Sendable {
  package static let isPossible = FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")

  private let directory: TemporaryDirectory
  /// Key and certificate in one file.
  package var file: String { directory.path + "/both.pem" }

  /// - Parameter passphrase: of the key; empty: it is not locked.
  package init(passphrase: String = "") throws {
    directory = try TemporaryDirectory()
    let key = directory.path + "/key.pem"
    let certificate = directory.path + "/certificate.pem"
    let protection = passphrase.isEmpty ? ["-noenc"] : ["-passout", "pass:" + passphrase]
    _ = try run(
      ["req", "-x509", "-newkey", "rsa:2048", "-days", "30", "-subj", "/CN=ada", "-keyout", key]
        + ["-out", certificate] + protection)
    let both =
      try Data(contentsOf: URL(fileURLWithPath: key))
      + Data(contentsOf: URL(fileURLWithPath: certificate))
    try both.write(to: URL(fileURLWithPath: file))
  }

  /// A whole message of S/MIME with this entity inside.
  package func encrypt(_ entity: String, cipher: String = "-aes256") throws -> Data {
    try run(
      ["cms", "-encrypt", cipher, "-subject", "sealed", "-from", "ada@example.org", "-to"]
        + ["ben@example.org", directory.path + "/certificate.pem"], Data(entity.utf8))
  }

  /// The entity inside an opaque signature.
  package func sign(_ entity: String) throws -> Data {
    try run(["cms", "-sign", "-nodetach", "-signer", file], Data(entity.utf8))
  }

  private func run(_ arguments: [String], _ input: Data = Data()) throws -> Data {
    let result = try runCommand(["openssl"] + arguments, input: input)
    guard result.status == 0 else { throw TestFailure("openssl \(arguments): \(result.errors)") }
    return result.output
  }
}
