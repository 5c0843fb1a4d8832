import Archive
import Digests
import Files
import Foundation
import Mailbox
import Text

/// What could not be imported, kept byte for byte in the archive's directory `rejected`: one file
/// each, named by its digest, and `index.jsonl`, which records the origin and the reason.
final class RejectedMail {
  private let directory: String
  private var known: Set<String>?

  init(_ location: ArchiveLocation) { directory = location.rejectedDirectory }

  /// When repeated, nothing is stored or entered twice.
  func keep(_ rejection: Rejection) throws {
    try POSIX.makeDirectories(FilePath(directory))
    let file = try store(rejection)
    let line = JSONValue.object([
      ("path", .string(rejection.origin.path)), ("offset", JSONValue(rejection.origin.offset)),
      ("length", JSONValue(rejection.origin.length)), ("reason", .string("\(rejection.reason)")),
      ("file", JSONValue(file)),
    ])
    try enter(line.text)
  }

  /// The file's name; nil if there are no bytes to keep, for example for a pipe.
  private func store(_ rejection: Rejection) throws -> String? {
    if rejection.octets.count == 0 { return nil }
    let name = try SHA256Digest(of: rejection.octets).hex
    let path = "\(directory)/\(name)"
    if POSIX.exists(FilePath(path)) { return name }
    // Left by a run that was interrupted.
    POSIX.remove(FilePath(path + ".partial"))
    let file = try FileWriter(path)
    try rejection.octets.forEachStretch { try file.write($0.span) }
    try file.publish()
    return name
  }

  private func enter(_ line: String) throws {
    let index = "\(directory)/index.jsonl"
    if known == nil {
      let text = (try? String(contentsOfFile: index, encoding: .utf8)) ?? ""
      known = Set(text.split(separator: "\n").map(String.init))
    }
    guard known?.insert(line).inserted == true else { return }
    try SmallFile.append(FilePath(index), Array((line + "\n").utf8))
  }
}
