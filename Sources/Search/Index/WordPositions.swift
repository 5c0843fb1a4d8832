/// Where the words of a document stand: one compact value a document, which a phrase is checked
/// in once all its words are known to be there.
///
/// | bytes | |
/// |---|---|
/// | LEB128 | number of terms, n |
/// | LEB128 | number of positions of all terms |
/// | LEB128 | above all positions, l |
/// | 1 | bits of a hash |
/// | 1 | seed of the hashes |
/// | … | hashes of the terms (`SortedNumbers`) |
/// | … | i × l + p for each position p of the term with hash i, from 0 (`SortedNumbers`) |
/// | 2 | checksum of all before, least significant byte first |
///
/// Xapian has no checksums, and positions are the larger part of an index: a bit that the disk has
/// flipped there would make a phrase's answer wrong without a word.
///
/// The seed is such that all hashes differ, so that what is found for a term of the document is
/// its own. A term that is not in the document may have another's hash.
struct WordPositions {
  private let hashes: SortedNumbers
  private let numbers: SortedNumbers
  private let width: UInt64
  private let bits: UInt8
  private let seed: UInt8

  /// Nil for what is damaged.
  init?(_ bytes: Span<UInt8>) {
    var at = 0
    guard let terms = bytes.leb128(&at), let count = bytes.leb128(&at),
      let width = bytes.leb128(&at), at + 2 <= bytes.count,
      Self.hashBits.contains(bytes[at]), 0 < terms, terms <= count, count >> 32 == 0, 0 < width,
      width <= 1 << 32, !terms.multipliedReportingOverflow(by: width).overflow
    else { return nil }
    let end = bytes.count - Self.checksumBytes
    guard at + 2 <= end,
      Self.checksum(bytes.extracting(..<end)) == UInt16(bytes[end]) | UInt16(bytes[end + 1]) << 8
    else { return nil }
    self.width = width
    bits = bytes[at]
    seed = bytes[at + 1]
    hashes = SortedNumbers(count: Int(terms), below: 1 << UInt64(bits), at: at + 2)
    numbers = SortedNumbers(
      count: Int(count), below: terms * width, at: at + 2 + hashes.size)
    guard at + 2 + hashes.size + numbers.size <= end else { return nil }
  }

  /// Appends the positions of a term, ascending; none when no term has its hash.
  ///
  /// - Parameter bytes: what this was made of.
  func append(_ key: UInt64, of bytes: Span<UInt8>, to positions: inout [UInt32]) {
    let wanted = Self.hash(key, seed: seed, bits: bits)
    var term: UInt64?
    hashes.each(in: wanted..<wanted + 1, of: bytes) { index, _ in term = UInt64(index) }
    guard let term else { return }
    let first = term * width
    numbers.each(in: first..<first + width, of: bytes) { _, number in
      positions.append(UInt32(clamping: number - first))
    }
  }

  /// The value for some terms.
  ///
  /// - Parameters:
  ///   - keys: `key(of:)` of each term, `maximumTerms` at most.
  ///   - positions: of each term, ascending, at least one.
  static func encode(_ keys: [UInt64], _ positions: (Int) -> ArraySlice<UInt32>) -> [UInt8] {
    guard !keys.isEmpty else { return [] }
    var count = 0
    var greatest: UInt32 = 0
    for term in keys.indices {
      count += positions(term).count
      greatest = max(greatest, positions(term).last ?? 0)
    }
    let width = UInt64(greatest) + 1
    let (bits, seed, order) = distinctHashes(keys)
    var bytes: [UInt8] = []
    bytes.appendLEB128(UInt64(keys.count))
    bytes.appendLEB128(UInt64(count))
    bytes.appendLEB128(width)
    bytes += [bits, seed]
    var hashes = SortedNumbers.Writer(count: keys.count, below: 1 << UInt64(bits), to: &bytes)
    for hash in order { hashes.add(hash >> termBits, to: &bytes) }
    var numbers = SortedNumbers.Writer(
      count: count, below: UInt64(keys.count) * width, to: &bytes)
    for (index, hash) in order.enumerated() {
      for position in positions(term(hash)) {
        numbers.add(UInt64(index) * width + UInt64(position), to: &bytes)
      }
    }
    let sum = checksum(bytes.span)
    bytes += [UInt8(truncatingIfNeeded: sum), UInt8(truncatingIfNeeded: sum >> 8)]
    return bytes
  }

  private static let checksumBytes = 2

  private static func checksum(_ bytes: Span<UInt8>) -> UInt16 {
    var sum = emptyKey
    var at = 0
    while at < bytes.count {
      sum = (sum ^ bytes.word(at: at)) &* 0xD6E8_FEB8_6659_FD93
      sum ^= sum >> 32
      at &+= 8
    }
    return UInt16(truncatingIfNeeded: sum)
  }

