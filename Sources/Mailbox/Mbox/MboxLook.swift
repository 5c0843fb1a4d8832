/// What a line that begins with "From " looks like: prose, or the separators of some program.
struct MboxLook: Equatable {
  enum Date: Equatable {
    /// Weekday, month, day, time with seconds and year, and nothing else: as programs write it.
    case whole
    /// A month and a time of day, and nothing that belongs to no date.
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
    /// "ada at example.org", as archives of mailing lists have it.
    case hiddenAddress
    case word
    /// The number of a commit and the date that `git format-patch` writes: mails hold such lines.
    case patch
    case words
  }

  var sender: Sender
  var date: Date
}

extension MboxLook.Sender {
  /// - Parameter words: what stands before the date.
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

  /// SHA-1 or SHA-256 in hexadecimal.
  private static func isCommit(_ word: ArraySlice<UInt8>) -> Bool {
    (word.count == 40 || word.count == 64)
      && word.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}
