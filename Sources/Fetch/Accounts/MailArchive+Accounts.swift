public import Archive
import Foundation

extension MailArchive {
  /// Keeps a password in a file of the archive for its owner alone.
  public func keepPassword(
    _ password: String, forAccount name: String
  ) throws(ArchiveError) -> SecretSource {
    let file = AccountFile<String>(location, account: name, .password)
    try file.save(bytes: Array(password.utf8))
    return .file(file.path)
  }

  /// Puts a password into the desktop keyring; it goes through a pipe, not as an argument.
  public static func keepInKeyring(
    _ password: String, forAccount name: String
  ) throws(ArchiveError) -> SecretSource {
    let attributes = ["service", "mailcask", "account", name]
    let process = Process()
    let input = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["secret-tool", "store", "--label=Mailcask: \(name)"] + attributes
    process.standardInput = input
    do {
      try process.run()
      try input.fileHandleForWriting.write(contentsOf: Data(password.utf8))
      try input.fileHandleForWriting.close()
    } catch {
      throw ArchiveError(
        .credentials, "keep the password of account \(name)", why: "secret-tool cannot be used",
        remedy: "Install libsecret-tools, or keep the password elsewhere.")
    }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw ArchiveError(
        .credentials, "keep the password of account \(name)",
        why: "secret-tool ended with status \(process.terminationStatus)",
        remedy: "Is a keyring running and open? A file works without one.")
    }
    return .keyring(attributes)
  }

  /// Forgets an account: its table in the settings, its tokens, and a password kept in the archive.
  /// Its mail stays.
  ///
  /// - Throws: `notFound`, `configuration`, `fileSystem`.
  public static func forget(account name: String, in location: ArchiveLocation) throws(ArchiveError)
  {
    try Configuration.remove(account: name, from: location.configurationFile)
    forgetSecrets(account: name, in: location)
  }

  /// Removes what the archive keeps of an account besides its mail and its settings.
  public static func forgetSecrets(account name: String, in location: ArchiveLocation) {
    for kind in AccountFileKind.allCases {
      AccountFile<String>(location, account: name, kind).remove()
    }
  }
}
