import Bytes
import MIME

/// A Word document of 97 to 2003 (MS-DOC), and of 6 and 95, which have the text in one piece.
struct WordBinary {
  let file: CompoundFile
  let job: Job

  private enum Offset {
    static let version = 2, flags = 10, textStart = 24, textEnd = 28
    /// Sizes of the main text, footnotes, headers, comments, endnotes, text boxes, their headers.
    static let counts = [0x4C, 0x50, 0x54, 0x5C, 0x60, 0x64, 0x68]
    static let pieces = 0x1A2
  }
  /// nFib of Word 97.
  private static let word97 = 0xC1

  func read() {
    guard let main = file.contents(of: "WordDocument"), main.count >= 0x200,
      main.little16(0) == 0xA5EC || main.little16(0) == 0xA5DC
    else { return job.note(.damaged) }
    let flags = main.little16(Offset.flags)
    guard flags & 0x100 == 0 else { return job.note(.encrypted) }
    if main.little16(Offset.version) < Self.word97 {
      readOldText(main)
    } else {
      let name = flags & 0x200 == 0 ? "0Table" : "1Table"
      guard let table = file.contents(of: name) else { return job.note(.damaged) }
      readPieces(main, table)
    }
    if let summary = file.contents(of: "\u{5}SummaryInformation") {
      job.output.newLine()
      job.output.add(summaryText(summary))
    }
  }

  private func readOldText(_ main: [UInt8]) {
    let start = min(Int(main.little32(Offset.textStart)), main.count)
    let end = min(Int(main.little32(Offset.textEnd)), main.count)
    guard start < end else { return job.note(.damaged) }
    var text = WordCharacters(job: job)
    text.add(windows: main[start..<end])
    text.flush()
  }

  /// The piece table (section 2.8.35): runs of characters, each in bytes or in UTF-16.
  private func readPieces(_ main: [UInt8], _ table: [UInt8]) {
    let start = Int(main.little32(Offset.pieces))
    let size = Int(main.little32(Offset.pieces + 4))
    guard start <= table.count, size <= table.count - start,
      let pieces = pieceTable(table, start..<start + size)
    else { return job.note(.damaged) }
    let count = (pieces.count - 4) / 12
    // Beyond the end of the text there may be remains of older versions.
    let total = Offset.counts.reduce(0) { $0 + Int(main.little32($1)) }
    var text = WordCharacters(job: job)
    for index in 0..<max(count, 0) {
      guard !job.isFull else { break }
      let first = Int(table.little32(pieces.lowerBound + 4 * index))
      let next = Int(table.little32(pieces.lowerBound + 4 * index + 4))
      let descriptor = pieces.lowerBound + 4 * (count + 1) + 8 * index
      let place = Int(table.little32(descriptor + 2))
      let length = min(next, total + 1) - first
      guard length > 0 else { continue }
      let isCompressed = place & 1 << 30 != 0
      let position = isCompressed ? (place & ~(1 << 30)) / 2 : place
      guard position < main.count else {
        job.note(.damaged)
        continue
      }
      let wanted = isCompressed ? length : 2 * length
      let area = main[position..<position + min(wanted, main.count - position)]
      if isCompressed { text.add(windows: area) } else { text.add(utf16: area) }
    }
    text.flush()
  }

  /// The table in a Clx, which other properties may precede.
  private func pieceTable(_ table: [UInt8], _ area: Range<Int>) -> Range<Int>? {
    var position = area.lowerBound
    while area.upperBound - position >= 5 {
      switch table[position] {
      case 1: position += 3 + table.little16(position + 1)
      case 2:
        let size = Int(table.little32(position + 1))
        guard size >= 16, size <= area.upperBound - position - 5 else { return nil }
        return position + 5..<position + 5 + size
      default: return nil
      }
    }
    return nil
  }
}

/// Makes text of Word's characters, some of which are marks.
private struct WordCharacters {
  let job: Job
  private var units: [UInt16] = []
  /// Fields around the current position; true where the field's code is read.
  private var fields: [Bool] = []

  init(job: Job) { self.job = job }

  mutating func add(windows bytes: ArraySlice<UInt8>) {
    guard bytes.contains(where: { $0 >= 0x80 }) else {
      for byte in bytes { add(UInt16(byte)) }
      return
    }
    for unit in decodeText(Array(bytes), declared: "windows-1252").text.utf16 { add(unit) }
  }

  mutating func add(utf16 bytes: ArraySlice<UInt8>) {
    for index in stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2) {
      add(UInt16(bytes[index]) | UInt16(bytes[index + 1]) << 8)
    }
  }

  /// Section 2.4.1 and the special characters of sections 2.8 and 2.9.
  private mutating func add(_ unit: UInt16) {
    switch unit {
    case 0x13: fields.append(true)
    case 0x14: if let last = fields.indices.last { fields[last] = false }
    case 0x15: _ = fields.popLast()
    case _ where fields.last == true: break
    case 0x0D, 0x0B, 0x0E:
      flush()
      job.output.newLine()
    // The end of a cell, and of a row.
    case 0x07:
      flush()
      job.output.separate()
    case 0x0C:
      flush()
      if !job.output.isPageEmpty { job.output.endPage() }
    case 0x1E: units.append(0x2D)
    case 0x09, 0x20...: units.append(unit)
    default: break
    }
    if units.count > 1 << 14, unit & 0xFC00 != 0xD800 { flush() }
  }

  mutating func flush() {
    guard !units.isEmpty else { return }
    job.output.add(String(decoding: units, as: UTF16.self))
    units.removeAll(keepingCapacity: true)
  }
}
