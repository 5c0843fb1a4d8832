/// A word with "*" in it, as folded bytes between the stars.
struct WildcardPattern: Equatable {
  /// First, any in between, last; the first and last may be empty.
  var segments: [[UInt8]]

  enum Piece: Equatable {
    case words(String)
    /// The pattern, and its other spelling if it has one.
    case patterns([WildcardPattern])
  }

  /// Cuts a text with stars: `2024-00*` is the word 2024 and then words that begin with 00.
  static func pieces(of text: String) -> [Piece] {
    var pieces: [Piece] = []
    var run = ""
    func isWord(_ character: Character) -> Bool {
      character == "*" || !QueryWords.phrase(String(character)).isEmpty
        || character.unicodeScalars.allSatisfy { UnicodeData.shared.kind($0.value) == .ignored }
    }
    func finish() {
      if run.contains("*") {
        let segments = run.split(separator: "*", omittingEmptySubsequences: false)
        if QueryWords.isWithoutSpaces(run) {
          // Any part of such a text is found, so that the stars add nothing.
          pieces += run.split(separator: "*").map { .words(String($0)) }
        } else if !segments.allSatisfy(\.isEmpty) {
          let spellings = [
            WildcardPattern(segments: segments.map { Folding.key($0) }),
            WildcardPattern(segments: segments.map { Folding.key($0, isTranscribed: true) }),
          ]
          pieces.append(.patterns(spellings[0] == spellings[1] ? [spellings[0]] : spellings))
        }
      } else if !run.isEmpty {
        pieces.append(.words(run))
      }
      run = ""
    }
    for character in text {
      if isWord(character) { run.append(character) } else { finish() }
    }
    finish()
    return pieces
  }

  /// What words that fit may begin with: any first byte when the pattern does not say. The
  /// prefixes of other fields are ASCII capitals, so none of them is met.
  var beginnings: [[UInt8]] {
    guard let first = segments.first, first.isEmpty else { return [segments.first ?? []] }
    return (0x30...0x39).map { [$0] } + (0x61...0x7A).map { [$0] } + (0xC2...0xF4).map { [$0] }
  }

  func matches(_ word: Span<UInt8>, from start: Int) -> Bool {
    guard let first = segments.first, let last = segments.last, segments.count > 1 else {
      return false
    }
    guard word.count - start >= first.count + last.count, holds(first, word, start),
      holds(last, word, word.count - last.count)
    else { return false }
    var at = start + first.count
    let end = word.count - last.count
    for segment in segments.dropFirst().dropLast() {
      while at + segment.count <= end, !holds(segment, word, at) { at += 1 }
      guard at + segment.count <= end else { return false }
      at += segment.count
    }
    return true
  }

  private func holds(_ segment: [UInt8], _ word: Span<UInt8>, _ start: Int) -> Bool {
    guard start + segment.count <= word.count else { return false }
    for index in segment.indices where word[start + index] != segment[index] { return false }
    return true
  }
}
