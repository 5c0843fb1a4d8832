/// Punycode (RFC 3492): how letters outside ASCII stand in host names.
///
/// Labels are put in lower case first; the further mappings of IDNA (RFC 5895) are left to the person
/// who types the name.
enum Punycode {
  private static let base: UInt32 = 36
  private static let tMin: UInt32 = 1
  private static let tMax: UInt32 = 26

  /// `bücher` → `xn--bcher-kva`.
  static func aLabel(_ label: some StringProtocol) -> String {
    let scalars = label.lowercased().unicodeScalars.map(\.value)
    var output = scalars.filter { $0 < 0x80 }.compactMap { UnicodeScalar($0).map(Character.init) }
    let basicCount = UInt32(output.count)
    if basicCount > 0 { output.append("-") }
    var next: UInt32 = 0x80
    var delta: UInt32 = 0
    var bias: UInt32 = 72
    var handled = basicCount
    while handled < scalars.count, let minimum = scalars.filter({ $0 >= next }).min() {
      delta &+= (minimum &- next) &* (handled &+ 1)
      next = minimum
      for scalar in scalars {
        if scalar < next { delta &+= 1 }
        guard scalar == next else { continue }
        append(delta, bias: bias, to: &output)
        bias = adapt(delta, count: handled &+ 1, first: handled == basicCount)
        delta = 0
        handled &+= 1
      }
      delta &+= 1
      next &+= 1
    }
    return "xn--" + String(output)
  }

  /// One generalized variable-length integer (§3.3).
  private static func append(_ delta: UInt32, bias: UInt32, to output: inout [Character]) {
    var rest = delta
    var k = base
    while true {
      let threshold = k <= bias ? tMin : min(max(k &- bias, tMin), tMax)
      guard rest >= threshold else { break }
      output.append(digit(threshold &+ (rest &- threshold) % (base &- threshold)))
      rest = (rest &- threshold) / (base &- threshold)
      k &+= base
    }
    output.append(digit(rest))
  }

  private static func digit(_ value: UInt32) -> Character {
    let octet =
      value < 26 ? UInt8(ascii: "a") &+ UInt8(value) : UInt8(ascii: "0") &+ UInt8(value &- 26)
    return Character(UnicodeScalar(octet))
  }

  /// Bias adaptation (§3.4).
  private static func adapt(_ delta: UInt32, count: UInt32, first: Bool) -> UInt32 {
    var delta = first ? delta / 700 : delta / 2
    delta &+= delta / count
    var k: UInt32 = 0
    while delta > (base - tMin) * tMax / 2 {
      delta /= base - tMin
      k &+= base
    }
    return k &+ (base - tMin + 1) &* delta / (delta &+ 38)
  }
}
