import Bytes
import Files
import Mail

@testable import Mailbox

let envelope = MboxEnvelope(sender: "a@example.org", date: 1_700_000_000)

/// Bytes handed out in small portions, so that every boundary falls somewhere awkward.
final class PortionStream: ByteStream {
  private var bytes: ArraySlice<UInt8>
  private let portion: Int

  init(_ bytes: [UInt8], portion: Int = 7) {
    self.bytes = bytes[...]
    self.portion = portion
  }

  func read(into buffer: inout [UInt8], from start: Int) throws(MailboxError) -> Int {
    let part = bytes.prefix(min(portion, buffer.count - start))
    buffer.replaceSubrange(start..<(start + part.count), with: part)
    bytes = bytes.dropFirst(part.count)
    return part.count
  }
}

/// - Parameter inFile: the messages are written from a file, as large ones are.
func mbox(
  _ messages: [[UInt8]], _ dialect: MboxDialect, inFile: Bool = false
) throws -> (file: [UInt8], entries: [WrittenEntry]) {
  let sink = MemorySink()
  let writer = MboxWriter(sink, dialect: dialect)
  let entries = try messages.map {
    let bytes = inFile ? try held($0) : .memory($0)
    return try writer.write(OutgoingMessage(bytes: bytes, envelope: envelope))
  }
  try writer.finish()
  return (sink.bytes, entries)
}

func read(
  _ file: [UInt8], dialect: MboxDialect? = nil, limit: Int = maximumMessageSize, portion: Int = 7,
  inMemory: Int = Files.Limits.inMemory, from: UInt64 = 0
) throws -> [MailboxItem] {
  var options = ReadOptions()
  options.dialect = dialect
  options.messageLimit = limit
  options.keepsRejected = true
  options.spill.inMemory = inMemory
  let reader = MboxReader(
    PortionStream(file, portion: portion), FileIdentity(path: "memory", folder: ""), options,
    from: from)
  return try all(reader)
}

func all(_ reader: any MailboxReader) throws -> [MailboxItem] {
  var items: [MailboxItem] = []
  while let item = try reader.next() { items.append(item) }
  return items
}

/// In a file.
func held(_ bytes: [UInt8]) throws -> MessageBytes {
  var content = MessageBytesBuilder(in: SpillPlace(TemporaryFolder.parent, inMemory: 0))
  try content.append(bytes.span)
  return try content.take()
}

extension MessageBytes {
  var array: [UInt8] { (try? all()) ?? [] }
}

extension RawMessage {
  var array: [UInt8] { bytes.array }
}

extension Rejection {
  var array: [UInt8] { bytes.array }
}

extension OutgoingMessage {
  var array: [UInt8] { bytes.array }

  init(array bytes: [UInt8], envelope: MboxEnvelope) {
    self.init(bytes: .memory(bytes), envelope: envelope)
  }
}

extension WrittenEntry {
  func restore(_ read: [UInt8]) throws -> [UInt8]? { try restore(.memory(read))?.array }
}

func messages(_ items: [MailboxItem]) -> [RawMessage] {
  items.compactMap { if case .message(let message) = $0 { message } else { nil } }
}

/// The same numbers in every run.
struct SplitMix: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
