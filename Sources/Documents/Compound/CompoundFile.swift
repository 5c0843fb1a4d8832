import Bytes

/// A compound file (MS-CFB): streams in storages, in chains of sectors. Old Office and Outlook files
/// are such files.
struct CompoundFile {
  struct Entry {
    enum Kind: UInt8 {
      case storage = 1
      case stream = 2
      case root = 5
    }

    let name: String
    /// The name in lower case.
    fileprivate let key: String
    let kind: Kind
    /// Indices in `entries`; larger than any where there is none.
    fileprivate let left, right, child: UInt32
    fileprivate let start: UInt32
    fileprivate let size: Int
  }

  static let beginning: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]
  private static let headerSize = 512
  private static let directoryEntrySize = 128
  /// Sector numbers from here on have special meanings (section 2.1).
  private static let maximumSector: UInt32 = 0xFFFF_FFFA

  private let bytes: [UInt8]
  private let sectorSize: Int
  private let miniSectorSize: Int
  private let miniLimit: Int
  /// The next sector of each sector.
  private var table: [UInt32] = []
  private var miniTable: [UInt32] = []
  private var miniStream: [UInt8] = []
  private(set) var entries: [Entry] = []

  /// Nil if it is none, or its directory cannot be read.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.headerSize, bytes.starts(with: Self.beginning) else { return nil }
    let shift = bytes.little16(30)
    let miniShift = bytes.little16(32)
    guard (7...16).contains(shift), (2...12).contains(miniShift), miniShift <= shift else {
      return nil
    }
    self.bytes = bytes
    sectorSize = 1 << shift
    miniSectorSize = 1 << miniShift
    miniLimit = Int(bytes.little32(56))
    table = sectorTable()
    readDirectory(from: UInt32(truncatingIfNeeded: bytes.little32(48)))
    guard let root = entries.first, root.kind == .root else { return nil }
    miniStream = read(table, from: root.start, atMost: root.size)
    let miniTableStart = UInt32(truncatingIfNeeded: bytes.little32(60))
    miniTable = Self.numbers(read(table, from: miniTableStart, atMost: bytes.count))
  }

  /// The storages and streams directly in a storage; 0 is the root.
  func children(of storage: Int) -> [Int] {
    guard entries.indices.contains(storage) else { return [] }
    // The siblings are a tree; a damaged one may have loops.
    var found: [Int] = []
    var seen = [Bool](repeating: false, count: entries.count)
    var open = [entries[storage].child]
    while let next = open.popLast() {
      guard Int(next) < entries.count, !seen[Int(next)] else { continue }
      seen[Int(next)] = true
      found.append(Int(next))
      open += [entries[Int(next)].left, entries[Int(next)].right]
    }
    return found
  }

  /// The stream or storage with a name directly in a storage.
  func child(_ name: String, of storage: Int = 0) -> Int? {
    let key = name.lowercased()
    return children(of: storage).first { entries[$0].key == key }
  }

  /// The contents of a stream, as far as it can be read.
  func contents(of index: Int) -> [UInt8] {
    guard entries.indices.contains(index), entries[index].kind == .stream else { return [] }
    let entry = entries[index]
    guard entry.size < miniLimit else { return read(table, from: entry.start, atMost: entry.size) }
    return Self.chain(
      miniTable, from: entry.start, unit: miniSectorSize, atMost: min(entry.size, miniStream.count)
    ) {
      part(miniStream, Int($0), miniSectorSize)
    }
  }

  func contents(of name: String) -> [UInt8]? { child(name).map(contents(of:)) }

  // MARK: - Sectors

  /// The table of sectors: its own sectors are listed in the header, and from there in a chain.
  private func sectorTable() -> [UInt32] {
    var sectors = (0..<109).map { UInt32(truncatingIfNeeded: bytes.little32(76 + 4 * $0)) }
    var next = UInt32(truncatingIfNeeded: bytes.little32(68))
    let perSector = sectorSize / 4 - 1
    let most = bytes.count / sectorSize
    var steps = 0
    while next < Self.maximumSector, steps <= most {
      steps += 1
      let list = Self.numbers(Array(sector(next)))
      guard list.count > perSector else { break }
      sectors += list[..<perSector]
      next = list[perSector]
    }
    // A file has no more sectors than it has bytes for, whatever it lists.
    var table: [UInt32] = []
    for number in sectors where number < Self.maximumSector && table.count <= most {
      table += Self.numbers(Array(sector(number)))
    }
    return table
  }

  private func sector(_ number: UInt32) -> ArraySlice<UInt8> {
    // Sector 0 follows the header, which takes a sector.
    let (start, overflow) = (Int(number) + 1).multipliedReportingOverflow(by: sectorSize)
    guard !overflow, start < bytes.count else { return [] }
    return bytes[start..<min(bytes.count, start + sectorSize)]
  }

  private func part(_ bytes: [UInt8], _ number: Int, _ size: Int) -> ArraySlice<UInt8> {
    let (start, overflow) = number.multipliedReportingOverflow(by: size)
    guard !overflow, start < bytes.count else { return [] }
    return bytes[start..<min(bytes.count, start + size)]
  }

  private func read(_ table: [UInt32], from start: UInt32, atMost size: Int) -> [UInt8] {
    Self.chain(table, from: start, unit: sectorSize, atMost: min(size, bytes.count), sector)
  }

  /// Follows a chain. It ends early where it leads out of the file or into itself: no chain has more
  /// sectors than its size needs.
  private static func chain(
    _ table: [UInt32], from start: UInt32, unit: Int, atMost size: Int,
    _ contents: (UInt32) -> ArraySlice<UInt8>
  ) -> [UInt8] {
    var found: [UInt8] = []
    var next = start
    while next < maximumSector, found.count < size {
      let sector = contents(next)
      guard !sector.isEmpty else { break }
      found += sector.prefix(size - found.count)
      guard Int(next) < table.count, sector.count == unit else { break }
      next = table[Int(next)]
    }
    return found
  }

  private static func numbers(_ bytes: [UInt8]) -> [UInt32] {
    stride(from: 0, to: bytes.count - 3, by: 4).map {
      UInt32(truncatingIfNeeded: bytes.little32($0))
    }
  }

  // MARK: - Directory

  private mutating func readDirectory(from start: UInt32) {
    let size = Self.directoryEntrySize
    let directory = read(table, from: start, atMost: Limits.compoundEntries * size)
    for position in stride(from: 0, through: directory.count - size, by: size) {
      let entry = Array(directory[position..<position + size])
      let nameSize = min(max(entry.little16(64) - 2, 0), 62)
      let name = utf16Text(entry[..<nameSize])
      entries.append(
        Entry(
          name: name, key: name.lowercased(), kind: Entry.Kind(rawValue: entry[66]) ?? .storage,
          left: UInt32(truncatingIfNeeded: entry.little32(68)),
          right: UInt32(truncatingIfNeeded: entry.little32(72)),
          child: UInt32(truncatingIfNeeded: entry.little32(76)),
          start: UInt32(truncatingIfNeeded: entry.little32(116)),
          // Older files have junk in the upper half.
          size: Int(entry.little32(120))))
    }
  }
}

/// Text in UTF-16 whose lower byte comes first.
func utf16Text(_ bytes: ArraySlice<UInt8>) -> String {
  let units = stride(from: bytes.startIndex, to: bytes.endIndex - 1, by: 2).map {
    UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8
  }
  return String(decoding: units, as: UTF16.self)
}

/// Text of characters that are bytes.
func latinText(_ bytes: ArraySlice<UInt8>) -> String {
  var text = ""
  text.unicodeScalars.append(contentsOf: bytes.map { Unicode.Scalar($0) })
  return text
}
