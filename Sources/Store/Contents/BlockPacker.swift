internal import Digests
internal import Files
import Packing

/// The contents of one batch while they are being put together.
struct BlockPacker {
  /// What is packed with its like.
  private enum Kind: Int, CaseIterable {
    case header
    /// Also what was base64.
    case text
  }

  /// Blocks that are filled at the same time.
  static let openBlocks = Kind.allCases.count

  /// A block that is being filled.
  private struct Open {
    var plain: [UInt8] = []
    /// Its place among the blocks.
    var index = 0
  }

  private var open = [Open](repeating: Open(), count: Kind.allCases.count)
  private var blocks: [EncodedContent?] = []
  private var parts: [EncodedContent] = []
  private var partPlaces: [SHA256Digest: Int] = [:]
  /// True for a small batch: all of it goes into one block, with a dictionary.
  private let isSmall: Bool
  private let dictionary: ZstdCompressionDictionary?
  private let workspace: EncodingWorkspace
  /// Holds the encoded form of a message that is too large for memory.
  private var spill: SpillFile?

  init(
    textSize: Int, _ dictionary: ZstdCompressionDictionary?, _ workspace: EncodingWorkspace
  ) {
    isSmall = textSize < Limits.smallBatch
    self.dictionary = isSmall ? dictionary : nil
    self.workspace = workspace
  }

  mutating func add(_ message: NewMessage) throws -> Recipe<EncodedMessage.Place> {
    spill = message.raw.spill
    var recipe = Recipe<EncodedMessage.Place>()
    var position = 0
    for part in Segments(message).parts {
      try addText(of: message, position..<part.lowerBound, to: &recipe)
      position = try addPart(message, part, to: &recipe)
    }
    try addText(of: message, position..<message.raw.count, to: &recipe)
    return recipe
  }

  mutating func finish() throws -> (blocks: [EncodedContent], parts: [EncodedContent]) {
    for place in open.indices { try close(place) }
    return (blocks.compactMap(\.self), parts)
  }

  private mutating func close(_ place: Int) throws {
    guard !open[place].plain.isEmpty else { return }
    var block = try EncodedContent(
      block: open[place].plain, dictionary: dictionary, workspace.compressor)
    try block.spill(to: spill)
    blocks[open[place].index] = block
    open[place].plain.removeAll(keepingCapacity: true)
  }

  /// Bytes as they are.
  private mutating func addText(
    of message: NewMessage, _ range: Range<Int>, to recipe: inout Recipe<EncodedMessage.Place>
  ) throws {
    let split = min(max(message.headerSize, range.lowerBound), range.upperBound)
    for (range, kind) in [
      (range.lowerBound..<split, Kind.header), (split..<range.upperBound, .text),
    ] {
      for stretch in stretches(of: range) {
        try add(message.raw.slice(stretch), kind, base64: nil, to: &recipe)
      }
    }
  }

  private func stretches(of range: Range<Int>) -> [Range<Int>] {
    stride(from: range.lowerBound, to: range.upperBound, by: Limits.stretch).map {
      $0..<min($0 + Limits.stretch, range.upperBound)
    }
  }

  private mutating func add(
    _ bytes: ArraySlice<UInt8>, _ kind: Kind, base64: Base64Lines?,
    to recipe: inout Recipe<EncodedMessage.Place>
  ) throws {
    guard !bytes.isEmpty else { return }
    let place = isSmall ? 0 : kind.rawValue
    if open[place].plain.count + bytes.count > Limits.block { try close(place) }
    if open[place].plain.isEmpty {
      open[place].index = blocks.count
      open[place].plain.reserveCapacity(isSmall ? Limits.smallBatch : Limits.block)
      blocks.append(nil)
    }
    let start = open[place].plain.count
    open[place].plain += bytes
    recipe.append(
      Piece(
        content: .block(open[place].index), range: start..<start + bytes.count, base64: base64))
  }

  /// A part's body, decoded where that can be undone; returns where it ended, which is short of
  /// the range's end if the rest is not clean base64, or after the line end that follows it.
  private mutating func addPart(
    _ message: NewMessage, _ range: Range<Int>, to recipe: inout Recipe<EncodedMessage.Place>
  ) throws -> Int {
    let isBase64 = message.parts.contains { $0.isBase64 && $0.range == range }
    var position = range.lowerBound
    while position < range.upperBound {
      if isBase64 {
        // The line end after the range belongs to a run; a stretch takes less than twice its bytes.
        let (bytes, start) = try message.raw.window(
          position..<min(range.upperBound + 2, message.raw.count), limit: 2 * Limits.stretch)
        guard
          let run = Base64Run(
            in: bytes, range: position - start..<min(range.upperBound - start, bytes.count),
            limit: Limits.stretch),
          run.range.count >= Limits.shortestBase64
        else { break }
        let lines = Base64Lines(length: run.lineLength, end: run.lineEnd)
        if run.decoded.count >= Limits.sharedPart {
          try share(run.decoded, base64: lines, in: &recipe)
        } else {
          try add(run.decoded[...], .text, base64: lines, to: &recipe)
        }
        position = start + run.range.upperBound
      } else {
        let end = min(position + Limits.stretch, range.upperBound)
        try share(Array(message.raw.slice(position..<end)), base64: nil, in: &recipe)
        position = end
      }
    }
    return position
  }

  private mutating func share(
    _ plain: [UInt8], base64: Base64Lines?, in recipe: inout Recipe<EncodedMessage.Place>
  ) throws {
    let digest = try SHA256Digest(of: plain)
    let index: Int
    if let place = partPlaces[digest] {
      index = place
    } else {
      index = parts.count
      var part = try EncodedContent(
        plain, digest, ZstdEffort(level: Limits.partLevel), dictionary: nil, workspace.compressor)
      try part.spill(to: spill)
      parts.append(part)
      partPlaces[digest] = index
    }
    recipe.append(Piece(content: .part(index), range: 0..<plain.count, base64: base64))
  }
}

/// How a message falls into parts that are treated apart and the text between.
struct Segments {
  /// In order, not overlapping, within the message.
  var parts: [Range<Int>] = []
  /// About how many bytes go into blocks.
  var textSize: Int

  init(_ message: NewMessage) {
    let whole = 0..<message.raw.count
    textSize = whole.count
    var end = 0
    for part in message.parts.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      guard whole.contains(part.range), part.range.lowerBound >= end,
        part.range.count >= (part.isBase64 ? Limits.shortestBase64 : Limits.sharedText)
      else { continue }
      // The line end after a base64 text belongs to it.
      end = part.range.upperBound + 2
      parts.append(part.range)
      if !part.isBase64 || part.range.count / 4 * 3 >= Limits.sharedPart {
        textSize -= part.range.count
      }
    }
  }
}

extension MessageBytes {
  /// Bytes that hold those from `range` on, no less than `limit` of them unless the range is
  /// shorter, and the place of their first.
  fileprivate func window(
    _ range: Range<Int>, limit: Int
  ) throws(FileError) -> (bytes: [UInt8], start: Int) {
    guard case .file = self else { return (try all(), 0) }
    let end = range.count > limit ? range.lowerBound + limit : range.upperBound
    return (Array(try slice(range.lowerBound..<end)), range.lowerBound)
  }
}
