import Bytes
import Glibc
import Mail
import Processes

/// What decrypting some bytes gave.
enum Opened {
  /// With OpenPGP's session key, by which they can be decrypted again without the secret key.
  case plain([UInt8], sessionKey: String?)
  case failed(DecryptionOutcome)
  case interrupted
}

/// OpenPGP by the program gpg (Debian package gnupg), which alone touches the secret keys.
struct GnuPG {
  private let path: String
  /// Whether a person may be asked for a passphrase.
  private let mayAsk: Bool
  private let isInterrupted: @Sendable () -> Bool

  /// Nil where there is no gpg.
  init?(mayAsk: Bool, isInterrupted: @escaping @Sendable () -> Bool) {
    guard let path = Self.path else { return nil }
    self.path = path
    self.mayAsk = mayAsk
    self.isInterrupted = isInterrupted
  }

  /// The program that PATH names.
  static var path: String? {
    let search = unsafe getenv("PATH").map { unsafe String(cString: $0) }
    for directory in (search ?? "/usr/local/bin:/usr/bin:/bin").split(separator: ":") {
      let candidate = "\(directory)/gpg"
      if candidate.hasPrefix("/"), unsafe access(candidate, X_OK) == 0 { return candidate }
    }
    return nil
  }

  /// - Parameter sessionKey: the one that opened it before.
  func decrypt(_ bytes: [UInt8], sessionKey: String? = nil) -> Opened {
    if let sessionKey, case .plain(let plain, _) = run(bytes, sessionKey) {
      return .plain(plain, sessionKey: sessionKey)
    }
    return run(bytes, nil)
  }

  /// Nothing is fetched from the network, and no signature is checked.
  private static let always = [
    "--no-auto-key-retrieve", "--disable-dirmngr", "--skip-verify", "--no-tty", "--status-fd", "3",
    "--show-session-key", "--output", "-",
  ]

  private func run(_ bytes: [UInt8], _ sessionKey: String?) -> Opened {
    var arguments = ["gpg"] + Self.always
    if !mayAsk { arguments += ["--batch", "--pinentry-mode", "error"] }
    if sessionKey != nil { arguments += ["--override-session-key-fd", "4"] }
    var process = BoundedProcess(
      path: path, arguments: arguments + ["--decrypt"], seconds: mayAsk ? nil : Limits.seconds,
      outputLimit: Limits.messageBytes, isInterrupted: isInterrupted)
    process.environment = nil
    process.hasStatus = true
    process.isForeground = mayAsk
    process.secondInput = sessionKey.map { Array("\($0)\n".utf8) }
    guard let answer = process.run([bytes]) else { return .failed(.needsProgram) }
    return result(answer)
  }

  /// What it printed counts only if it says that all of it is as it was encrypted: see EFAIL.
  private func result(_ answer: BoundedProcess.Answer) -> Opened {
    let status = Status(answer.status)
    switch answer.ending {
    case .interrupted: return .interrupted
    case .tookTooLong, .printedTooMuch: return .failed(.limit)
    case .exited(0) where status.isDecrypted:
      return .plain(answer.output, sessionKey: status.sessionKey)
    default: return .failed(status.failure)
    }
  }

  /// Lines such as "[GNUPG:] NO_SECKEY 2AB4AC2D55ECF3CD" (doc/DETAILS of GnuPG).
  private struct Status {
    private(set) var isDecrypted = false
    private(set) var sessionKey: String?
    private var failures: Set<DecryptionOutcome> = []

    init(_ bytes: [UInt8]) {
      for line in bytes.split(separator: Byte.lf) {
        let words = String(decoding: line, as: UTF8.self).split(separator: " ").dropFirst()
        let value = words.dropFirst().first
        switch words.first {
        case "DECRYPTION_OKAY": isDecrypted = true
        case "SESSION_KEY": sessionKey = value.map(String.init)
        case "NO_SECKEY": failures.insert(.noKey)
        case "ERROR" where value == "pkdecrypt_failed": failures.insert(.locked)
        case "NEED_PASSPHRASE_SYM": failures.insert(.locked)
        default: break
        }
      }
    }

    /// One key of several that could open it is enough to say that it is there.
    var failure: DecryptionOutcome {
      failures.contains(.locked) ? .locked : failures.contains(.noKey) ? .noKey : .damaged
    }
  }
}
