import Foundation
import Testing

@testable import Documents

private let folder = ProcessInfo.processInfo.environment["MAILCASK_DOCUMENTS"]

/// Other programs that read the same files, where they are installed: at least 99 % of the words that
/// they find are found in the files below the directory that MAILCASK_DOCUMENTS names.
@Suite(.enabled(if: folder != nil)) struct PeerTests {
  struct Peer: Sendable, CustomTestStringConvertible {
    var program: String
    var arguments: [String]
    var suffixes: Set<String>

    var testDescription: String { program }
    var path: String? {
      ["/usr/bin/", "/usr/local/bin/"].map { $0 + program }
        .first(where: FileManager.default.isExecutableFile(atPath:))
    }
  }

  private static let peers = [
    Peer(program: "docx2txt", arguments: ["FILE", "-"], suffixes: ["docx"]),
    Peer(program: "catdoc", arguments: ["-d", "utf-8", "FILE"], suffixes: ["doc"]),
    Peer(program: "antiword", arguments: ["-m", "UTF-8.txt", "FILE"], suffixes: ["doc"]),
    Peer(program: "xls2csv", arguments: ["-d", "utf-8", "FILE"], suffixes: ["xls"]),
  ].filter { $0.path != nil }

  private static var files: [URL] {
    let folder = URL(fileURLWithPath: folder ?? "/dev/null")
    let found = FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)
    return (found?.compactMap { $0 as? URL } ?? []).sorted { $0.path < $1.path }
  }

  @Test(arguments: peers)
  func findsNoMore(_ peer: Peer) throws {
    for file in Self.files where peer.suffixes.contains(file.pathExtension) {
      let theirs = Self.words(try Self.output(of: peer, file))
      let document = Documents.text(of: [UInt8](try Data(contentsOf: file)))
      guard document.outcome != .encrypted else { continue }
      let missing = theirs.subtracting(Self.words(document.text))
      #expect(
        missing.count * 100 <= theirs.count,
        "\(file.lastPathComponent): \(missing.sorted().prefix(20)) of \(theirs.count)")
    }
  }

  private static func output(of peer: Peer, _ file: URL) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: peer.path ?? "/bin/false")
    process.arguments = peer.arguments.map { $0 == "FILE" ? file.path : $0 }
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  private static func words(_ text: String) -> Set<String> {
    let words = text.unicodeScalars.split {
      !$0.properties.isAlphabetic && $0.properties.numericType == nil
    }
    return Set(words.filter { $0.count > 1 }.map { String($0).lowercased() })
  }
}
