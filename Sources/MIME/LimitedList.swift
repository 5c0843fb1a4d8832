/// A list that holds no more than a limit allows, and knows whether something was left out.
///
/// Who fills one goes on until `isCut`, that is one element too far, so that a list of just as many
/// elements as allowed is no defect.
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

  /// Changes the last element, which belongs to the list until the next one is appended.
  mutating func changeLast(_ change: (inout Element) -> Void) {
    guard !isCut, !elements.isEmpty else { return }
    change(&elements[elements.count - 1])
  }
}

extension LimitedList: Sendable where Element: Sendable {}
extension LimitedList: Equatable where Element: Equatable {}
