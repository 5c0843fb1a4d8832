import Text

/// The recipients of a message that goes to hundreds, as far as they fit two lines.
///
/// - Parameters:
///   - name: of the header field; others than those of recipients are left as they are.
///   - columns: of a line.
///   - way: how to see all of them, as in "--headers".
package func foldedRecipients(_ value: String, of name: String, columns: Int, way: String) -> String
{
  guard ["to", "cc", "bcc"].contains(name.lowercased()), lines(value, columns) > mostLines else {
    return value
  }
  let recipients = separated(value)
  var text = ""
  for (index, recipient) in recipients.enumerated() {
    let more = recipients.count - index - 1
    let longer = text + (index == 0 ? "" : ", ") + recipient
    let ending = more > 0 ? ", and \(grouped(more)) more (\(way))" : ""
    guard index == 0 || lines(longer + ending, columns) <= foldedLines else {
      return text + ", and \(grouped(more + 1)) more (\(way))"
    }
    text = longer
  }
  return text
}

private let foldedLines = 2
/// Up to this many lines nothing is folded.
private let mostLines = 4

private func lines(_ text: String, _ columns: Int) -> Int {
  // What is far too long need not be laid out.
  text.utf8.count > 16 * mostLines * max(1, columns)
    ? .max : wrapped(terminalSafe(text), to: columns).count
}

/// The addresses between commas that are in no quotation marks and no brackets.
private func separated(_ value: String) -> [String] {
  var addresses = [""]
  var isQuoted = false
  var depth = 0
  for character in value {
    switch character {
    case "\"": isQuoted.toggle()
    case "<", "(": depth += 1
    case ">", ")": depth -= 1
    default: break
    }
    if character == ",", !isQuoted, depth <= 0 {
      addresses.append("")
    } else {
      addresses[addresses.count - 1].append(character)
    }
  }
  return addresses.map { $0.trimmed }.filter { !$0.isEmpty }
}
