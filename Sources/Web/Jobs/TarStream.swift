import Bytes
import Files
import Glibc

/// A directory as a tar (POSIX pax, IEEE 1003.1) that is made while it is sent.
struct TarStream: Sendable {
  private struct Entry: Sendable {
    let path: FilePath
    /// In the tar; a directory's ends in "/".
    let name: [UInt8]
    let size: Int
    let modified: Int64
    let isDirectory: Bool
  }

  private var entries: [Entry] = []
  private static let block = 512

  /// - Parameter name: that of the directory in the tar.
  init(_ directory: FilePath, name: String) throws(FileError) {
    try add(directory, Array(name.utf8))
  }

  private mutating func add(_ directory: FilePath, _ name: [UInt8]) throws(FileError) {
    let status = try POSIX.status(directory)
    entries.append(
      Entry(
        path: directory, name: name + [Byte.slash], size: 0, modified: status.modified,
        isDirectory: true))
    let names = try POSIX.list(directory)
    for index in 0..<names.count {
      let (path, inside) = (directory / names[index], name + [Byte.slash] + names[index])
      let status = try POSIX.status(path)
      if status.type == .directory {
        try add(path, inside)
      } else {
        entries.append(
          Entry(
            path: path, name: inside, size: Int(clamping: status.size),
            modified: status.modified, isDirectory: false))
      }
    }
  }

  /// In bytes.
  var length: Int {
    entries.reduce(2 * Self.block) { sum, entry in
      sum + Self.header(entry).count + Self.padded(entry.size)
    }
  }

  func send(_ send: (ArraySlice<UInt8>) throws -> Void) throws {
    for entry in entries {
      try send(Self.header(entry)[...])
      guard !entry.isDirectory else { continue }
      var sent = 0
      try FilePiece.each(of: entry.path) { piece in
        sent += piece.count
        try send(piece)
      }
      // A file that was changed meanwhile makes the tar too short or too long, which its reader sees.
      try send([UInt8](repeating: 0, count: Self.padded(sent) - sent)[...])
    }
    try send([UInt8](repeating: 0, count: 2 * Self.block)[...])
  }

  private static func padded(_ size: Int) -> Int { (size + block - 1) / block * block }

  // MARK: Headers

  private static func header(_ entry: Entry) -> [UInt8] {
    let kind = UInt8(ascii: entry.isDirectory ? "5" : "0")
    let isPlain = entry.name.count <= 100 && entry.name.allSatisfy { $0 < 0x80 }
    let own = header(entry.name, entry.size, entry.modified, kind, isDirectory: entry.isDirectory)
    guard !isPlain else { return own }
    let record = record("path", entry.name)
    let extended = header(
      Array("pax".utf8), record.count, entry.modified, UInt8(ascii: "x"), isDirectory: false)
    return extended + record
      + [UInt8](repeating: 0, count: padded(record.count) - record.count) + own
  }

  /// "LENGTH KEY=VALUE\n", where the length counts itself.
  private static func record(_ key: String, _ value: [UInt8]) -> [UInt8] {
    let rest = Array(" \(key)=".utf8) + value + [Byte.lf]
    var length = rest.count + 1
    while "\(length)".utf8.count + rest.count != length {
      length = "\(length)".utf8.count + rest.count
    }
    return Array("\(length)".utf8) + rest
  }

  private static func header(
    _ name: [UInt8], _ size: Int, _ modified: Int64, _ kind: UInt8, isDirectory: Bool
  ) -> [UInt8] {
    var header: [UInt8] = []
    func add(_ field: [UInt8], _ width: Int) {
      header += field.prefix(width)
      header += [UInt8](repeating: 0, count: max(0, width - field.count))
    }
    func add(_ number: Int64, _ width: Int) {
      let digits = String(max(0, number), radix: 8)
      add(
        Array((String(repeating: "0", count: max(0, width - 1 - digits.count)) + digits).utf8),
        width)
    }
    add(name, 100)
    add(isDirectory ? 0o700 : 0o600, 8)
    add(0, 8)
    add(0, 8)
    add(Int64(size), 12)
    add(modified, 12)
    let checksum = header.count
    header += [UInt8](repeating: Byte.space, count: 8)
    header.append(kind)
    add([], 100)
    header += Array("ustar\u{0}00".utf8)
    header += [UInt8](repeating: 0, count: block - header.count)
    let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
    let text = String(repeating: "0", count: max(0, 6 - sum.count)) + sum + "\u{0} "
    header.replaceSubrange(checksum..<checksum + 8, with: Array(text.utf8))
    return header
  }
}

/// Reads a file in pieces.
enum FilePiece {
  static func each(
    of path: FilePath, _ use: (ArraySlice<UInt8>) throws -> Void
  ) throws {
    let descriptor = try POSIX.openForReading(path)
    defer { POSIX.close(descriptor) }
    var piece = [UInt8](repeating: 0, count: Limits.pieceBytes)
    while true {
      let count = try POSIX.read(descriptor, into: &piece, from: 0, path)
      if count == 0 { return }
      try use(piece[..<count])
    }
  }
}
