/// Files that other programs leave beside mail and that are never mail, whatever they hold:
/// unfinished copies, and metadata of file systems and synchronisers.
enum Clutter {
  /// Directories that hold only such files.
  static func isDirectory(_ name: some Collection<UInt8>) -> Bool {
    name.elementsEqual("__MACOSX".utf8)
  }

  static func isFile(_ name: [UInt8]) -> Bool {
    if windowsNames.contains(name.map { (0x41...0x5a).contains($0) ? $0 | 0x20 : $0 }) {
      return true
    }
    guard let first = name.first, first == UInt8(ascii: ".") || first == UInt8(ascii: "~") else {
      return false
    }
    return starts(name, "._") || name.elementsEqual(".DS_Store".utf8) || isTemporary(name)
  }

  /// In lower case.
  private static let windowsNames = [Array("thumbs.db".utf8), Array("desktop.ini".utf8)]

  /// AppleSingle and AppleDouble: file metadata that macOS stores separately if the file system
  /// cannot (RFC 1740).
  static func isAppleDouble(_ head: Span<UInt8>) -> Bool {
    guard head.count >= 4 else { return false }
    return head[0] == 0 && head[1] == 5 && head[2] == 0x16 && (head[3] == 7 || head[3] == 0)
  }

  private static func isTemporary(_ name: [UInt8]) -> Bool {
    if FileKind.hasSuffix(name, ".tmp"), starts(name, ".syncthing.") || starts(name, "~syncthing~")
    {
      return true
    }
    return isOfRsync(name)
  }

  /// ".name.aB3xYz": the name is followed by six random letters and digits.
  private static func isOfRsync(_ name: [UInt8]) -> Bool {
    guard name.count > 8, name.first == UInt8(ascii: "."),
      name[name.count - 7] == UInt8(ascii: ".")
    else { return false }
    let random = name.suffix(6)
    let small = random.count { (0x61...0x7a).contains($0) }
    let capital = random.count { (0x41...0x5a).contains($0) }
    let digits = random.count { (0x30...0x39).contains($0) }
    // ".Sent.Backup" and ".Sent.201912" are not such names.
    let isWord = capital == 0 || (capital == 1 && (0x41...0x5a).contains(random.first ?? 0))
    return small + capital + digits == 6 && digits < 6 && (digits > 0 || !isWord)
  }

  private static func starts(_ name: [UInt8], _ beginning: String) -> Bool {
    name.starts(with: beginning.utf8)
  }
}
