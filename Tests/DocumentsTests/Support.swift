import Bytes
import Foundation
import Packing

@testable import Documents

/// A document in `Fixtures`, where some are compressed.
func fixture(_ name: String) throws -> [UInt8] {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures")
  if let packed = try? Data(contentsOf: folder.appendingPathComponent("\(name).gz")) {
    return Inflated([UInt8](packed).span, .gzip, limit: 1 << 24).bytes
  }
  return [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
}

/// A zip of files that are not compressed.
func zip(_ files: [(String, [UInt8])]) -> [UInt8] {
  func little(_ number: Int, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }
  var body: [UInt8] = []
  var directory: [UInt8] = []
  for (name, content) in files {
    let size = little(content.count, 4) + little(content.count, 4)
    let shared =
      [10, 0, 0, 0, 0, 0, 0, 0, 0, 0] + little(Int(CRC32.of(content)), 4) + size
      + little(name.utf8.count, 2) + [0, 0]
    directory +=
      [0x50, 0x4B, 1, 2, 10, 0] + shared + [UInt8](repeating: 0, count: 10)
      + little(body.count, 4) + Array(name.utf8)
    body += [0x50, 0x4B, 3, 4] + shared + Array(name.utf8) + content
  }
  return body + directory + [0x50, 0x4B, 5, 6, 0, 0, 0, 0] + little(files.count, 2)
    + little(files.count, 2) + little(directory.count, 4) + little(body.count, 4) + [0, 0]
}

func zip(_ files: [(String, String)]) -> [UInt8] { zip(files.map { ($0.0, Array($0.1.utf8)) }) }

/// A package of Office Open XML whose main part is `main`, with its relationships.
func officePackage(
  _ main: String, _ content: String, _ others: [(String, String)] = [],
  relationships: [(id: String, kind: String, target: String)] = []
) -> [UInt8] {
  func list(_ all: [(id: String, kind: String, target: String)]) -> String {
    "<Relationships>"
      + all.map { "<Relationship Id=\"\($0.id)\" Type=\"x/\($0.kind)\" Target=\"\($0.target)\"/>" }
      .joined() + "</Relationships>"
  }
  let (folder, name) = (main.split(separator: "/")[0], main.split(separator: "/")[1])
  return zip(
    [
      ("[Content_Types].xml", "<Types/>"), ("_rels/.rels", list([("r", "officeDocument", main)])),
      (main, content), ("\(folder)/_rels/\(name).rels", list(relationships)),
    ] + others)
}

extension DocumentText {
  var text: String { pages.joined(separator: "\u{C}") }
}
