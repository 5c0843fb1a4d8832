import Errors
import Files
import FoundationEssentials
import Glibc
import Mailbox
package import Net
package import POP3
import Search
package import Store

// Errors of the modules below become the archive's own here, and only here.

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
    let what = error.place.isEmpty ? error.what : "\(error.what) (\(error.place))"
    self.init(code, what, why: error.why, remedy: error.wayOut.asSentence)
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
    var remedy = error.advice.asSentence
    if code == .certificate, let fingerprint = error.fingerprint {
      remedy +=
        " Only if you know that this certificate is your server's, add to the account's settings:"
        + " pin = [\"\(fingerprint)\"]"
    }
    self.init(code, "talk to \(error.place)", why: error.reason, remedy: remedy)
    isTransient = error.isTransient
  }

  package init(_ error: NetError) { self.init(POP3Error(error)) }

  init(_ error: SearchError) {
    let code: Code =
      switch error {
      case .syntax, .unknownField, .badValue: .query
      case .unknownLanguage: .configuration
      case .indexLocked: .locked
      default: .index
      }
    self.init(code, code == .query ? "understand the query" : "use the index", why: "\(error)")
  }

  init(_ error: SearchError, inQuery query: String) {
    self.init(error)
    switch error {
    case .syntax(_, let range), .unknownField(_, _, let range), .badValue(_, _, _, let range):
      mistake = QueryMistake(query: query, range: range)
    default: break
    }
  }

  init(_ error: MailboxError) {
    let code: Code =
      switch error.code {
      case .notFound: .notFound
      case .alreadyExists: .alreadyThere
      case .diskFull, .unwritable, .writeFailed: .fileSystem
      default: .mailbox
      }
    self.init(
      code, code == .notFound ? "read \(error.path)" : error.path, why: error.reason,
      remedy: code == .notFound ? "Check its name, and where it is looked for." : "")
  }

  /// What Foundation says of files, without its names of domains and keys.
  init(_ error: CocoaError) {
    let reason = (error.underlying as? POSIXError).map { systemReason($0.code.rawValue) }
    self.init(
      .fileSystem, error.filePath.map { "use \($0)" } ?? "use a file",
      why: reason ?? "it cannot be read or written",
      remedy: "Check its name, its owner and the space on the disk.")
  }

  init(_ error: FileError) {
    let code: Code =
      switch error.code {
      case .notFound: .notFound
      case .alreadyExists: .alreadyThere
      case .locked: .locked
      default: .fileSystem
      }
    self.init(code, error.text.subject, why: error.text.why, remedy: error.text.advice)
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
    default: self.init(.damaged, "go on", why: "\(error)")
    }
  }
}

package func asArchiveError<Value>(_ body: () throws(POP3Error) -> Value) throws(ArchiveError)
  -> Value
{
  do { return try body() } catch { throw ArchiveError(error) }
}

extension String {
  /// Advice of the modules below is a clause; a person reads sentences.
  fileprivate var asSentence: String {
    guard let first else { return self }
    let sentence = first.uppercased() + dropFirst()
    return sentence.hasSuffix(".") || sentence.hasSuffix("?") ? sentence : sentence + "."
  }
}
