/// Where messages that are too large for memory are kept.
package struct SpillPlace: Equatable, Sendable {
  /// A directory on a disk that should have room for them.
  package var directory: String
  /// Maximum number of bytes kept in memory.
  package var inMemory: Int

  package init(_ directory: String, inMemory: Int = Limits.inMemory) {
    self.directory = directory
    self.inMemory = inMemory
  }
}

/// A message's bytes while they arrive: in memory up to a limit, then in a file.
package struct MessageBytesBuilder: Sendable {
  /// Nil: bytes above the limit are discarded.
  private let place: SpillPlace?
  private let inMemory: Int
  /// The bytes that are not in the file.
  private var memory: [UInt8] = []
  private var spill: SpillFile?
  private var written: Range<Int>?
  /// Number of bytes received.
  package private(set) var count = 0

  /// - Parameter place: nil keeps only the beginning, for inspection.
  /// - Parameter beginning: bytes that arrived before.
  package init(in place: SpillPlace?, beginning: [UInt8] = []) {
    self.place = place
    inMemory = place?.inMemory ?? Limits.inMemory
    memory = beginning
    count = beginning.count
  }

  /// For a transformation of `bytes`: spills to the same file. Only one at a time per file.
  package init(like bytes: MessageBytes) {
    place = nil
    spill = bytes.spill
    inMemory = spill == nil ? .max : 0
  }

  package mutating func append(_ bytes: Span<UInt8>) throws(FileError) {
    try unsafe bytes.withUnsafeBytes { (raw) throws(FileError) in try unsafe append(raw.bytes) }
  }

  package mutating func append(_ bytes: borrowing RawSpan) throws(FileError) {
    count += bytes.byteCount
    guard place != nil || spill != nil || count <= inMemory else { return }
    unsafe bytes.withUnsafeBytes { unsafe memory.append(contentsOf: $0) }
    if memory.count > (spill == nil ? inMemory : Limits.writtenAtOnce) { try write() }
  }

  /// Reserves capacity up to the in-memory limit; growing later would briefly need twice the memory.
  package mutating func reserve(_ count: Int) { memory.reserveCapacity(min(count, inMemory)) }

  /// Returns all bytes. Nothing may be added afterwards.
  package mutating func take() throws(FileError) -> MessageBytes {
    if spill != nil || memory.count > inMemory { try write() }
    guard let spill else { return .memory(memory) }
    return .file(spill, written ?? 0..<0)
  }

  /// The first bytes, as far as they are in memory.
  package var head: [UInt8] { memory }

  private mutating func write() throws(FileError) {
    let file: SpillFile
    if let spill {
      file = spill
    } else if let place {
      file = try SpillFile(in: place.directory)
    } else {
      return
    }
    spill = file
    let range = try file.append(memory[...])
    written = (written?.lowerBound ?? range.lowerBound)..<range.upperBound
    memory = []
  }
}
