public import Archive
import Bytes
import Digests
import Errors
import Files
import FoundationEssentials
import Mailbox

/// A difference between an export and its manifest.
public struct ExportDamage: Equatable, Sendable, CustomStringConvertible {
  /// The message's number in the archive of origin; nil if it does not concern a single message.
  public let message: Int64?
  /// SHA-256 of the message, in hexadecimal.
  public let digest: String?
  /// An offset or a file name.
  public let place: String
  public let reason: String

  public var description: String {
    let what = message.map { "message \($0)" } ?? "something"
    return "\(what) at \(place): \(reason)" + (digest.map { " (SHA-256 \($0))" } ?? "")
  }
}

/// The result of reading an export back.
public struct ExportProof: Equatable, Sendable {
  /// Number of messages with the same bytes as in the archive.
  public internal(set) var whole = 0
  /// Number of messages that the format could not hold byte for byte and that are as written.
  public internal(set) var lossy = 0
  public internal(set) var damaged = 0
  /// Bytes read back.
  public internal(set) var bytes = 0
  /// The first differences; `damaged` counts all.
  public internal(set) var damage: [ExportDamage] = []
  /// Number of files, rows or bytes that the export did not write.
  public internal(set) var strays = 0
  /// Fingerprint of the exported archive.
  public internal(set) var archiveFingerprint = ""

  public var messages: Int { whole + lossy + damaged }
  public var isWhole: Bool { damage.isEmpty }

  mutating func add(_ other: ExportProof) {
    whole += other.whole
    lossy += other.lossy
    damaged += other.damaged
    strays += other.strays
    bytes += other.bytes
    damage += other.damage
  }
}

extension MailArchive {
  /// Reads an export back and compares every message with the manifest beside it. Needs no archive.
  ///
  /// - Parameters:
  ///   - path: the export, or its manifest.
  ///   - manifest: its path, if it is not beside the export.
  /// - Throws: `notFound`; `damaged` if the manifest is; `mailbox`, `interrupted`.
  public static func checkExport(
    _ path: String, manifest: String? = nil,
    progress: @escaping @Sendable (ExportProgress) -> Void = { _ in },
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) throws(ArchiveError) -> ExportProof {
    let suffix = ManifestHeader.suffix
    let path = path.hasSuffix(suffix) ? String(path.dropLast(suffix.count)) : path
    guard manifest != nil || POSIX.exists(FilePath(path + suffix)) else {
      throw ArchiveError(
        .notFound, "check \(path)", why: "there is no \(path)\(suffix), its manifest",
        remedy: "Say where that is with --manifest FILE.")
    }
    do {
      var check = try ExportCheck(path, manifest: manifest ?? path + suffix)
      check.progress = progress
      check.isInterrupted = isInterrupted
      return try check.run()
    } catch { throw ArchiveError(any: error) }
  }
}

/// Compares a manifest and its export in one pass over both.
struct ExportCheck {
  var progress: (ExportProgress) -> Void = { _ in }
  var isInterrupted: () -> Bool = { false }
  /// For messages that are too large for memory.
  var spillPlace = SpillPlace(TemporaryFolder.parent)
  private let path: String
  private let manifestPath: String
  private let manifest: ManifestReader
  private let format: ExportOptions.Format
  private var proof = ExportProof()

  init(_ path: String, manifest manifestPath: String) throws {
    self.path = path
    self.manifestPath = manifestPath
    manifest = try ManifestReader(manifestPath)
    guard let format = ExportOptions.Format(rawValue: manifest.header.format) else {
      throw ArchiveError(
        .newerVersion, "check \(path)", why: "its format \(manifest.header.format) is unknown")
    }
    self.format = format
    proof.archiveFingerprint = manifest.header.archive.fingerprint
  }

  mutating func run() throws -> ExportProof {
    switch format {
    case .maildir, .eml: try checkFiles()
    case .jsonl, .csv: try checkRows()
    case .mbox, .zip: try checkMailbox()
    }
    return proof
  }

  // MARK: One file per message, and rows

  private mutating func checkFiles() throws {
    while let entry = try nextEntry() {
      do {
        let file = try FileBytes(below: path, name: entry.path ?? "")
        let bytes = try file.hold(Int(entry.length) + 1, spillingTo: spillPlace)
        try note(
          entry, isRight(bytes, entry) ? nil : "not the bytes that were written", bytes.count)
      } catch let error as MailboxError {
        note(entry, error.text.explanation, 0)
      }
    }
    try checkForOtherFiles()
  }

  /// Finds files that the manifest does not name. They are counted first: all names are loaded only
  /// if there are some.
  private mutating func checkForOtherFiles() throws {
    var files = 0
    try forEachFile(below: path) { if isMail($0) { files += 1 } }
    guard files != proof.messages || proof.damaged > 0 else { return }
    let known = try manifestPaths()
    try forEachFile(below: path) { name in
      if isMail(name), !known.contains(name) { noteStray(name) }
    }
  }

  /// Other files that mail programs keep in a Maildir are ignored.
  private func isMail(_ name: String) -> Bool {
    guard format == .maildir else { return true }
    return ["cur", "new"].contains(name.split(separator: "/").dropLast().last)
  }

