/// Where the words of a document stand: one compact value a document, which a phrase is checked
/// in once all its words are known to be there.
///
/// | octets | |
/// |---|---|
/// | 1 | octets of a hash, h: 2 to 6 |
/// | 1 | seed of the hashes |
/// | LEB128 | number of terms, n |
/// | n × h | hashes of the terms, ascending, most significant octet first |
/// | … | for each hash its positions: LEB128 of twice the distance from the one before (from 0 at first), plus 1 in the last one |
///
/// The seed is such that all hashes differ, so that what is found for a term of the document is
/// its own. A term that is not in the document may have another's hash.
enum WordPositions {
  /// The value for some terms.
  ///
  /// - Parameters:
  ///   - keys: `key(of:)` of each term.
  ///   - positions: of each term, ascending, at least one.
  static func encode(_ keys: [UInt64], _ positions: (Int) -> ArraySlice<UInt32>) -> [UInt8] {
    guard !keys.isEmpty else { return [] }
    let (width, seed, order) = distinctHashes(keys)
    var octets = [UInt8(width), seed]
    octets.reserveCapacity(keys.count * (width + 3))
    octets.appendLEB128(UInt32(clamping: keys.count))
    for item in order {
      for place in (0..<width).reversed() {
        octets.append(UInt8(truncatingIfNeeded: item.hash >> UInt64(8 * place)))
      }
    }
    for item in order {
      let list = positions(item.term)
      var last: UInt32 = 0
      for (index, position) in zip(list.indices, list) {
        let isLast: UInt32 = index + 1 == list.endIndex ? 1 : 0
        octets.appendLEB128((position &- last) << 1 | isLast)
        last = position
      }
    }
    return octets
  }

  /// FNV-1a of a term with its prefix.
  static func key(of term: some Sequence<UInt8>) -> UInt64 {
    var key = emptyKey
    for octet in term { key = (key ^ UInt64(octet)) &* keyFactor }
    return key
  }

  private static let emptyKey: UInt64 = 0xCBF2_9CE4_8422_2325
  static let keyFactor: UInt64 = 0x100_0000_01B3

  private static func hash(_ key: UInt64, seed: UInt8, width: Int) -> UInt64 {
    var mixed = key ^ (UInt64(seed) &+ 1) &* 0x9E37_79B9_7F4A_7C15
    mixed = (mixed ^ mixed >> 32) &* 0xD6E8_FEB8_6659_FD93
    mixed = (mixed ^ mixed >> 32) &* 0xD6E8_FEB8_6659_FD93
    return mixed >> UInt64(64 - 8 * width)
  }

  /// The narrowest hashes that are found to differ, ascending. Words made to have the same key in
  /// a document share their positions in the end: a phrase may then be found too often there.
  private static func distinctHashes(_ keys: [UInt64])
    -> (width: Int, seed: UInt8, order: [(hash: UInt64, term: Int)])
  {
    var width = 2
    while width < 6, keys.count * keys.count >> (8 * width + 1) > 0 { width += 1 }
    while true {
      for seed in UInt8(0)..<16 {
        let order = keys.indices.map { (hash: hash(keys[$0], seed: seed, width: width), term: $0) }
          .sorted { $0.hash < $1.hash }
        let areDistinct = order.indices.dropFirst().allSatisfy {
          order[$0].hash != order[$0 - 1].hash
        }
        if areDistinct || (width == 6 && seed == 15) { return (width, seed, order) }
      }
      width += 1
    }
  }

  // MARK: Reading; what is damaged has no positions

  /// Positions of a term, ascending; empty when no term has its hash.
  static func positions(of key: UInt64, in octets: Span<UInt8>) -> [UInt32] {
    guard octets.count > 2, 2...6 ~= octets[0] else { return [] }
    let width = Int(octets[0])
    let wanted = Self.hash(key, seed: octets[1], width: width)
    var at = 2
    guard let count = octets.leb128(&at), Int(count) * width <= octets.count - at else { return [] }
    let hashes = at
    func hash(_ index: Int) -> UInt64 {
      var value: UInt64 = 0
      for place in 0..<width { value = value << 8 | UInt64(octets[hashes + index * width + place]) }
      return value
    }
    var (low, high) = (0, Int(count))
    while low < high {
      let middle = (low + high) / 2
      if hash(middle) < wanted { low = middle + 1 } else { high = middle }
    }
    guard low < count, hash(low) == wanted else { return [] }
    at = hashes + Int(count) * width
    skip(low, in: octets, &at)
    var positions = list(in: octets, &at)
    while low + 1 < count, hash(low + 1) == wanted {
      positions += list(in: octets, &at)
      positions.sort()
      low += 1
    }
    return positions
  }

  private static func skip(_ lists: Int, in octets: Span<UInt8>, _ at: inout Int) {
    var rest = lists
    var isFirst = true
    var isLast = false
    while rest > 0, at < octets.count {
      let octet = octets[at]
      at &+= 1
      if isFirst { isLast = octet & 1 == 1 }
      isFirst = octet < 0x80
      if isFirst, isLast { rest &-= 1 }
    }
  }

  private static func list(in octets: Span<UInt8>, _ at: inout Int) -> [UInt32] {
    var positions: [UInt32] = []
    var position: UInt32 = 0
    while let value = octets.leb128(&at) {
      position &+= value >> 1
      positions.append(position)
      if value & 1 == 1 { break }
    }
    return positions
  }
}

extension [UInt8] {
  /// Little-endian groups of seven bits; the highest bit says that more follow.
  mutating func appendLEB128(_ value: UInt32) {
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
  fileprivate func leb128(_ at: inout Int) -> UInt32? {
    var value: UInt32 = 0
    for shift in stride(from: UInt32(0), to: 32, by: 7) {
      guard at < count else { return nil }
      let octet = self[at]
      at &+= 1
      value |= UInt32(octet & 0x7F) << shift
      if octet < 0x80 { return value }
    }
    return nil
  }
}
