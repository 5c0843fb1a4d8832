/// Text from outside for people's eyes: control and direction-changing characters are spelled out,
/// and no more than `Limits.shownText` characters are shown.
package func visible(_ octets: some Sequence<UInt8>) -> String {
  var result = ""
  var count = 0
  for scalar in String(decoding: Array(octets.prefix(4 * Limits.shownText)), as: UTF8.self)
    .unicodeScalars
  {
    count += 1
    guard count <= Limits.shownText else { return result + "…" }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate,
      .unassigned:
      result += "\\u{\(String(scalar.value, radix: 16))}"
    default: result.unicodeScalars.append(scalar)
    }
  }
  return result
}
