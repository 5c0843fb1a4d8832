import Decryption
import Files
import Processes
public import Reading
import Store

/// What is known of the encrypted messages of an archive.
public struct DecryptionState: Equatable, Sendable {
  /// Number of messages by what became of decrypting them.
  public let outcomes: [DecryptionOutcome: Int]
  /// Number of encrypted messages that were not tried.
  public let untried: Int

  init(_ store: MailStore) throws(StoreError) {
    var outcomes: [DecryptionOutcome: Int] = [:]
    var untried = 0
    for (outcome, count) in try store.decryptionOutcomes() {
      if let outcome { outcomes[outcome] = count } else { untried = count }
    }
    (self.outcomes, self.untried) = (outcomes, untried)
  }
}

extension MailArchive {
  /// Whether the settings say to decrypt mail.
  public var decryptsMail: Bool { configuration.decrypt.isOn }

  public func decryptionState() throws(ArchiveError) -> DecryptionState {
    do { return try DecryptionState(store) } catch { throw ArchiveError(error) }
  }

  /// Decrypts what the settings say to decrypt and is due, while the index follows what is committed. The
  /// archive must be open for writing.
  ///
  /// - Parameters:
  ///   - leavesIndex: leaves the index for later.
  ///   - prompt: asks for the passphrase of a locked S/MIME key; nil: nobody does.
  /// - Throws: `configuration` where the S/MIME keys cannot be used.
  public func decryptMail(
    _ options: DecryptionOptions, leavesIndex: Bool, _ observer: IndexObserver,
    prompt: ((String) -> String?)? = nil
  ) throws(ArchiveError) -> DecryptionReport {
    try trust.require(of: location, to: "decrypt mail")
    guard decryptsMail else { return DecryptionReport() }
    let keys = try smimeKeys(prompt)
    var report = DecryptionReport()
    _ = try indexing(unless: leavesIndex, observer) { committed in
      var options = options
      options.committed = committed
      report = try DecryptionQueue(
        store, pgp: configuration.decrypt.pgp, keys: keys, options
      ).run()
    }
    return report
  }

  /// Nil where S/MIME is not decrypted.
  private func smimeKeys(
    _ prompt: ((String) -> String?)?
  ) throws(ArchiveError) -> SMIMEKeys? {
    guard let name = configuration.decrypt.smime else { return nil }
    let path = ArchiveLocation.absolute(name, from: location.directory)
    let what = "use the S/MIME keys in \(path)"
    let file: [UInt8]
    do {
      file = try SmallFile.read(FilePath(path), limit: Decryption.Limits.keyFileBytes)
    } catch {
      throw ArchiveError(
        .configuration, what, why: "the file cannot be read: \(error.cause)",
        remedy: "Check smime in [decrypt] of \(location.configurationFile).")
    }
    var passphrase = try passphraseByCommand()
    while true {
      do { return try SMIMEKeys(file, passphrase: passphrase) } catch {
        guard error == .locked, passphrase == nil,
          let answer = prompt?("Passphrase of \(path): "), !answer.isEmpty
        else { throw Self.unusable(error, what, hasPassphrase: passphrase != nil) }
        passphrase = Array(answer.utf8)
      }
    }
  }

  private static func unusable(
    _ failure: SMIMEKeys.Failure, _ what: String, hasPassphrase: Bool
  ) -> ArchiveError {
    switch failure {
    case .noKey:
      ArchiveError(
        .configuration, what, why: "there is no private key in it",
        remedy: "Name a file in PEM form, or of PKCS #12, with key and certificate.")
    case .locked:
      ArchiveError(
        .configuration, what,
        why: hasPassphrase ? "the passphrase is wrong" : "they are locked with a passphrase",
        remedy: hasPassphrase
          ? "Check smime_password_command in [decrypt]."
          : "Add smime_password_command to [decrypt], or run: mailcask decrypt")
    }
  }

  /// The first line of what the settings' command prints; nil where there is none.
  private func passphraseByCommand() throws(ArchiveError) -> [UInt8]? {
    guard let command = configuration.decrypt.smimePasswordCommand else { return nil }
    var process = BoundedProcess(
      path: "/bin/sh", arguments: ["sh", "-c", command], seconds: Limits.passphraseCommandSeconds,
      outputLimit: Limits.passphraseBytes, isInterrupted: { false })
    process.environment = nil
    process.isForeground = true
    let answer = process.run([])
    guard let answer, answer.ending == .exited(0) else {
      throw ArchiveError(
        .configuration, "get the passphrase of the S/MIME keys",
        why: "smime_password_command failed", remedy: "Run it by hand to see what it says.")
    }
    return Array(answer.output.prefix { $0 != 10 && $0 != 13 })
  }

  // MARK: Forgetting

  /// What still holds decrypted text after it was forgotten here.
  public struct ForgottenText: Equatable, Sendable {
    /// Number of messages whose text was erased.
    public let messages: Int
    /// Backups that hold some.
    public let backups: [String]
    /// Backups that cannot be looked into.
    public let unknownBackups: [String]
  }

  /// Erases all that was decrypted, what was read out of files inside, and session keys; writes the store and
  /// the index again, so that nothing of it is left in them.
  ///
  /// - Throws: `locked` while somebody else reads or writes the archive.
  public func forgetDecrypted(
    _ observer: IndexObserver = IndexObserver()
  ) throws(ArchiveError) -> ForgottenText {
    let state = try decryptionState()
    do { try store.forgetDecrypted() } catch {
      guard error.code == .busy else { throw ArchiveError(error) }
      throw ArchiveError(
        .locked, "write the store again without what was decrypted",
        why: "another program reads it", remedy: "End it, then run the same command again.")
    }
    _ = try reindex(observer)
    var (holding, unknown): ([String], [String]) = ([], [])
    for place in backups {
      let backup = ArchiveLocation(directory: place)
      do {
        let store = try MailStore.open(at: backup.storeFile, .copying)
        if try store.hasDecrypted() { holding.append(place) }
      } catch { unknown.append(place) }
    }
    return ForgottenText(
      messages: state.outcomes[.decrypted] ?? 0, backups: holding, unknownBackups: unknown)
  }
}
