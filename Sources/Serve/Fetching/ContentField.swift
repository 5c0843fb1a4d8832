import Bytes

/// A field of RFC 2045 or RFC 2183 with its parameters, as they stand there: sections and encodings of RFC 2231
/// are for the program.
struct ContentField: Equatable {
  struct Parameter: Equatable {
    let name: [UInt8]
    let value: [UInt8]
  }

  var type: [UInt8] = []
  var subtype: [UInt8] = []
  var parameters: [Parameter] = []

  init(_ value: some Sequence<UInt8>) {
    var words = HeaderWords(value)
    words.skipSpaceAndComments()
    if words.peek == Byte.quote { words.advance() }
    type = words.bytes(while: Byte.isToken)
    words.skipSpaceAndComments()
    if words.take(Byte.slash) {
      words.skipSpaceAndComments()
      subtype = words.bytes(while: Byte.isToken)
    }
    readParameters(&words)
  }

  /// The first parameter of a name.
  func first(_ name: StaticString) -> [UInt8]? {
    parameters.first { $0.name.map(Byte.lowercased).elementsEqual(name.description.utf8) }?.value
  }

  /// The value of one in sections, "name*0" and on (RFC 2231 section 3); empty if there is none.
  func sections(of name: StaticString) -> [UInt8] {
    var value: [UInt8] = []
    for number in 0..<parameters.count {
      let section = Array("\(name)*\(number)".utf8)
      guard
        let next = parameters.first(where: {
          $0.name.map(Byte.lowercased) == section
            || $0.name.map(Byte.lowercased) == section + [Byte.star]
        })
      else { break }
      value += next.value
    }
    return value
  }

  /// Whole, or in sections (RFC 2231).
  func has(_ name: StaticString) -> Bool {
    parameters.contains {
      $0.name.prefix { $0 != Byte.star }.map(Byte.lowercased).elementsEqual(name.description.utf8)
    }
  }

  private mutating func readParameters(_ words: inout HeaderWords) {
    while words.peek != nil, parameters.count < Limits.headerNames {
      _ = words.bytes { $0 != Byte.semicolon && $0 != Byte.quote && $0 != Byte.openParenthesis }
      if words.peek == Byte.quote {
        _ = words.quoted()
        continue
      }
      if words.peek == Byte.openParenthesis {
        words.skipSpaceAndComments()
        continue
      }
      guard words.take(Byte.semicolon) else { return }
      words.skipSpaceAndComments()
      let name = words.bytes { Byte.isToken($0) }
      words.skipSpaceAndComments()
      guard !name.isEmpty, words.take(Byte.equals) else { continue }
      words.skipSpaceAndComments()
      let value =
        words.peek == Byte.quote
        ? words.quoted() : words.bytes { !Byte.isSpace($0) && $0 != Byte.semicolon }
      parameters.append(Parameter(name: name, value: value))
    }
  }
}
