import Archive
import Digests
import Files
import Foundation
import Mailbox
import Text

/// What could not be imported, kept byte for byte in the archive's directory `rejected`: one file
/// each, named by its digest, and `index.jsonl`, which records the origin and the reason.
final class RejectedMail {
  /// What says where each came from, and why.
  private static let list = "index.jsonl"

  private let directory: String
  private let room: Int64
  private var known: Set<String>?
  /// Bytes of what is kept; nil until it is needed.
  private var kept: Int64?

  /// - Parameter room: bytes that all that is kept may take.
  init(_ location: ArchiveLocation, room: Int64) {
    directory = location.rejectedDirectory
    self.room = room
  }

  /// When repeated, nothing is stored or entered twice.
  ///
  /// - Returns: why its bytes are not kept; nil if they are, or if there are none.
  func keep(_ rejection: Rejection) throws -> String? {
    try POSIX.makeDirectories(FilePath(directory))
    let isTooMuch = try !hasRoom(for: rejection)
    let file = isTooMuch ? nil : try store(rejection)
    let line = JSONValue.object([
      ("path", .string(rejection.origin.path)), ("offset", JSONValue(rejection.origin.offset)),
      ("length", JSONValue(rejection.origin.length)), ("reason", .string("\(rejection.reason)")),
      ("file", JSONValue(file)),
    ])
    try enter(line.text)
    return isTooMuch
      ? "its bytes are not kept: \(directory) has all that it may have "
        + "(\(room) bytes)" : nil
  }

  private func hasRoom(for rejection: Rejection) throws -> Bool {
    let size = Int64(rejection.bytes.count)
    if kept == nil {
      let names = try POSIX.list(FilePath(directory), sorted: false)
      kept = (0..<names.count).reduce(0) { sum, index in
        guard !names[index].elementsEqual(Self.list.utf8) else { return sum }
        let status = try? POSIX.status(FilePath(directory) / names[index])
        return sum + Int64(clamping: status?.size ?? 0)
      }
    }
    // Run again, it is there already.
    let name = try SHA256Digest(of: rejection.bytes).hex
    if POSIX.exists(FilePath("\(directory)/\(name)")) { return true }
    guard (kept ?? 0) + size <= room else { return false }
    kept = (kept ?? 0) + size
    return true
  }

  /// The file's name; nil if there are no bytes to keep, for example for a pipe.
  private func store(_ rejection: Rejection) throws -> String? {
    if rejection.bytes.count == 0 { return nil }
    let name = try SHA256Digest(of: rejection.bytes).hex
    let path = "\(directory)/\(name)"
    if POSIX.exists(FilePath(path)) { return name }
    // Left by a run that was interrupted.
    POSIX.remove(FilePath(path + ".partial"))
    let file = try FileWriter(path)
    try rejection.bytes.forEachStretch { try file.write($0.span) }
    try file.publish()
    return name
  }

  private func enter(_ line: String) throws {
    let index = "\(directory)/\(Self.list)"
    if known == nil {
      let text = (try? String(contentsOfFile: index, encoding: .utf8)) ?? ""
      known = Set(text.split(separator: "\n").map(String.init))
    }
    guard known?.insert(line).inserted == true else { return }
    try SmallFile.append(FilePath(index), Array((line + "\n").utf8))
  }
}
