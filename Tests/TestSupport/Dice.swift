/// Random numbers that are the same in each run, so that a failure can be looked at again.
package struct Dice: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// - Parameter number: of the throw: others for each.
  package init(_ number: Int) { state = UInt64(bitPattern: Int64(number)) &* 0x9E37_79B9_7F4A_7C15 }

  package mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 31
  }

  /// Flips one bit.
  ///
  /// - Returns: where.
  package mutating func flip(_ bytes: inout [UInt8]) -> Int {
    let place = Int.random(in: 0..<bytes.count, using: &self)
    bytes[place] ^= UInt8(1) << UInt8.random(in: 0..<8, using: &self)
    return place
  }
}
