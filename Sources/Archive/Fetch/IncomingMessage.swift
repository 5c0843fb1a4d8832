import Store

/// A message while it arrives: in memory as long as it is no larger than that allows, then in a
/// file.
struct IncomingMessage {
  private let store: MailStore?
  /// What is not in the file.
  private var memory: [UInt8] = []
  private var spill: SpillFile?
  private(set) var count = 0

  /// - Parameter store: to archive it in; without one only the first of it is kept, for a look.
  init(for store: MailStore?) { self.store = store }

  mutating func add(_ octets: borrowing RawSpan) throws(StoreError) {
    count += octets.byteCount
    guard store != nil || count <= Limits.octetsInMemory else { return }
    unsafe octets.withUnsafeBytes { unsafe memory.append(contentsOf: $0) }
    if memory.count > (spill == nil ? Limits.octetsInMemory : Limits.octetsWrittenAtOnce) {
      try write()
    }
  }

  /// All of it. Nothing may be added after.
  mutating func take() throws(StoreError) -> HeldOctets {
    guard let spill else { return .memory(memory) }
    try write()
    return .file(spill, 0..<count)
  }

  /// The first of it, as far as it is in memory.
  var head: [UInt8] { memory }

  private mutating func write() throws(StoreError) {
    guard let store else { return }
    let file = if let spill { spill } else { try store.makeSpillFile() }
    spill = file
    _ = try file.append(memory[...])
    memory = []
  }
}
