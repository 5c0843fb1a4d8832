import Digests
import Files
import Foundation
import GRDB
import Mail
import TestSupport

@testable import Archive
@testable import Store

/// An archive that has every kind of row, closed, and what it says.
struct EveryKindOfRow: Sendable {
  let directory: TemporaryDirectory
  let location: ArchiveLocation
  /// The archive as it was before its last commits, and their log.
  let log: [UInt8]
  let storeBeforeLog: [UInt8]
  let rows: [String: [String]]
  /// What remains of them in an archive that was repaired.
  let rowsMended: [String: [String]]
  let threads: [String]
  let bytes: [Int64: [UInt8]]

  init(messages count: Int = 200) throws {
    directory = try TemporaryDirectory()
    location = ArchiveLocation(directory: directory.path + "/whole")
    let archive = try MailArchive.create(at: location)
    let store = archive.store
    try Self.fill(store, count)
    try archive.readAgain(IndexObserver())
    archive.close()
    let writer = try MailArchive.open(location, .writing(wait: 0))
    try writer.store.tag([3, 4, 5], add: ["late"])
    try writer.store.tag([6, 7, 8], add: ["later"])
    log = try [UInt8](Data(contentsOf: URL(filePath: location.storeFile + "-wal")))
    storeBeforeLog = try [UInt8](Data(contentsOf: URL(filePath: location.storeFile)))
    writer.close()
    rows = try Self.rows(of: location.storeFile)
    rowsMended = try Self.rows(of: location.storeFile, mended: true)
    threads = try Self.threads(of: location.storeFile)
    bytes = try Self.bytes(of: location)
  }

  private static func fill(_ store: MailStore, _ count: Int) throws {
    let epoch = try store.mailboxEpoch(
      account: "imap", wireName: Array("INBOX".utf8), name: "INBOX", validity: 7)
    let old = try store.mailboxEpoch(
      account: "imap", wireName: Array("Old".utf8), name: "Old", validity: 1)
    for start in stride(from: 0, to: count, by: 50) {
      let run = try store.beginRun(command: "test \(start)").run
      let messages = try (start..<min(start + 50, count)).map { number in
        try NewMessage(incoming(number, epoch: number % 2 == 0 ? epoch : old))
      }
      var batch = try store.encoder().encode(messages + messages.prefix(2))
      batch.reject(
        RejectedMessage(
          origin: Origin(source: .file("/mail"), name: "x", time: 9), reason: "empty"),
        size: 1)
      _ = try store.append(batch, run: run)
      _ = try store.finishRun(run)
    }
    _ = try store.beginRun(command: "cut off")
    try store.tag([1, 2, 3], add: ["work", "home"])
    try store.tag([2], add: [], remove: ["home"])
    try store.recordListing(account: "pop", uids: ["u2", "u17", "u32"], time: 1_000)
    var pass = MailboxPass(epoch: epoch, time: 2_000, facts: MailboxFacts(messages: 4, nextUID: 90))
    pass.gone = [3]
    pass.flags = [8: "\\Answered \\Seen"]
    try store.record(pass)
    try store.recordGone(account: "imap", wireNames: [Array("Old".utf8)], time: 3_000)
    try store.refuse(epoch: epoch, uid: 99, reason: "NO", time: 4_000)
    _ = try store.remove([10, 11])
    _ = try store.remove([12], grace: 0)
    _ = try store.purge()
    try store.setOwners(["reader@example.net"])
    try store.setRuled(upTo: 20)
    try addDictionary(to: store)
  }

  /// It takes much mail until one is due.
  private static func addDictionary(to store: MailStore) throws {
    let bytes = Array("a dictionary that nothing needs".utf8)
    let digest = try blob(SHA256Digest(of: bytes))
    try store.write("") { db in
      try db.execute(
        sql: """
          INSERT INTO dictionary (id, bytes, digest, trained, text, message) VALUES (7, ?, ?, 1, 2, 3)
          """, arguments: [blob(bytes), digest])
      try db.execute(sql: "INSERT INTO dictionary_copy VALUES (7, ?)", arguments: [blob(bytes)])
    }
  }

