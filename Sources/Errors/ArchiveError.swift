/// What went wrong with an archive, an account or a request, told so that a person can act on it.
///
/// `code` is closed and meant for programs and tests; the texts are for people and may change.
public struct ArchiveError: Error, Equatable, Sendable {
  public enum Code: String, Sendable, CaseIterable {
    /// No archive where one was named, or none named and none found.
    case notAnArchive
    /// `init` was told to make an archive where something already stands.
    case alreadyThere
    /// The archive was written by a newer Mailcask.
    case newerVersion
    /// Another process is writing to the archive.
    case locked
    /// The file system refuses: permissions, read-only, full.
    case fileSystem
    /// `mailcask.toml` or a setting in it.
    case configuration
    /// A password or token could not be had, or the server refused it.
    case credentials
    /// The server could not be reached or stopped answering.
    case network
    /// TLS: the certificate or the handshake.
    case certificate
    /// The server answered in a way that the protocol does not allow.
    case server
    /// The query cannot be understood.
    case query
    /// No message, account or file of that name.
    case notFound
    /// What was stored and what is there differ.
    case damaged
    /// The search index is missing, unreadable or of another version.
    case index
    /// A mailbox file or folder that cannot be read as one.
    case mailbox
    /// Stopped on request; what was done is safe.
    case interrupted
  }

  /// A query that cannot be understood, and the characters of it, from 0, that are why.
  public struct QueryMistake: Equatable, Sendable {
    public let query: String
    public let range: Range<Int>

    package init(query: String, range: Range<Int>) {
      self.query = query
      self.range = range
    }
  }

  public package(set) var mistake: QueryMistake?
  /// SHA-256 of a server's certificate that is not trusted, as 64 hexadecimal digits.
  public package(set) var certificateFingerprint: String?
  public let code: Code
  package var text: ErrorText
  /// What was being done, and where: "open archive /home/ada/Mail".
  public var what: String { text.subject }
  public var why: String { text.why }
  /// What to do next, as a sentence; empty where there is nothing to add.
  public var remedy: String { text.advice }
  /// The reason and what to do next, for where the rest has been said.
  public var explanation: String { text.explanation }
  /// Whether the same attempt may succeed later without anybody changing anything.
  public package(set) var isTransient = false

  public init(_ code: Code, _ what: String, why: String, remedy: String = "") {
    self.init(code, ErrorText(what, why: why, remedy: remedy))
  }

  package init(_ code: Code, _ text: ErrorText) {
    self.code = code
    self.text = text
  }
}

extension ArchiveError: CustomStringConvertible {
  public var description: String { text.sentence }
}
