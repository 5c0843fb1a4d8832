import Errors
import Files
import FoundationEssentials
import Glibc
import Mailbox
package import Net
package import POP3
import Search
package import Store

// Errors of the modules below become the archive's own here, and for those that settings meet in
// `Settings`: their texts stay, their codes become one of fewer.

extension ArchiveError {
  package init(_ error: StoreError) {
    let code: Code =
      switch error.code {
      case .notAnArchive: .notAnArchive
      case .alreadyExists: .alreadyThere
      case .newerVersion: .newerVersion
      case .olderVersion: .configuration
      case .locked, .busy: .locked
      case .readOnly, .diskFull, .noPermission: .fileSystem
      case .damaged: .damaged
      case .notFound: .notFound
      case .invalid, .failed: .damaged
      }
    self.init(code, error.text)
  }

  package init(_ error: POP3Error) {
    let code: Code =
      switch error.code {
      case .network(.certificate(_)), .network(.handshakeFailed), .network(.protocolTooOld),
        .encryptionMissing:
        .certificate
      case .network(.interrupted): .interrupted
      case .network, .closed: .network
      case .loginRefused, .mechanismMissing, .unsendableCredentials: .credentials
      default: .server
      }
    self.init(code, error.text)
    if code == .certificate, let fingerprint = error.fingerprint {
      certificateFingerprint = "\(fingerprint)"
      text.remedy =
        text.advice
        + " Only if you know that this certificate is your server's, use --pin \(fingerprint), or add to"
        + " the account's settings: pin = [\"\(fingerprint)\"]"
    }
    isTransient = error.isTransient
  }

  package init(_ error: NetError) { self.init(POP3Error(error)) }

  init(_ error: MailboxError) {
    let code: Code =
      switch error.code {
      case .notFound: .notFound
      case .alreadyExists: .alreadyThere
      case .diskFull, .unwritable, .writeFailed: .fileSystem
      default: .mailbox
      }
    self.init(code, error.text)
  }

  /// What Foundation says of files, without its names of domains and keys.
  init(_ error: CocoaError) {
    let reason = (error.underlying as? POSIXError).map { systemReason($0.code.rawValue) }
    self.init(
      .fileSystem, error.filePath.map { "use \($0)" } ?? "use a file",
      why: reason ?? "it cannot be read or written",
      remedy: "Check its name, its owner and the space on the disk.")
  }

  /// Any error of this package as an archive's.
  public init(any error: any Error) {
    switch error {
    case let error as ArchiveError: self = error
    case let error as StoreError: self.init(error)
    case let error as POP3Error: self.init(error)
    case let error as NetError: self.init(error)
    case let error as SearchError: self.init(error)
    case let error as MailboxError: self.init(error)
    case let error as FileError: self.init(error)
    case let error as CocoaError: self.init(error)
    case let error as any ExplainedError: self.init(.damaged, error.text)
    default: self.init(.damaged, "go on", why: "\(error)")
    }
  }
}

package func asArchiveError<Value>(_ body: () throws(POP3Error) -> Value) throws(ArchiveError)
  -> Value
{
  do { return try body() } catch { throw ArchiveError(error) }
}
