/// The form of a line that begins with "From ": prose, or a separator as some program writes it.
struct MboxLook: Equatable {
  enum Date: Equatable {
    /// Weekday, month, day, time with seconds, and year, and nothing else: as programs write it.
    case whole
    /// A month and a time of day, and no word that does not belong to a date.
    case part
    case none
  }

  enum Sender: Equatable {
    /// Nothing, or Thunderbird's "-".
    case nobody
    /// Eudora's "???@???".
    case unknown
    /// One word with "@", or MAILER-DAEMON.
    case address
    /// "ada at example.org", as in archives of mailing lists.
    case hiddenAddress
    case word
    /// The id of a commit and the date that `git format-patch` writes: mail may contain such lines.
    case patch
    case words
  }

  var sender: Sender
  var date: Date
}

extension MboxLook.Sender {
  /// - Parameter words: the words before the date.
  init(_ words: ArraySlice<ArraySlice<UInt8>>, _ date: DateWords) {
    guard let first = words.first, words.count > 1 || !first.elementsEqual("-".utf8) else {
      self = .nobody
      return
    }
    if words.count == 3, let middle = words.dropFirst().first, middle.count <= 3,
      words.last?.contains(UInt8(ascii: ".")) == true
    {
      self = .hiddenAddress
    } else if words.count > 1 {
      self = .words
    } else if first.elementsEqual("???@???".utf8) {
      self = .unknown
    } else if first.contains(UInt8(ascii: "@")) || first.elementsEqual("MAILER-DAEMON".utf8) {
      self = .address
    } else {
      self = date.isOfPatches && Self.isCommit(first) ? .patch : .word
    }
  }

  /// Whether it is a SHA-1 or SHA-256 in hexadecimal.
  private static func isCommit(_ word: ArraySlice<UInt8>) -> Bool {
    (word.count == 40 || word.count == 64)
      && word.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}
