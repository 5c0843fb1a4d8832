/// A header field as text. It comes from the message and may hold anything.
public struct DecodedField: Equatable, Sendable, Encodable {
  public let name: String
  public let value: String

  package init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}
