import Bytes

/// An address of one of our pages: a path and the fields behind it.
struct Address: Sendable, Equatable {
  private var text: String
  private var hasFields = false

  /// - Parameter path: a literal, or made of numbers and names that need no escape.
  init(_ path: String) { text = path }

  /// Adds a field unless it has no value, or the usual one.
  func with(_ name: String, _ value: String?, unless usual: String = "") -> Address {
    guard let value, value != usual else { return self }
    var copy = self
    copy.text += (hasFields ? "&" : "?") + name + "="
    copy.text += PercentEncoding.encode(value.utf8, keeping: PercentEncoding.isUnreserved)
    copy.hasFields = true
    return copy
  }

  func with(_ name: String, _ value: Int?, unless usual: Int = 0) -> Address {
    with(name, value.flatMap { $0 == usual ? nil : "\($0)" })
  }

  var string: String { text }
}

extension HTML.StringInterpolation {
  mutating func appendInterpolation(_ address: Address) { appendInterpolation(address.string) }
}
