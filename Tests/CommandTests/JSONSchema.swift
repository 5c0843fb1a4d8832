import Foundation

/// As much of JSON Schema (draft 2020-12) as the schemas of this project use. Stricter in one point:
/// what is not described is a mistake, so that schema and output cannot drift apart.
struct JSONSchema {
  private let root: [String: Any]

  init(file: URL) throws {
    root = try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any] ?? [:]
  }

  /// What is wrong with a document, a line a mistake.
  func mistakes(in bytes: Data) throws -> [String] {
    let value = try JSONSerialization.jsonObject(with: bytes, options: .fragmentsAllowed)
    return mistakes(in: value, root, at: "$")
  }

  private func mistakes(in value: Any, _ schema: [String: Any], at path: String) -> [String] {
    if let reference = schema["$ref"] as? String {
      let name = reference.split(separator: "/").last.map(String.init) ?? ""
      guard let target = (root["$defs"] as? [String: Any])?[name] as? [String: Any] else {
        return ["\(path): \(reference) leads nowhere"]
      }
      return mistakes(in: value, target, at: path)
    }
    var found: [String] = []
    if let words = schema["enum"] as? [String], !words.contains(value as? String ?? "") {
      found.append("\(path): \(value) is none of \(words)")
    }
    if let type = schema["type"] {
      let types = type as? [String] ?? [type as? String ?? ""]
      if !types.contains(where: { Self.matches(value, $0) }) {
        return found + ["\(path): \(value) is no \(types.joined(separator: " or "))"]
      }
    }
    if let least = schema["minimum"] as? Int, let number = value as? Int, number < least {
      found.append("\(path): \(number) is less than \(least)")
    }
    if schema["format"] as? String == "date-time", let text = value as? String,
      ISO8601DateFormatter().date(from: text) == nil
    {
      found.append("\(path): \(text) is no date")
    }
    if let object = value as? [String: Any] { found += mistakes(in: object, schema, at: path) }
    if let items = schema["items"] as? [String: Any], let array = value as? [Any] {
      for (index, item) in array.enumerated() {
        found += mistakes(in: item, items, at: "\(path)[\(index)]")
      }
    }
    return found
  }

  private func mistakes(
    in object: [String: Any], _ schema: [String: Any], at path: String
  ) -> [String] {
    let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
    let others = schema["additionalProperties"] as? [String: Any]
    let missing = (schema["required"] as? [String] ?? []).filter { object[$0] == nil }
    return missing.map { "\(path): \($0) is missing" }
      + object.sorted { $0.key < $1.key }.flatMap { name, value -> [String] in
        guard let property = properties[name] ?? others else {
          return ["\(path).\(name) is not described"]
        }
        return mistakes(in: value, property, at: "\(path).\(name)")
      }
  }

  private static func matches(_ value: Any, _ type: String) -> Bool {
    // Foundation reads true as a number, too.
    let isBoolean = (value as? NSNumber).map { "\($0)" == "true" || "\($0)" == "false" } ?? false
    switch type {
    case "object": return value is [String: Any]
    case "array": return value is [Any]
    case "string": return value is String
    case "boolean": return value is Bool
    case "integer": return !isBoolean && value is Int
    case "null": return value is NSNull
    default: return false
    }
  }
}
