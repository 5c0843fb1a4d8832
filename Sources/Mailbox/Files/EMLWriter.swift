import Files
internal import Mail

/// Writes each message to its own file, named by number, date and title: "000007 2024-03-01 Invoice
/// for March.eml". Numbers start at 1, so that sorting by name keeps the order of the export.
package final class EMLWriter: MailboxWriter {
  private let directory: FilePath
  private var number = 0

  /// Creates the directory `path` if it is missing.
  package init(_ path: String) throws(MailboxError) {
    directory = FilePath(path)
    try asMailboxError(try POSIX.makeDirectory(directory))
  }

  package func write(_ message: OutgoingMessage) throws(MailboxError) -> WrittenEntry {
    number += 1
    let path = directory / Array(Self.name(number, message).utf8)
    try message.bytes.write(toNew: path)
    return WrittenEntry(
      origin: MessageOrigin(
        path: path.text, offset: 0, length: UInt64(message.bytes.count), kind: .eml))
  }

  package func finish() throws(MailboxError) {
    try asMailboxError(try POSIX.syncFileSystem(of: directory))
  }

  package static func name(_ number: Int, _ message: OutgoingMessage) -> String {
    let digits = "\(number)"
    var words = [String(repeating: "0", count: max(0, 6 - digits.count)) + digits]
    if let unix = message.envelope.date {
      let date = CivilDate(writable: unix)
      words.append(
        [date.year, date.month, date.day].map(MboxFromLine.twoDigits).joined(separator: "-"))
    }
    let title = SafeName.make(message.title, limit: Limits.readableName)
    return (title.isEmpty ? words : words + [title]).joined(separator: " ") + ".eml"
  }
}

/// Makes arbitrary text usable as part of a file name on every file system and terminal.
package enum SafeName {
  /// Keeps letters, digits and harmless signs; each run of other characters becomes one space. The
  /// result never begins with a dot, hyphen or space and never ends with a dot or space.
  ///
  /// - Parameter limit: maximum length of the result in scalars; in bytes it is at most twice that.
  package static func make(_ text: String, limit: Int) -> String {
    var result = ""
    var bytes = 0
    for scalar in text.unicodeScalars.prefix(4 * limit) {
      let kept = isHarmless(scalar) ? scalar : " "
      if kept == " ", result.isEmpty || result.hasSuffix(" ") { continue }
      if result.isEmpty, kept == "." || kept == "-" { continue }
      bytes += UTF8.width(kept)
      if bytes > 2 * limit || result.unicodeScalars.count >= limit { break }
      result.unicodeScalars.append(kept)
    }
    while let last = result.last, last == " " || last == "." { result.removeLast() }
    return result
  }

  private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII {
      return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
        || "-_.,+=@()[]'!#&".unicodeScalars.contains(scalar)
    }
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .modifierLetter,
      .nonspacingMark, .spacingMark, .decimalNumber, .otherNumber, .letterNumber, .otherSymbol,
      .currencySymbol, .dashPunctuation:
      return true
    default: return false
    }
  }
}
