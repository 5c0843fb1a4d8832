internal import Digests

/// Who a message is from and to, as numbers (see the schema: subject_message.people). Two messages
/// with people in common may be a message and its answer.
struct People: Sendable, Equatable {
  var authors: [Int64] = []
  /// Those in To and Cc.
  var recipients: [Int64] = []
  /// Those in Bcc.
  var others: [Int64] = []
  var list: Int64?

  init() {}

  /// All, each once.
  var all: Set<Int64> { Set(authors + recipients + others) }

  /// Whether a message of these people may answer one of those: its author is among them, or theirs
  /// among its recipients, or both are of one list. If all that joins them is the archive's owner,
  /// who is in nearly every message, somebody else must be in both.
  ///
  /// - Parameter owners: correspondents whose archive it is.
  func mayAnswer(_ other: People, owners: Set<Int64>) -> Bool {
    if let list, list == other.list { return true }
    let joining =
      authors.filter { other.authors.contains($0) || other.recipients.contains($0) }
      + other.authors.filter { recipients.contains($0) }
    if joining.contains(where: { !owners.contains($0) }) { return true }
    guard !joining.isEmpty else { return false }
    let common = Set(authors + recipients).intersection(other.authors + other.recipients)
    return common.count > 1
  }
}

extension People {
  /// As it is kept.
  init(bytes: [UInt8]) {
    guard bytes.count >= 4 else { return }
    var numbers = stride(from: 4, to: bytes.count - 5, by: 6).map { start in
      bytes[start..<start + 6].reduce(Int64(0)) { $0 << 8 | Int64($1) }
    }[...]
    func take(_ count: Int) -> [Int64] {
      let taken = Array(numbers.prefix(count))
      numbers = numbers.dropFirst(count)
      return taken
    }
    list = take(bytes[3] == 1 ? 1 : 0).first
    authors = take(Int(bytes[0]))
    recipients = take(Int(bytes[1]) << 8 | Int(bytes[2]))
    others = Array(numbers)
  }

  var bytes: [UInt8] {
    var bytes = [
      UInt8(clamping: authors.count), UInt8(truncatingIfNeeded: recipients.count >> 8),
      UInt8(truncatingIfNeeded: recipients.count), list == nil ? 0 : 1,
    ]
    for number in (list.map { [$0] } ?? []) + authors + recipients + others {
      bytes += (0..<6).map { UInt8(truncatingIfNeeded: number >> (40 - 8 * $0)) }
    }
    return bytes
  }
}

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
