import Foundation

@testable import MIME

/// A message in `Fixtures/<what is wrong>/NAME.eml`, with the tree that it must parse to in
/// `NAME.json` beside it.
struct Fixture: Sendable, CustomStringConvertible {
  var name: String
  var bytes: [UInt8]
  var expected: Expectation

  var description: String { name }

  static let all: [Fixture] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Fixtures")
    let files = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (files?.compactMap { $0 as? URL } ?? [])
      .filter { $0.pathExtension == "eml" }
      .sorted { $0.path < $1.path }
      .compactMap { file in
        let json = file.deletingPathExtension().appendingPathExtension("json")
        guard let bytes = try? Data(contentsOf: file), let data = try? Data(contentsOf: json),
          let expected = try? JSONDecoder().decode(Expectation.self, from: data)
        else { return nil }
        let category = file.deletingLastPathComponent().lastPathComponent
        return Fixture(
          name: "\(category)/\(file.deletingPathExtension().lastPathComponent)",
          bytes: [UInt8](bytes), expected: expected)
      }
  }()

  /// The message with each LF turned into CRLF.
  var withCRLF: [UInt8] {
    bytes.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] }
  }
}

/// What a fixture must parse to. Line ends in texts are LF.
struct Expectation: Codable, Equatable {
  struct Part: Codable, Equatable {
    var depth: Int
    var type: String
    var encoding: String
    var name: String?
    /// Of a text leaf.
    var text: String?
    var charset: String?
    /// Bytes of another leaf.
    var size: Int?
  }

  var subject: String?
  var from: [String]
  var to: [String]
  var date: Int64?
  var parts: [Part]
  var readable: String
  var attachments: [String]
  var defects: [String]

  init(_ message: Message) {
    let header = message.header
    subject = header.subject
    from = header.from.map(Self.describe)
    to = header.to.map(Self.describe)
    date = header.date?.seconds
    parts = message.parts.map { Self.describe($0, of: message) }
    readable = lineEndsNormalized(message.readableText)
    attachments = message.attachments.map { "\($0.name ?? "") (\($0.mediaType))" }
    defects = Set(message.allDefects.map(\.kind.rawValue)).sorted()
  }

  private static func describe(_ address: Address) -> String {
    let name = address.name.map { "\($0) " } ?? ""
    return "\(name)<\(address.mailbox)>" + (address.group.map { " in \($0)" } ?? "")
  }

  private static func describe(_ part: MIME.Part, of message: Message) -> Part {
    var result = Part(
      depth: part.depth, type: part.mediaType.description, encoding: part.encoding.rawValue,
      name: message.fileName(of: part))
    guard part.kind == .leaf else { return result }
    if part.mediaType.type == "text" {
      let text = message.text(of: part)
      result.text = lineEndsNormalized(text.text)
      result.charset = text.used
    } else {
      result.size = message.decodedBody(of: part).count
    }
    return result
  }
}
