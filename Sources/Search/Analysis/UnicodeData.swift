/// What a code point is to the analyser.
enum ScalarKind: UInt8 {
  /// Ends a word.
  case separator = 0
  /// Part of a word: letters, marks that are letters to their readers, digits.
  case word = 1
  /// A character of a script written without spaces: found by pairs of neighbours.
  case unit = 2
  /// A word of its own: pictographs.
  case symbol = 3
  /// As if it were not there: diacritics, soft hyphens, joiners.
  case ignored = 4
}

/// Kind and folding of every code point, unpacked once from the tables in the binary.
struct UnicodeData: Sendable {
  static let shared = UnicodeData()

  /// By code point >> 8: which block of 256 in `blocks`.
  private let pages: [UInt16]
  /// Kind in the low 3 bits, then 5 bits of length and 24 of offset of the folding in `folded`;
  /// length 0: folds to itself.
  private let blocks: [UInt32]
  private let folded: [UInt32]

  func kind(_ scalar: UInt32) -> ScalarKind {
    ScalarKind(rawValue: UInt8(truncatingIfNeeded: entry(scalar) & 7)) ?? .separator
  }

  /// The range in the folded text, empty when the scalar stays as it is.
  @inline(__always)
  func folding(_ scalar: UInt32) -> (kind: ScalarKind, range: Range<Int>) {
    let entry = entry(scalar)
    let offset = Int(entry >> 8)
    let kind = ScalarKind(rawValue: UInt8(truncatingIfNeeded: entry & 7)) ?? .separator
    return (kind, offset..<(offset &+ Int((entry >> 3) & 31)))
  }

  @inline(__always)
  func foldedScalar(at index: Int) -> UInt32 { folded[index] }

  @inline(__always)
  private func entry(_ scalar: UInt32) -> UInt32 {
    let page = Int(scalar >> 8)
    guard page < pages.count else { return 0 }
    return blocks[Int(pages[page]) &* 256 &+ Int(scalar & 255)]
  }

  private init() {
    var builder = Builder()
    builder.addKinds(PackedNumbers(UnicodeTables.kinds))
    builder.addFoldings(PackedNumbers(UnicodeTables.folds))
    pages = builder.pages
    blocks = builder.blocks
    folded = builder.folded
  }

  private struct Builder {
    var pages = [UInt16](repeating: 0, count: 0x1100)
    /// Block 0 serves all pages without anything in them.
    var blocks = [UInt32](repeating: 0, count: 256)
    var folded: [UInt32] = []

    mutating func addKinds(_ numbers: consuming PackedNumbers) {
      var at = 0
      while let gap = numbers.next(), let count = numbers.next(), let kind = numbers.next() {
        at += gap
        for code in at..<(at + count) { set(code, bits: UInt32(kind)) }
        at += count
      }
    }

    mutating func addFoldings(_ numbers: consuming PackedNumbers) {
      var code = 0
      while let step = numbers.next(), let count = numbers.next() {
        code += step
        set(code, bits: UInt32(folded.count) << 8 | UInt32(count) << 3)
        for _ in 0..<count {
          let difference = numbers.next() ?? 0
          let target = code + (difference & 1 == 0 ? difference / 2 : -(difference / 2) - 1)
          folded.append(UInt32(clamping: target))
        }
      }
    }

    private mutating func set(_ code: Int, bits: UInt32) {
      let page = code >> 8
      if pages[page] == 0 {
        pages[page] = UInt16(blocks.count / 256)
        blocks.append(contentsOf: repeatElement(0, count: 256))
      }
      blocks[Int(pages[page]) * 256 + (code & 255)] |= bits
    }
  }
}

/// Reads the numbers of `UnicodeTables`.
private struct PackedNumbers {
  private let text: [UInt8]
  private var at = 0

  init(_ table: StaticString) {
    text = unsafe Array(
      UnsafeBufferPointer(start: table.utf8Start, count: table.utf8CodeUnitCount))
  }

  mutating func next() -> Int? {
    var value = 0
    var shift = 0
    while at < text.count {
      let group = Int(text[at]) - 48
      at += 1
      value |= (group & 31) << shift
      shift += 5
      if group & 32 == 0 { return value }
    }
    return nil
  }
}

/// Canonical composition within the scripts where a mark makes another letter that is not folded
/// away: Hangul syllables from jamo, and kana with their voicing marks.
func composed(_ first: UInt32, _ second: UInt32) -> UInt32? {
  switch (first, second) {
  case (0x1100...0x1112, 0x1161...0x1175):
    return 0xAC00 + ((first - 0x1100) * 21 + (second - 0x1161)) * 28
  case (0xAC00...0xD7A3, 0x11A8...0x11C2) where (first - 0xAC00) % 28 == 0:
    return first + second - 0x11A7
  case (0x304B...0x30FE, 0x3099):
    return voicedKana.contains(first) ? first + 1 : first == 0x30A6 ? 0x30F4 : nil
  case (0x306F...0x30DB, 0x309A):
    return semiVoicedKana.contains(first) ? first + 2 : nil
  default:
    return nil
  }
}

private let voicedKana = Set(
  "かきくけこさしすせそたちつてとはひふへほゝカキクケコサシスセソタチツテトハヒフヘホヽ".unicodeScalars.map(\.value))
private let semiVoicedKana = Set("はひふへほハヒフヘホ".unicodeScalars.map(\.value))
