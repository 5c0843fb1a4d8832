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
    try FileManager.default.createDirectory(
      atPath: directory, withIntermediateDirectories: true,
      attributes: [.posixPermissions: 0o700])
    let file = try store(rejection)
    let line = JSONText.object([
      ("path", JSONText.string(rejection.origin.path)),
      ("offset", String(rejection.origin.offset)), ("length", String(rejection.origin.length)),
      ("reason", JSONText.string("\(rejection.reason)")),
      ("file", JSONText.optional(file)),
    ])
    try enter(line)
  }

  /// The file's name; nil where there are no octets to keep, such as a pipe's.
  private func store(_ rejection: Rejection) throws -> String? {
    if !rejection.bytes.isEmpty {
      let name = try SHA256Digest(of: rejection.bytes).hex
      let path = "\(directory)/\(name)"
      guard !FileManager.default.fileExists(atPath: path) else { return name }
      let file = try FileWriter(path)
      try file.write(rejection.bytes.span)
      try file.finish()
      return name
    }
    guard case .tooLarge = rejection.reason, !rejection.origin.path.contains("!/") else {
      return nil
    }
    return try copy(rejection.origin)
  }

  /// A message that is too large for memory, in portions. As it stands in its mailbox: an mbox entry
  /// keeps its "From " line and quoting.
  private func copy(_ origin: MessageOrigin) throws -> String? {
    guard origin.path != "-", let source = try? FileOctets(origin.path, decompressing: true) else {
      return nil
    }
    try source.skip(origin.offset)
    let name = "large-\(try SHA256Digest(of: Array("\(origin.path):\(origin.offset)".utf8)).hex)"
    let path = "\(directory)/\(name)"
    guard !FileManager.default.fileExists(atPath: path) else { return name }
    let file = try FileWriter(path)
    var left = origin.length
    while left > 0 {
      let portion = try source.read(Int(min(left, UInt64(Limits.manifestPortion))))
      if portion.isEmpty { break }
      try file.write(portion.span)
      left -= UInt64(portion.count)
    }
    try file.finish()
    return name
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
