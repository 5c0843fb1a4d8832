/// Keeps adjacent columns in order on a terminal that reorders right-to-left text. It has no width.
/// Use it only beside text that has passed through `terminalSafe`.
package let leftToRightMark = "\u{200E}"

/// True if `text` contains letters of Hebrew, Arabic or a related script.
package func isRightToLeft(_ text: String) -> Bool {
  text.unicodeScalars.contains { scalar in
    switch scalar.value {
    case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
    default: false
    }
  }
}
