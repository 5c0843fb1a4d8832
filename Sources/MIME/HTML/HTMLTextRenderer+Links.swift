import Bytes

/// Addresses of links, and pictures.
extension HTMLTextRenderer {
  /// Appends the address of the open link unless its text is the same.
  mutating func closeLink(_ bytes: Span<UInt8>) {
    guard let link else { return }
    self.link = nil
    guard style.addresses != .none else { return }
    let address = address(bytes, in: link.href)
    let hasText = output.count > link.textStart
    guard Self.isWorthShowing(address) else { return }
    if hasText, Self.isSame(address, as: output[link.textStart...]) { return }
    if style.addresses == .apart {
      addresses.append(address)
      return
    }
    if !hasText, link.hasPicture {
      hidSomething = true
      return
    }
    if hasText {
      output.append(0x20)
    } else {
      beginText()
    }
    append(reference: address)
  }

  /// Appends an address after its link, or what represents it.
  private mutating func append(reference address: [UInt8]) {
    let isLong = address.count > TextLimits.shortAddress
    switch style.addresses {
    case .numbered where isLong:
      output.append(contentsOf: "[\(number(of: address))]".utf8)
    case .host where isLong:
      output.append(contentsOf: "<\(Self.host(of: address))/…>".utf8)
    case .numbered, .host, .full, .apart, .none:
      output.append(UInt8(ascii: "<"))
      output.append(contentsOf: address)
      output.append(UInt8(ascii: ">"))
    }
  }

  private mutating func number(of address: [UInt8]) -> Int {
    if let known = addressPlaces[address] { return known }
    addresses.append(address)
    addressPlaces[address] = addresses.count
    return addresses.count
  }

  /// The addresses listed after the text.
  var addressLines: [UInt8] {
    guard !addresses.isEmpty else { return [] }
    var lines: [UInt8] = [Byte.lf, Byte.lf]
    for (index, address) in addresses.enumerated() {
      if style.addresses == .numbered { lines += "[\(index + 1)] ".utf8 }
      lines += address + [Byte.lf]
    }
    return lines
  }

  /// The host of an address: "example.org" for "https://example.org/x".
  private static func host(of address: [UInt8]) -> String {
    var rest = address[...]
    if let colon = rest.firstIndex(of: Byte.colon), rest[colon...].starts(with: "://".utf8) {
      rest = rest[(colon + 3)...]
    }
    let host = rest.prefix { $0 != Byte.slash && $0 != Byte.question && $0 != UInt8(ascii: "#") }
    let place = host.lastIndex(of: Byte.at).map { host[($0 + 1)...] } ?? host
    return String(decoding: place.prefix(TextLimits.shortAddress), as: UTF8.self)
  }

  /// The address, without white space from line ends in the source.
  private func address(_ bytes: Span<UInt8>, in range: Range<Int>) -> [UInt8] {
    var address: [UInt8] = []
    var index = range.lowerBound
    while index < range.upperBound {
      if bytes[index] == UInt8(ascii: "&"),
        let match = HTMLCharacterReference.match(
          bytes, at: index, end: range.upperBound, inAttribute: true)
      {
        address.append(contentsOf: match.first.utf8.filter { $0 > 0x20 })
        if let second = match.second { address.append(contentsOf: second.utf8) }
        index += match.length
      } else {
        if bytes[index] > 0x20 { address.append(bytes[index]) }
        index += 1
      }
    }
    return address
  }

  /// Whether an address leads out of the message.
  private static func isWorthShowing(_ address: [UInt8]) -> Bool {
    if address.isEmpty || address[0] == UInt8(ascii: "#") { return false }
    return !["javascript:", "data:", "about:", "cid:"].contains {
      $0.utf8.count <= address.count
        && zip($0.utf8, address).allSatisfy { $0 == ($1 | 0x20) }
    }
  }

  /// Whether the link's text is its address, with or without scheme and last slash.
  private static func isSame(_ address: [UInt8], as text: ArraySlice<UInt8>) -> Bool {
    func core(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
      var core = bytes
      while let first = core.first, first <= 0x20 { core = core.dropFirst() }
      for scheme in ["http://", "https://", "mailto:", "tel:"] where core.starts(with: scheme.utf8)
      {
        core = core.dropFirst(scheme.utf8.count)
        break
      }
      return core.last == UInt8(ascii: "/") ? core.dropLast() : core
    }
    let (left, right) = (core(address[...]), core(text))
    return left.count == right.count && zip(left, right).allSatisfy { $0 | 0x20 == $1 | 0x20 }
  }

  // MARK: - Pictures

  /// Whether an alternative text is more than the name of a file, or a word for any picture.
  func saysSomething(_ bytes: Span<UInt8>, _ alt: Range<Int>) -> Bool {
    let text = bytes.trimmed(alt)
    guard text.count <= TextLimits.shortAddress else { return true }
    let word = bytes.lowercasedString(text)
    if Self.emptyWords.contains(word) { return false }
    let isName = !word.utf8.contains(Byte.space)
    return !isName || !Self.pictureSuffixes.contains { word.hasSuffix($0) }
  }

  private static let pictureSuffixes = [".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp"]
  private static let emptyWords: Set<String> = [
    "image", "img", "picture", "photo", "spacer", "blank", "pixel", "divider", "line", "bullet",
    "bild", "separator", "shadow", "border", "corner", "empty", "null", "undefined", "arrow",
    "background", "-", "*", ".", "...",
  ]
}
