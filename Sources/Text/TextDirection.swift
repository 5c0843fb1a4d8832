/// Keeps the columns beside it in their order on a terminal that turns right-to-left text around. It
/// takes no room. Only for text that `terminalSafe` has seen already.
package let leftToRightMark = "\u{200E}"

/// Whether there are letters of Hebrew, Arabic and their neighbours.
package func isRightToLeft(_ text: String) -> Bool {
  text.unicodeScalars.contains { scalar in
    switch scalar.value {
    case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
    default: false
    }
  }
}
