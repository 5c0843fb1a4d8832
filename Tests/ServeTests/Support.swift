import Archive
import Foundation
import TestSupport
import Transfer

@testable import Serve

/// A client that says one thing after the other; each may first do something to the archive.
final class ScriptChannel: ServeChannel {
  private var steps: [() throws -> String]
  private(set) var output: [UInt8] = []

  init(_ steps: [() throws -> String]) { self.steps = steps }

  func read(timeout: Double) -> [UInt8]? {
    guard !steps.isEmpty else { return [] }
    guard let text = try? steps.removeFirst()() else { return [] }
    // Nothing came in time.
    return text.isEmpty ? nil : Array(text.utf8)
  }

  func write(_ bytes: [UInt8]) -> Bool {
    output += bytes
    return true
  }
}

/// A client that has hung up.
final class GoneChannel: ServeChannel {
  func read(timeout: Double) -> [UInt8]? { [] }
  func write(_ bytes: [UInt8]) -> Bool { false }
}

extension TestArchive {
  /// What a server answers to commands, without the greeting.
  func serve(_ steps: [() throws -> String]) throws -> String {
    let reading = try MailArchive.open(location, .reading)
    let channel = ScriptChannel(steps)
    ServeSession(try ServedArchive(reading), channel).run()
    let text = String(decoding: channel.output, as: UTF8.self)
    return String(text[(text.range(of: "\r\n")?.upperBound ?? text.startIndex)...])
  }

  func serve(_ commands: String...) throws -> String {
    try serve([{ commands.map { $0 + "\r\n" }.joined() }])
  }

  /// Imports messages, in this order, and indexes them.
  func add(_ messages: [[UInt8]], folder: String = "box") throws {
    let count = try archive.messages(matching: nil).count
    for (index, message) in messages.enumerated() {
      let file = try directory.write(message, to: "mail/\(count)/\(folder)/\(10_000 + index).eml")
      _ = file
    }
    _ = try archive.importMail(from: [directory.path + "/mail/\(count)"])
    _ = try archive.messages(matching: "text")
  }
}

/// A small message with line feeds alone.
func mail(
  _ subject: String, from: String = "Ada <ada@example.org>", day: Int = 1, body: String = "text"
) -> [UInt8] {
  Array(
    """
    From: \(from)
    To: Bob <bob@example.net>
    Subject: \(subject)
    Date: \(day) Feb 2024 12:00:00 +0100
    Message-ID: <\(subject.filter(\.isLetter))\(day)@example.org>

    \(body)

    """.utf8)
}
