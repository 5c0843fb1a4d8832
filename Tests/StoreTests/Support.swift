import Digests
import Files
import Foundation
import Mail
import Packing
import Testing

@testable import Store

/// An empty directory that is removed with the value.
final class Directory: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "mailcask-store-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  var store: String { path + "/mail.sqlite" }
}

/// Runs a program to its end; its exit status and output.
@discardableResult
func run(_ program: String, _ arguments: String...) throws -> (status: Int32, output: [UInt8]) {
  let process = Process()
  process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
  process.arguments = [program] + arguments
  let output = Pipe()
  process.standardOutput = output
  try process.run()
  let bytes = try output.fileHandleForReading.readToEnd() ?? Data()
  process.waitUntilExit()
  return (process.terminationStatus, [UInt8](bytes))
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

/// A message with these fields and text, in CRLF lines.
func mail(
  _ id: String? = nil, references: [String] = [], inReplyTo: [String] = [],
  subject: String = "Hello", from: String = "a@example.org", to: String = "b@example.org",
  list: String? = nil, date: Int64 = 1_000_000, text: String = "Some text.",
  source: Source = .file("/mail"),
  name: String? = nil
) -> NewMessage {
  var fields = ["From: \(from)", "To: \(to)", "Subject: \(subject)", "X-Date: \(date)"]
  if let id { fields.append("Message-ID: <\(id)>") }
  if !references.isEmpty {
    fields.append("References: " + references.map { "<\($0)>" }.joined(separator: " "))
  }
  var metadata = Metadata()
  metadata.date = date
  metadata.zone = 60
  metadata.messageID = id
  metadata.references = references
  metadata.inReplyTo = inReplyTo
  metadata.sender = from
  metadata.from = from.isEmpty ? [] : [Person(from)]
  metadata.recipients = to
  metadata.to = to.isEmpty ? [] : to.split(separator: ",").map { Person(String($0)) }
  metadata.listID = list
  metadata.subject = subject
  let header = bytes(fields.joined(separator: "\r\n") + "\r\n\r\n")
  var message = NewMessage(
    raw: .memory(header + bytes(text + "\r\n")), metadata: metadata,
    origin: Origin(source: source, name: name, time: 5_000_000))
  message.headerSize = header.count
  return message
}

/// A message with one part, base64 in lines of `line` characters.
func mail(attaching content: [UInt8], line: Int = 76, text: String = "See attached.") -> NewMessage
{
  let before = bytes("Subject: attached\r\nX: \(text)\r\n\r\n--b\r\n\r\n")
  let body = base64(content[...], lineLength: line, lineEnd: .crlf)
  let after = bytes("\r\n--b--\r\n")
  var metadata = Metadata()
  metadata.subject = "attached"
  return NewMessage(
    raw: .memory(before + body + after), metadata: metadata,
    parts: [
      NewMessage.Part(range: before.count..<before.count + body.count - 2, isBase64: true)
    ], origin: Origin(source: .file("/mail"), time: 5_000_000))
}

/// The same bytes for the same seed, of no regularity that a compressor finds.
func noise(_ count: Int, seed: UInt64) -> [UInt8] {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  return (0..<count).map { _ in
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return UInt8(truncatingIfNeeded: state >> 32)
  }
}

extension Person {
  /// Of "Ada <ada@example.org>" or the address alone.
  init(_ text: String) {
    let parts = text.split(separator: "<")
    self.init(
      name: parts.count > 1 ? parts[0].trimmingCharacters(in: .whitespaces) : "",
      address: String(parts[parts.count - 1].filter { $0 != ">" && $0 != " " }))
  }
}

extension MailStore {
  /// Encodes and appends as one batch.
  @discardableResult
  func add(_ messages: [NewMessage], run: Int64? = nil) throws -> [Outcome] {
    try append(encoder().encode(messages), run: run ?? beginRun(command: "test").run)
  }

  func id(_ outcome: Outcome) throws -> Int64 {
    guard case .stored(let id) = outcome else {
      throw StoreError(.failed, "\(outcome)", why: "not stored", remedy: "")
    }
    return id
  }
}

extension NewMessage {
  /// Of a message that is in memory.
  var bytes: [UInt8] {
    get {
      guard case .memory(let bytes) = raw else { return [] }
      return bytes
    }
    set { raw = .memory(newValue) }
  }
}

func base64(_ bytes: ArraySlice<UInt8>, lineLength: Int, lineEnd: Base64Run.LineEnd) -> [UInt8] {
  var text: [UInt8] = []
  Base64Run.encode(bytes, lineLength: lineLength, lineEnd: lineEnd, to: &text)
  return text
}

extension MailStore {
  func messages(withMessageID id: String) throws -> [MessageSummary] {
    try summaries(of: messageIDs()).filter { $0.messageID == id }
  }
}
