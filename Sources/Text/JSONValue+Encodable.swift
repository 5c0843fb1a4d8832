/// Converts any `Encodable` to JSON without Foundation: loading its encoder takes longer than a
/// search.
extension JSONValue {
  /// How member names are derived from property names.
  package enum Names: Sendable {
    case asDeclared
    /// "messageID" becomes "message_id". Keys of a dictionary are data and stay unchanged.
    case snakeCase

    fileprivate func name(_ key: String) -> String {
      switch self {
      case .asDeclared: key
      case .snakeCase: Self.snakeCased(key)
      }
    }

    private static func snakeCased(_ key: String) -> String {
      let letters = Array(key.unicodeScalars)
      var name = String.UnicodeScalarView()
      for (index, letter) in letters.enumerated() {
        let isUpper = letter.properties.isUppercase
        let startsWord =
          isUpper && index > 0
          && (!letters[index - 1].properties.isUppercase
            || letters.dropFirst(index + 1).first?.properties.isLowercase == true)
        if startsWord, letters[index - 1] != "_" { name.append("_") }
        let written = isUpper ? letter.properties.lowercaseMapping : String(letter)
        name.append(contentsOf: written.unicodeScalars)
      }
      return String(name)
    }
  }

  /// Members are sorted by name; nil values are omitted. A value whose own `encode(to:)` throws
  /// becomes null.
  package init(encoding value: some Encodable, names: Names = .snakeCase) {
    let node = Node()
    try? node.encode(value, names)
    self = node.value
  }
}

/// A place in the document that is filled exactly once.
private final class Node {
  private enum Content {
    case single(JSONValue)
    case array([Node])
    case object([String: Node])
  }

  private var content = Content.single(.null)

  var value: JSONValue {
    switch content {
    case .single(let value): value
    case .array(let nodes): .array(nodes.map(\.value))
    case .object(let members):
      .object(
        members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
          .map { (name: $0.key, value: $0.value.value) })
    }
  }

  func encode(_ value: some Encodable, _ names: JSONValue.Names) throws {
    switch value {
    case let text as String: content = .single(.string(text))
    case let truth as Bool: content = .single(.bool(truth))
    case let number as any FixedWidthInteger: content = .single(JSONValue(number))
    case let number as Double: content = .single(.number(number))
    case let number as Float: content = .single(.number(Double(number)))
    case let dictionary as any StringDictionary: try dictionary.encode(to: self, names)
    default: try value.encode(to: NodeEncoder(node: self, names: names))
    }
  }

  func becomeObject() {
    if case .object = content { return }
    content = .object([:])
  }

  func member(_ name: String) -> Node {
    let node = Node()
    if case .object(var members) = content {
      content = .single(.null)
      members[name] = node
      content = .object(members)
    }
    return node
  }

  func becomeArray() {
    if case .array = content { return }
    content = .array([])
  }

  var count: Int {
    if case .array(let nodes) = content { nodes.count } else { 0 }
  }

  func element() -> Node {
    let node = Node()
    if case .array(var nodes) = content {
      content = .single(.null)
      nodes.append(node)
      content = .array(nodes)
    }
    return node
  }
}

/// A dictionary, whose keys are data and not names of properties.
private protocol StringDictionary {
  func encode(to node: Node, _ names: JSONValue.Names) throws
}

extension Dictionary: StringDictionary where Key == String, Value: Encodable {
  fileprivate func encode(to node: Node, _ names: JSONValue.Names) throws {
    node.becomeObject()
    for (key, value) in self { try node.member(key).encode(value, names) }
  }
}

private struct NodeEncoder: Encoder {
  let node: Node
  let names: JSONValue.Names
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    node.becomeObject()
    return KeyedEncodingContainer(Members(node: node, names: names))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    node.becomeArray()
    return Elements(node: node, names: names)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer {
    SingleValue(node: node, names: names)
  }
}

private struct Members<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let node: Node
  let names: JSONValue.Names
  var codingPath: [any CodingKey] { [] }

  private func member(_ key: Key) -> Node { node.member(names.name(key.stringValue)) }

  func encodeNil(forKey key: Key) { _ = member(key) }

  func encode(_ value: some Encodable, forKey key: Key) throws {
    try member(key).encode(value, names)
  }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> {
    NodeEncoder(node: member(key), names: names).container(keyedBy: type)
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    NodeEncoder(node: member(key), names: names).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { NodeEncoder(node: node.member("super"), names: names) }
  func superEncoder(forKey key: Key) -> any Encoder {
    NodeEncoder(node: member(key), names: names)
  }
}

private struct Elements: UnkeyedEncodingContainer {
  let node: Node
  let names: JSONValue.Names
  var codingPath: [any CodingKey] { [] }
  var count: Int { node.count }

  func encodeNil() { _ = node.element() }
  func encode(_ value: some Encodable) throws { try node.element().encode(value, names) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) -> KeyedEncodingContainer<Nested> {
    NodeEncoder(node: node.element(), names: names).container(keyedBy: type)
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer {
    NodeEncoder(node: node.element(), names: names).unkeyedContainer()
  }

  func superEncoder() -> any Encoder { NodeEncoder(node: node.element(), names: names) }
}

private struct SingleValue: SingleValueEncodingContainer {
  let node: Node
  let names: JSONValue.Names
  var codingPath: [any CodingKey] { [] }

  func encodeNil() {}
  func encode(_ value: some Encodable) throws { try node.encode(value, names) }
}
