import Bytes

/// A pattern of LIST: "*" stands for anything, "%" for anything without "/". All places that the pattern may
/// be at are followed at once, so that no pattern takes longer than its length times that of the name.
struct ListPattern {
  private enum Element: Equatable {
    case byte(UInt8)
    case level
    case anything
  }

  private let elements: [Element]
  /// Without wildcards.
  let isLiteral: Bool

  init(_ pattern: [UInt8]) {
    var elements: [Element] = []
    for byte in pattern.prefix(Limits.mailboxName) {
      let element: Element =
        byte == Byte.star ? .anything : byte == Byte.percent ? .level : .byte(byte)
      // "*%*" is "*".
      guard element != elements.last || element == .byte(byte) else { continue }
      if element == .level, elements.last == .anything { continue }
      if element == .anything {
        while elements.last == .level { elements.removeLast() }
        if elements.last == .anything { continue }
      }
      elements.append(element)
    }
    self.elements = elements
    isLiteral = elements.allSatisfy { if case .byte = $0 { true } else { false } }
  }

  func matches(_ name: [UInt8]) -> Bool {
    var places: Set<Int> = []
    enter(0, &places)
    for byte in name {
      var next: Set<Int> = []
      for place in places where place < elements.count {
        switch elements[place] {
        case .byte(let wanted):
          if wanted == byte { enter(place + 1, &next) }
        case .anything: enter(place, &next)
        case .level:
          if byte != Byte.slash { enter(place, &next) }
        }
      }
      guard !next.isEmpty else { return false }
      places = next
    }
    return places.contains(elements.count)
  }

  /// A wildcard may also stand for nothing.
  private func enter(_ place: Int, _ places: inout Set<Int>) {
    var place = place
    while places.insert(place).inserted, place < elements.count {
      if case .byte = elements[place] { return }
      place += 1
    }
  }
}
