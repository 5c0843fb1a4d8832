/// Where octets go that are too many for memory.
package struct SpillPlace: Equatable, Sendable {
  /// Its disk should have room for them.
  package var directory: String
  /// As many stay in memory.
  package var inMemory: Int

  package init(_ directory: String, inMemory: Int = Limits.inMemory) {
    self.directory = directory
    self.inMemory = inMemory
  }
}

/// Octets while they arrive: in memory as long as they are no more than that takes, then in a file.
package struct GrowingOctets: Sendable {
  /// Nil: what there is more is dropped.
  private let place: SpillPlace?
  private let inMemory: Int
  /// What is not in the file.
  private var memory: [UInt8] = []
  private var spill: SpillFile?
  private var written: Range<Int>?
  /// Of what came.
  package private(set) var count = 0

  /// - Parameter place: nil keeps only the first of it, for a look.
  /// - Parameter beginning: what is here already.
  package init(in place: SpillPlace?, beginning: [UInt8] = []) {
    self.place = place
    inMemory = place?.inMemory ?? Limits.inMemory
    memory = beginning
    count = beginning.count
  }

  /// For what is made of other octets: in memory or in a file as they are. In a file nothing else may
  /// be made at the same time.
  package init(like held: HeldOctets) {
    place = nil
    spill = held.spill
    inMemory = spill == nil ? .max : 0
  }

  package mutating func append(_ octets: Span<UInt8>) throws(SpillError) {
    try unsafe octets.withUnsafeBytes { (raw) throws(SpillError) in try unsafe append(raw.bytes) }
  }

  package mutating func append(_ octets: borrowing RawSpan) throws(SpillError) {
    count += octets.byteCount
    guard place != nil || spill != nil || count <= inMemory else { return }
    unsafe octets.withUnsafeBytes { unsafe memory.append(contentsOf: $0) }
    if memory.count > (spill == nil ? inMemory : Limits.writtenAtOnce) { try write() }
  }

  /// Makes room for so many, as far as they stay in memory: to grow takes their memory twice.
  package mutating func reserve(_ octets: Int) { memory.reserveCapacity(min(octets, inMemory)) }

  /// All of it. Nothing may be added after.
  package mutating func take() throws(SpillError) -> HeldOctets {
    if spill != nil || memory.count > inMemory { try write() }
    guard let spill else { return .memory(memory) }
    return .file(spill, written ?? 0..<0)
  }

  /// The first of it, as far as it is in memory.
  package var head: [UInt8] { memory }

  private mutating func write() throws(SpillError) {
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
