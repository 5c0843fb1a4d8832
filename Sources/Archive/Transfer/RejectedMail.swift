import Digests
import Foundation
import Mailbox

/// What could not be taken in, kept byte for byte in the archive's directory `rejected`: a file for
/// each, named by its digest, and `index.jsonl`, which tells where it came from and why.
final class RejectedMail {
  private let directory: String
  private var known: Set<String>?

  init(_ location: ArchiveLocation) { directory = location.rejectedDirectory }

  /// Run again, nothing is kept or entered twice.
  func keep(_ rejection: Rejection) throws {
    try makePrivateDirectory(directory)
    let file = try store(rejection)
    let line = JSONText.object([
      ("path", JSONText.string(rejection.origin.path)),
      ("offset", String(rejection.origin.offset)), ("length", String(rejection.origin.length)),
      ("reason", JSONText.string("\(rejection.reason)")),
      ("file", JSONText.optional(file)),
    ])
    try enter(line)
  }

  /// Where octets go that are too many for memory; `keep` then knows them by the place.
  var spill: @Sendable () throws(MailboxError) -> any ByteSink {
    { [directory] () throws(MailboxError) in try RejectedSpill(in: directory) }
  }

  /// The file's name; nil where there are no octets to keep, such as a pipe's.
  private func store(_ rejection: Rejection) throws -> String? {
    if let path = rejection.spilledTo { return lastComponent(of: path) }
    if rejection.bytes.isEmpty { return nil }
    let spill = try RejectedSpill(in: directory)
    try spill.write(rejection.bytes.span)
    try spill.finish()
    return lastComponent(of: spill.path)
  }

  private func enter(_ line: String) throws {
    let index = "\(directory)/index.jsonl"
    if known == nil {
      let text = (try? String(contentsOfFile: index, encoding: .utf8)) ?? ""
      known = Set(text.split(separator: "\n").map(String.init))
      if !FileManager.default.fileExists(atPath: index) {
        _ = FileManager.default.createFile(
          atPath: index, contents: nil, attributes: [.posixPermissions: 0o600])
      }
    }
    guard known?.insert(line).inserted == true else { return }
    let handle = try FileHandle(forWritingTo: URL(fileURLWithPath: index))
    defer { try? handle.close() }
    try handle.seekToEnd()
    try handle.write(contentsOf: Data((line + "\n").utf8))
    try handle.synchronize()
  }
}

/// A file in `rejected` that is named by its content when that is known. Content that is there already
/// is not kept twice. One is written at a time: an archive has one writer.
private final class RejectedSpill: ByteSink {
  private(set) var path: String
  private let directory: String
  private let file: FileWriter
  private var digest: SHA256Hasher?

  init(in directory: String) throws(MailboxError) {
    self.directory = directory
    path = "\(directory)/incoming"
    do {
      try makePrivateDirectory(directory)
      digest = try SHA256Hasher()
    } catch {
      throw MailboxError(.unwritable, path: directory, reason: "cannot be written to: \(error)")
    }
    // Of a run that was cut off.
    try? FileManager.default.removeItem(atPath: path + ".partial")
    file = try FileWriter(path)
  }

  func write(_ bytes: Span<UInt8>) throws(MailboxError) {
    digest?.update(bytes.array(0..<bytes.count))
    try file.write(bytes)
  }

  func finish() throws(MailboxError) {
    guard let name = try? digest.take()?.finish().hex else {
      throw MailboxError(.writeFailed, path: path, reason: "its digest cannot be computed")
    }
    path = "\(directory)/\(name)"
    if !FileManager.default.fileExists(atPath: path) { try file.publish(as: name) }
  }
}

private func makePrivateDirectory(_ path: String) throws {
  try FileManager.default.createDirectory(
    atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
}
