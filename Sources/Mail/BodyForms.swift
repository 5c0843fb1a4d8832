/// The forms in which the body of a message is available.
public struct BodyForms: Equatable, Sendable {
  public enum Form: String, Sendable {
    case plain
    case html
  }

  /// The form that is read.
  public let shown: Form
  public let other: Form
  /// The other form has words that this one lacks.
  public let otherHasMore: Bool

  package init(shown: Form, other: Form, otherHasMore: Bool) {
    self.shown = shown
    self.other = other
    self.otherHasMore = otherHasMore
  }
}
