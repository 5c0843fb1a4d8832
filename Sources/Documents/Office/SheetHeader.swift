/// The text of a sheet's header or footer, without the codes for fonts, page numbers and the like
/// (ECMA-376 part 1, 18.3.1.46).
func sheetHeaderText(_ source: String) -> String {
  var text = ""
  var rest = Substring(source)
  while let first = rest.popFirst() {
    guard first == "&", let code = rest.popFirst() else {
      text.append(first)
      continue
    }
    switch code {
    case "&": text.append("&")
    // The left, centre and right section.
    case "L", "C", "R": text.append(" ")
    case "\"": rest = rest.drop { $0 != "\"" }.dropFirst()
    case "0"..."9": rest = rest.drop { "0"..."9" ~= $0 }
    // A colour.
    case "K": rest = rest.dropFirst(6)
    default: break
    }
  }
  return text.split(separator: " ").joined(separator: " ")
}
