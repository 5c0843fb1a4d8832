internal import Mail

/// The name of a message in a Maildir: a unique part and, after ":2,", its flags.
struct MaildirName: Equatable {
  static let letters: [(letter: UInt8, flag: MessageFlags)] = [
    (UInt8(ascii: "D"), .draft), (UInt8(ascii: "F"), .flagged), (UInt8(ascii: "P"), .passed),
    (UInt8(ascii: "R"), .answered), (UInt8(ascii: "S"), .seen), (UInt8(ascii: "T"), .deleted),
  ]

  var unique: [UInt8]
  var flags: MessageFlags = []
  /// Dovecot's letters a to z: indexes into its list of keywords.
  var keywords: [Int] = []

  /// ";" and "!" stand for ":" on file systems that have no colon in names.
  init(_ name: [UInt8]) {
    let marks = [UInt8(ascii: ":"), UInt8(ascii: ";"), UInt8(ascii: "!")]
    let info = name.indices.last {
      marks.contains(name[$0]) && name[$0...].dropFirst().starts(with: "2,".utf8)
    }
    guard let info else {
      unique = name
      return
    }
    unique = Array(name[..<info])
    let small = UInt8(ascii: "a")...UInt8(ascii: "z")
    let capital = UInt8(ascii: "A")...UInt8(ascii: "Z")
    // What other programs put behind the letters, such as ".sync-conflict-…", has none of its own.
    for letter in name[(info + 3)...].prefix(while: { small.contains($0) || capital.contains($0) })
    {
      if let known = Self.letters.first(where: { $0.letter == letter }) {
        flags.insert(known.flag)
      } else if small.contains(letter) {
        keywords.append(Int(letter - UInt8(ascii: "a")))
      }
    }
  }

  /// With the flags' letters in ASCII order, as the format demands.
  static func text(unique: String, flags: MessageFlags) -> String {
    let set = letters.filter { flags.contains($0.flag) }.map(\.letter)
    return unique + ":2," + String(decoding: set, as: UTF8.self)
  }
}
