/// Punycode (RFC 3492): the ASCII form of international host names.
///
/// Labels are converted to lower case first; the further mappings of IDNA (RFC 5895) are left to
/// the person who types the name.
package enum Punycode {
  private static let base: UInt32 = 36
  private static let tMin: UInt32 = 1
  private static let tMax: UInt32 = 26

  private static let mark = "xn--"
  /// Maximum number of bytes in a label (RFC 1035 §2.3.4), and so of letters. Encoding takes
  /// quadratic time.
  private static let labelBytes = 63

  /// The ASCII form of an international host name, or the international form of an ASCII one; nil
  /// if both are the same or `host` is not a host name.
  package static func otherSpelling(ofHost host: some StringProtocol) -> String? {
    let labels = host.split(separator: ".", omittingEmptySubsequences: false)
    if host.utf8.contains(where: { $0 >= 0x80 }) {
      guard labels.allSatisfy({ $0.unicodeScalars.count <= labelBytes }) else { return nil }
      return labels.map { $0.utf8.allSatisfy { $0 < 0x80 } ? String($0) : aLabel($0) }
        .joined(separator: ".")
    }
    let decoded = labels.map { uLabel($0) ?? String($0) }.joined(separator: ".")
    return decoded == host ? nil : decoded
  }

  /// `xn--bcher-kva` → `bücher`; nil if `label` is not such a label.
  static func uLabel(_ label: some StringProtocol) -> String? {
    let bytes = Array(label.lowercased().utf8)
    guard bytes.count <= labelBytes, bytes.starts(with: mark.utf8) else { return nil }
    let encoded = bytes.dropFirst(mark.utf8.count)
    let hyphen = encoded.lastIndex(of: UInt8(ascii: "-"))
    var scalars = encoded[..<(hyphen ?? encoded.startIndex)].map { UnicodeScalar($0) }
    var rest = encoded[(hyphen.map { $0 + 1 } ?? encoded.startIndex)...]
    var next: UInt32 = 0x80
    var place: UInt32 = 0
    var bias: UInt32 = 72
    while !rest.isEmpty {
      let count = UInt32(scalars.count) + 1
      guard let delta = takeNumber(&rest, bias: bias) else { return nil }
      let (sum, isTooLarge) = place.addingReportingOverflow(delta)
      guard !isTooLarge else { return nil }
      bias = adapt(delta, count: count, first: place == 0 && next == 0x80)
      let (code, isOutside) = next.addingReportingOverflow(sum / count)
      // Code points up to A0 are ASCII or control characters.
      guard !isOutside, code > 0xA0, let scalar = UnicodeScalar(code) else { return nil }
      next = code
      place = sum % count
      scalars.insert(scalar, at: Int(place))
      place += 1
    }
    return scalars.contains { !$0.isASCII } ? String(String.UnicodeScalarView(scalars)) : nil
  }

  /// Reads one generalized variable-length integer (§3.3); nil if it is cut short or too large.
  private static func takeNumber(_ rest: inout ArraySlice<UInt8>, bias: UInt32) -> UInt32? {
    var value: UInt32 = 0
    var weight: UInt32 = 1
    var k = base
    while let byte = rest.popFirst() {
      let digit: UInt32
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"): digit = UInt32(byte - UInt8(ascii: "a"))
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt32(byte - UInt8(ascii: "0")) + 26
      default: return nil
      }
      let (part, isTooLarge) = digit.multipliedReportingOverflow(by: weight)
      let (sum, overflows) = value.addingReportingOverflow(part)
      guard !isTooLarge, !overflows else { return nil }
      value = sum
      let threshold = k <= bias ? tMin : min(max(k &- bias, tMin), tMax)
      if digit < threshold { return value }
      let (heavier, isTooHeavy) = weight.multipliedReportingOverflow(by: base - threshold)
      guard !isTooHeavy else { return nil }
      weight = heavier
      k &+= base
    }
    return nil
  }

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
    return mark + String(output)
  }

  /// Writes one generalized variable-length integer (§3.3).
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
    let byte =
      value < 26 ? UInt8(ascii: "a") &+ UInt8(value) : UInt8(ascii: "0") &+ UInt8(value &- 26)
    return Character(UnicodeScalar(byte))
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