  /// Of a file, a POP3 account or an IMAP mailbox; some without Date, some replies.
  private static func incoming(_ number: Int, epoch: Int64) -> IncomingMessage {
    var text = String(decoding: makeMessage(number), as: UTF8.self)
    if number % 11 == 3 { text = text.replacing("Date: ", with: "X-Date: ", maxReplacements: 1) }
    if number % 5 == 4 { text = "References: <message-\(number - 1)@example.org>\n" + text }
    if number % 10 == 9 {
      text = text.replacing(
        "Subject: Message number \(number)", with: "Subject: Re: Message number \(number - 2)")
    }
    let source: Source =
      number % 15 == 2 ? .account("pop") : number % 3 == 1 ? .account("imap") : .file("/mail")
    var message = IncomingMessage(
      ticket: 0, bytes: .memory(Array(text.utf8)),
      origin: Origin(
        source: source, name: "u\(number)", position: number % 3 == 0 ? Int64(number) : nil,
        time: 1_000_000 + Int64(number)))
    if number % 3 == 1, number % 15 != 2 {
      message.delivery.placement = Placement(
        epoch: epoch, uid: UInt32(number), size: UInt64(text.utf8.count), date: 5_000,
        flags: "\\Seen", folders: ["Sent"])
    } else if number % 15 == 2 {
      message.delivery.listedSize = Int64(text.utf8.count)
      if number % 2 == 0 { message.delivery.doubt = .incomplete }
    } else {
      message.folder = "lists/f\(number % 4)"
      message.tags = ["imported"]
      message.fileStamp = Int64(number) << 40 | 1
    }
    return message
  }

  // MARK: What it says

  /// Tables whose rows are not all that they are for: what they lack is read again, or they are proven by
  /// what is read back.
  private static let left: Set<String> = [
    "proof", "imported_file", "piece", "dictionary_copy",
  ]
  private static let columnsLeft: Set<String> = ["content.bytes", "dictionary.bytes"]
  /// They may have other numbers when they are made again.
  static let numbered: Set<String> = [
    "identifier", "thread_merge", "joined_thread", "derivation", "archive",
  ]
  private static let columnsNumbered: Set<String> = [
    "message.thread", "message.added", "message.revision",
  ]

  /// By table.
  static func rows(of store: String, mended: Bool = false) throws -> [String: [String]] {
    let queue = try DatabaseQueue(
      path: store, configuration: MailStore.configuration(readonly: true))
    defer { try? queue.close() }
    return try queue.read { db in
      var all: [String: [String]] = [:]
      let tables = try String.fetchAll(
        db, sql: "SELECT name FROM sqlite_schema WHERE type = 'table'")
      for table in tables where !left.contains(table) && !(mended && numbered.contains(table)) {
        let columns = try db.columns(in: table).map(\.name).filter {
          !columnsLeft.contains("\(table).\($0)")
            && !(mended && columnsNumbered.contains("\(table).\($0)"))
        }
        let row = columns.map { "quote(\"\($0)\")" }.joined(separator: " || '|' || ")
        all[table] = try String.fetchAll(db, sql: "SELECT \(row) FROM \"\(table)\" ORDER BY 1")
      }
      return all
    }
  }

  /// Which messages are in a thread together.
  static func threads(of store: String) throws -> [String] {
    let queue = try DatabaseQueue(
      path: store, configuration: MailStore.configuration(readonly: true))
    defer { try? queue.close() }
    return try queue.read {
      try String.fetchAll(
        $0,
        sql: """
          SELECT group_concat(id) FROM (SELECT id, thread FROM message ORDER BY id)
          GROUP BY thread ORDER BY 1
          """)
    }
  }

  static func bytes(of location: ArchiveLocation) throws -> [Int64: [UInt8]] {
    let store = try MailStore.open(at: location.storeFile)
    defer { try? store.close() }
    let ids = try store.messageIDs()
    return try Dictionary(uniqueKeysWithValues: ids.map { ($0, try store.bytes(of: $0)) })
  }
}

extension NewMessage {
  fileprivate init(_ incoming: IncomingMessage) throws {
    guard case .memory(let bytes) = incoming.bytes else { throw TestFailure("it is in a file") }
    try self.init(incoming, SHA256Digest(of: bytes), CanonicalForm(of: .memory(bytes)))
  }
}