  /// FNV-1a of a term with its prefix.
  static func key(of term: some Sequence<UInt8>) -> UInt64 {
    var key = emptyKey
    for byte in term { key = (key ^ UInt64(byte)) &* keyFactor }
    return key
  }

  /// The hash of a word behind a prefix with that key.
  @inline(__always)
  static func key(of word: Span<UInt8>, after prefix: UInt64 = emptyKey) -> UInt64 {
    var key = prefix
    for index in word.indices { key = (key ^ UInt64(word[index])) &* keyFactor }
    return key
  }

  private static let emptyKey: UInt64 = 0xCBF2_9CE4_8422_2325
  private static let keyFactor: UInt64 = 0x100_0000_01B3

  private static func hash(_ key: UInt64, seed: UInt8, bits: UInt8) -> UInt64 {
    var mixed = key ^ (UInt64(seed) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 32) &* 0xD6E8_FEB8_6659_FD93
    mixed = (mixed ^ mixed >> 32) &* 0xD6E8_FEB8_6659_FD93
    return mixed >> UInt64(64 - bits)
  }

  /// A hash in the making has its term's place below it.
  private static let termBits: UInt64 = 22
  private static let hashBits: ClosedRange<UInt8> = 1...42
  static let maximumTerms = 1 << 22

  private static func term(_ hash: UInt64) -> Int { Int(hash & (1 << termBits - 1)) }

  /// The shortest hashes that are found to differ, ascending: half of all seeds do it when they have
  /// twice the bits of the number of terms. Words made to have the same key in a document share
  /// their positions in the end: a phrase may then be found too often there.
  private static func distinctHashes(_ keys: [UInt64])
    -> (bits: UInt8, seed: UInt8, order: [UInt64])
  {
    let length = UInt8(clamping: Int.bitWidth - keys.count.leadingZeroBitCount)
    var bits = min(2 * length - 1, hashBits.upperBound)
    while true {
      for seed in UInt8(0)..<16 {
        let isLast = bits == hashBits.upperBound && seed == 15
        if bits <= bitmapBits {
          if let order = orderByBitmap(keys, seed, bits) { return (bits, seed, order) }
        } else if let order = orderBySorting(keys, seed, bits, allowsEqual: isLast) {
          return (bits, seed, order)
        }
      }
      bits += 1
    }
  }

  /// Nil when two are equal.
  private static func orderBySorting(
    _ keys: [UInt64], _ seed: UInt8, _ bits: UInt8, allowsEqual: Bool
  ) -> [UInt64]? {
    var order = keys.indices.map { hash(keys[$0], seed: seed, bits: bits) << termBits | UInt64($0) }
    order.sort()
    let areDistinct = order.indices.dropFirst().allSatisfy {
      order[$0] >> termBits != order[$0 - 1] >> termBits
    }
    return areDistinct || allowsEqual ? order : nil
  }

  /// Hashes of up to this many bits are put in order by a bit for each that there may be: 128 KB.
  private static let bitmapBits: UInt8 = 20

  /// Sorts them as well, in a third of the time: the place of a hash is the number of bits set below its own.
  private static func orderByBitmap(_ keys: [UInt64], _ seed: UInt8, _ bits: UInt8) -> [UInt64]? {
    var bitmap = [UInt64](repeating: 0, count: 1 << Int(bits) / 64 + 1)
    for key in keys {
      let hash = hash(key, seed: seed, bits: bits)
      let bit: UInt64 = 1 << (hash & 63)
      guard bitmap[Int(hash >> 6)] & bit == 0 else { return nil }
      bitmap[Int(hash >> 6)] |= bit
    }
    var below = [Int](repeating: 0, count: bitmap.count)
    for word in bitmap.indices.dropFirst() {
      below[word] = below[word - 1] + bitmap[word - 1].nonzeroBitCount
    }
    var order = [UInt64](repeating: 0, count: keys.count)
    for (term, key) in keys.enumerated() {
      let hash = hash(key, seed: seed, bits: bits)
      let word = Int(hash >> 6)
      let place = below[word] + (bitmap[word] & (1 << (hash & 63) - 1)).nonzeroBitCount
      order[place] = hash << termBits | UInt64(term)
    }
    return order
  }
}

extension [UInt8] {
  /// Little-endian groups of seven bits; the highest bit says that more follow.
  mutating func appendLEB128(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    append(UInt8(truncatingIfNeeded: rest))
  }
}

extension Span<UInt8> {
  /// Nil when it is cut short or too large.
  fileprivate func leb128(_ at: inout Int) -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 35, by: 7) {
      guard at < count else { return nil }
      let byte = self[at]
      at &+= 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }
}
