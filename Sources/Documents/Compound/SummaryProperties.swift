import Bytes
import MIME

/// Title, subject, author, keywords and comments of an old Office file (MS-OLEPS, the stream
/// "\u{5}SummaryInformation"), one a line.
func summaryText(_ bytes: [UInt8]) -> String {
  guard bytes.count >= 48 else { return "" }
  let section = Int(bytes.little32(44))
  guard section <= bytes.count - 8 else { return "" }
  let count = min(Int(bytes.little32(section + 4)), Limits.summaryProperties)
  var codePage = 1252
  var lines = ""
  for index in 0..<count {
    let entry = section + 8 + 8 * index
    guard entry <= bytes.count - 8 else { break }
    let value = section + Int(bytes.little32(entry + 4))
    guard value <= bytes.count - 8 else { continue }
    switch (bytes.little32(entry), bytes.little16(value)) {
    case (1, 2): codePage = bytes.little16(value + 4)
    case (2...6, 0x1E):
      let end = value + 8 + min(Int(bytes.little32(value + 4)), bytes.count - value - 8)
      let text = bytes[(value + 8)..<end].prefix { $0 != 0 }
      let label = codePageLabel(codePage)
      if !text.isEmpty { lines += decodeText(Array(text), declared: label).text + "\n" }
    case (2...6, 0x1F):
      let most = (bytes.count - value - 8) / 2
      let end = value + 8 + 2 * min(Int(bytes.little32(value + 4)), most)
      lines += utf16Text(bytes[(value + 8)..<end]).prefix { $0 != "\0" } + "\n"
    default: break
    }
  }
  return lines
}
