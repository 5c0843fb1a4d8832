/// The parameters of a message/partial part: one fragment of a message (RFC 2046 section 5.2.2).
package struct PartialMessage: Sendable, Equatable {
  /// Equal for all fragments of a message.
  package var id: String?
  /// Counted from 1.
  package var number: Int?
  /// Number of fragments; only the last must declare it.
  package var total: Int?

  init(_ parameters: [Parameter]) {
    func value(_ name: String) -> String? { parameters.first { $0.name == name }?.value }
    id = value("id")
    number = value("number").flatMap { Int($0) }
    total = value("total").flatMap { Int($0) }
  }
}

extension Message {
  /// Nil if the part is not a message/partial.
  package func partialMessage(of part: Part) -> PartialMessage? {
    part.mediaType == .messagePartial ? PartialMessage(contentType(of: part).parameters) : nil
  }
}