  private func manifestPaths() throws -> Set<String> {
    let reader = try ManifestReader(manifestPath)
    var paths: Set<String> = []
    while let entry = try reader.next() { if let path = entry.path { paths.insert(path) } }
    return paths
  }

  private mutating func checkRows() throws {
    let file = try FileBytes(path, decompressing: true)
    let heading = format == .csv ? MetadataTable.heading : []
    if try file.read(heading.count) != heading { noteStray("offset 0") }
    var position = UInt64(heading.count)
    while let entry = try nextEntry() {
      if entry.offset > position {
        noteStray("offset \(position)")
        try file.skip(entry.offset - position)
      }
      let bytes = try file.hold(Int(entry.length), spillingTo: spillPlace)
      position = max(position, entry.offset) + UInt64(bytes.count)
      try note(
        entry, isRight(bytes, entry) ? nil : "not the bytes that were written", bytes.count)
    }
    if try !file.read(1).isEmpty { noteStray("offset \(position)") }
  }

  // MARK: Mailboxes

  /// After a message that differs, the following ones are found by their offsets. If bytes were
  /// removed or inserted, they are found by content, which gives the shift.
  private mutating func checkMailbox() throws {
    var options = ReadOptions()
    options.dialect = format.dialect
    options.messageLimit = 2 * maximumMessageSize
    options.entriesAreMessages = format == .zip
    options.spill = spillPlace
    let reader = try openMailbox(path, options: options)
    let names = format == .zip ? try manifestPaths() : []
    var shift: Int64 = 0
    var entry = try nextEntry()
    while let item = try reader.next() {
      if format == .zip, !names.contains(name(of: item.origin)) {
        noteStray(name(of: item.origin))
        continue
      }
      var isSettled = false
      while !isSettled, let expected = entry {
        if let bytes = item.bytes, try isRight(bytes, expected, item.origin) {
          shift = Int64(clamping: item.origin.offset) &- Int64(clamping: expected.offset)
          note(expected, nil, bytes.count)
          isSettled = true
        } else {
          let place = place(of: item.origin, beside: expected, shift)
          if place == .before { break }
          isSettled = place == .same
          note(expected, isSettled ? item.complaint : "no message begins there any more", 0)
        }
        entry = try nextEntry()
      }
      if !isSettled { noteStray(item.origin) }
    }
    while let missing = entry {
      note(missing, "the file ends before it", 0)
      entry = try nextEntry()
    }
  }

  /// The name in the zip.
  private func name(of origin: MessageOrigin) -> String {
    String(origin.path.dropFirst(path.count + 2))
  }

  private enum Place { case before, same, after }

  private func place(
    of origin: MessageOrigin, beside entry: ManifestEntry, _ shift: Int64
  ) -> Place {
    if format == .zip { return name(of: origin) == entry.path ? .same : .after }
    let here = Int64(clamping: origin.offset)
    let there = Int64(clamping: entry.offset) &+ shift
    return here == there ? .same : here < there ? .before : .after
  }

  // MARK: One message

  private func isRight(
    _ bytes: MessageBytes, _ entry: ManifestEntry, _ origin: MessageOrigin? = nil
  ) throws -> Bool {
    if let readsAs = entry.readsAs { return try SHA256Digest(of: bytes) == readsAs }
    // For a lossy entry only the position of what a reader returns is known.
    if entry.isLossy { return origin?.offset == entry.offset && origin?.length == entry.length }
    guard let message = try entry.written.restore(bytes) else { return false }
    return try SHA256Digest(of: message) == entry.sha256
  }

  private func nextEntry() throws -> ManifestEntry? {
    if isInterrupted() {
      throw ArchiveError(
        .interrupted, "check \(path)", why: "stopped on request",
        remedy: "Nothing was changed; the same command starts again.")
    }
    return try manifest.next()
  }

  private mutating func note(_ entry: ManifestEntry, _ complaint: String?, _ bytes: Int) {
    proof.bytes += bytes
    if let complaint {
      proof.damaged += 1
      add(
        ExportDamage(
          message: entry.id, digest: entry.sha256.hex,
          place: entry.path ?? "offset \(entry.offset)", reason: complaint))
    } else if entry.isLossy {
      proof.lossy += 1
    } else {
      proof.whole += 1
    }
    progress(
      ExportProgress(
        step: "prove", messages: proof.messages, allMessages: 0, bytes: proof.bytes))
  }

  private mutating func noteStray(_ origin: MessageOrigin) {
    noteStray(origin.kind == .mbox ? "offset \(origin.offset)" : origin.path)
  }

  private mutating func noteStray(_ place: String) {
    proof.strays += 1
    add(
      ExportDamage(
        message: nil, digest: nil, place: place, reason: "not written by the export"))
  }

  private mutating func add(_ damage: ExportDamage) {
    if proof.damage.count < Limits.damageTold { proof.damage.append(damage) }
  }
}

extension MailboxItem {
  fileprivate var bytes: MessageBytes? {
    if case .message(let message) = self { message.bytes } else { nil }
  }

  fileprivate var complaint: String {
    switch self {
    case .message: "not the bytes that were written"
    case .rejected(let rejection): "\(rejection.reason)"
    case .skipped(let skip): "skipped by the reader: \(skip.reason.rawValue)"
    }
  }
}
