import Text

/// Text from a server, made safe to show and cut to `Limits.shownText` characters.
package func shownText(_ bytes: some Sequence<UInt8>) -> String {
  let text = String(decoding: Array(bytes.prefix(4 * Limits.shownText)), as: UTF8.self)
  let shown = terminalSafe(text).unicodeScalars
  guard shown.count > Limits.shownText else { return String(shown) }
  return String(shown.prefix(Limits.shownText)) + "…"
}
