private import Foundation
import Text

// The forms are described by Schemas/Output. Keys are only ever added to them.

/// Keys in alphabetical order, in_snake_case; nil is left out.
package func jsonText(_ value: some Encodable) -> String {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  encoder.keyEncodingStrategy = .convertToSnakeCase
  guard let data = try? encoder.encode(value) else { return "null" }
  return harmless(String(decoding: data, as: UTF8.self))
}

/// JSON leaves controls above U+007F and bidirectional overrides as they are; a terminal that the
/// output is sent to would act on them. They occur inside strings only.
private func harmless(_ json: String) -> String {
  guard visible(json) != json else { return json }
  var escaped = ""
  for scalar in json.unicodeScalars {
    if visible(String(scalar)) == String(scalar) {
      escaped.unicodeScalars.append(scalar)
    } else {
      let digits = String(scalar.value, radix: 16)
      escaped += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
  }
  return escaped
}
