import Bytes
internal import Digests
import Mail

/// An address that a message is from or to, with the name that is given there.
struct Correspondent: Sendable, Equatable {
  /// See the schema: correspondent.id.
  let number: Int64
  /// In lower case.
  let address: String
  /// Empty for none.
  let name: String
  let isAuthor: Bool

  /// Nil for what is no address.
  init?(
    _ person: Person, isAuthor: Bool, _ numbers: inout AddressNumbers
  ) throws(DigestError) {
    let address = person.address.lowercased()
    guard address.utf8.contains(UInt8(ascii: "@")), address.utf8.count <= Limits.address,
      !address.utf8.contains(0)
    else { return nil }
    self.address = address
    number = try numbers.number(of: address)
    name = person.name.isEmpty ? "" : Self.cleaned(person.name, of: address)
    self.isAuthor = isAuthor
  }

  /// Without quotation marks around it; a name that only repeats the address is none.
  private static func cleaned(_ name: String, of address: String) -> String {
    let words = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    var text = words[...]
    while let first = text.first, "'\"".contains(first) { text = text.dropFirst() }
    while let last = text.last, "'\"".contains(last) { text = text.dropLast() }
    return text.lowercased() == address ? "" : String(text).shortened(to: Limits.name)
  }
}

/// Numbers of the addresses met so far, which neighbouring messages mostly share.
struct AddressNumbers {
  private var known: [String: Int64] = [:]

  mutating func number(of address: String) throws(DigestError) -> Int64 {
    if let number = known[address] { return number }
    let number = try Threading.shortNumber(address)
    known[address] = number
    return number
  }
}

extension Metadata {
  /// Everybody who takes part, and as what; an address that is there twice counts once.
  func participants(
    _ known: inout AddressNumbers
  ) throws(DigestError) -> (people: People, correspondents: [Correspondent]) {
    var people = People()
    var correspondents: [Correspondent] = []
    func numbers(_ persons: [Person], isAuthor: Bool, limit: Int) throws(DigestError) -> [Int64] {
      var numbers: [Int64] = []
      for person in persons where numbers.count < limit {
        guard let found = try Correspondent(person, isAuthor: isAuthor, &known),
          !numbers.contains(found.number)
        else { continue }
        numbers.append(found.number)
        if !correspondents.contains(where: { $0.number == found.number }) {
          correspondents.append(found)
        }
      }
      return numbers
    }
    people.authors = try numbers(from, isAuthor: true, limit: Limits.authors)
    people.recipients = try numbers(to, isAuthor: false, limit: Limits.recipientsCounted)
    people.others = try numbers(bcc, isAuthor: false, limit: Limits.recipientsCounted)
    if let listID, !listID.isEmpty { people.list = try known.number(of: listID.lowercased()) }
    return (people, correspondents)
  }
}
