/// A list with a maximum size that records whether elements were left out.
///
/// Fill it until `isCut`, which is one element after the limit, so that a list of exactly the
/// maximum size is not a defect.
struct LimitedList<Element> {
  let limit: Int
  private(set) var elements: [Element] = []
  private(set) var isCut = false

  init(limit: Int) {
    self.limit = limit
  }

  mutating func append(_ element: Element) {
    guard elements.count < limit else {
      isCut = true
      return
    }
    elements.append(element)
  }

  /// Changes the last element, which is complete only when the next one is appended.
  mutating func changeLast(_ change: (inout Element) -> Void) {
    guard !isCut, !elements.isEmpty else { return }
    change(&elements[elements.count - 1])
  }
}

extension LimitedList: Sendable where Element: Sendable {}
extension LimitedList: Equatable where Element: Equatable {}
