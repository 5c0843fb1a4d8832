internal import Mail

/// What a server says on its own or about a command that goes on.
package enum Response: Sendable, Equatable {
  case status(StatusResponse)
  case capability([String])
  case enabled([String])
  case list(MailboxListing)
  /// Numbers by their names in capitals: MESSAGES, UIDNEXT, UIDVALIDITY, HIGHESTMODSEQ, SIZE.
  case counts(mailbox: [UInt8], [String: UInt64])
  case exists(UInt32)
  case expunge(UInt32)
  case vanished(isEarlier: Bool, UIDSet)
  /// All of ESEARCH, and the numbers of SEARCH.
  case found(UIDSet, count: UInt64?)
  case fetch(FetchedItems)
  /// A response that is not used: RECENT, FLAGS, NAMESPACE, ID …
  case other(String)
  /// A malformed response: its first bytes.
  case unintelligible([UInt8])
}

/// A line of LIST (RFC 9051 §7.3.1).
package struct MailboxListing: Sendable, Equatable {
  /// As received: what the server wants to be asked by.
  package var name: [UInt8]
  /// Between levels; nil where there are none.
  package var delimiter: UInt8?
  /// In small letters, with their backslash: "\\sent", "\\noselect".
  package var attributes: Set<String>
}

/// What FETCH says of a message; nil is what it does not say.
package struct FetchedItems: Sendable, Equatable {
  package enum Body: Sendable, Equatable {
    /// Handed on while it arrived.
    case streamed(UInt64)
    case short([UInt8])
    /// NIL.
    case missing
  }

  package var sequence: UInt32
  package var uid: UInt32?
  package var flags: [String]?
  /// Seconds since 1970.
  package var internalDate: Int64?
  package var size: UInt64?
  /// Gmail's number of a message in all its mailboxes, and its labels (X-GM-EXT-1).
  package var gmailID: UInt64?
  package var labels: [[UInt8]]?
  /// RFC 8474: the same id means the same message in any mailbox.
  package var emailID: String?
  package var body: Body?
  /// What the body is of: "BODY[]", "BODY[HEADER]", in capitals.
  package var section: String?
}

extension Response {
  /// - Parameter values: of a response without tag, without "*".
  init(_ values: [Value]) {
    self =
      Self.numbered(values) ?? Self.named(values)
      ?? .other(values.first?.keyword ?? "")
  }

  /// "12 EXISTS".
  private static func numbered(_ values: [Value]) -> Response? {
    guard values.count >= 2, let number = values[0].number32, let keyword = values[1].keyword
    else { return nil }
    switch keyword {
    case "EXISTS": return .exists(number)
    case "EXPUNGE": return .expunge(number)
    case "FETCH":
      guard values.count >= 3, let items = values[2].list else {
        return .unintelligible(Array("\(number) FETCH".utf8))
      }
      return .fetch(FetchedItems(sequence: number, items))
    default: return .other(keyword)
    }
  }

  private static func named(_ values: [Value]) -> Response? {
    guard let keyword = values.first?.keyword else { return nil }
    let rest = values.dropFirst()
    switch keyword {
    case "CAPABILITY": return .capability(rest.prefix(Limits.capabilities).compactMap(\.keyword))
    case "ENABLED": return .enabled(rest.prefix(Limits.capabilities).compactMap(\.keyword))
    case "LIST", "XLIST":
      return MailboxListing(Array(rest)).map(Response.list) ?? .unintelligible(Array("LIST".utf8))
    case "STATUS": return counts(Array(rest))
    case "SEARCH":
      // "(MODSEQ n)" may follow the numbers.
      return .found(UIDSet(rest.compactMap(\.number32)), count: nil)
    case "ESEARCH": return extendedSearch(Array(rest))
    case "VANISHED":
      let isEarlier = rest.first?.list?.first?.keyword == "EARLIER"
      let set = rest.last?.bytes.flatMap { UIDSet(wire: $0) }
      return set.map { .vanished(isEarlier: isEarlier, $0) }
        ?? .unintelligible(Array(keyword.utf8))
    default: return nil
    }
  }

  private static func counts(_ values: [Value]) -> Response {
    guard let name = values.first?.mailboxName else { return .unintelligible(Array("STATUS".utf8)) }
    let items = values.last?.list ?? []
    var counts: [String: UInt64] = [:]
    for index in stride(from: 0, to: items.count - 1, by: 2) {
      if let key = items[index].keyword, let number = items[index + 1].number {
        counts[key] = number
      }
    }
    return .counts(mailbox: name, counts)
  }

  private static func extendedSearch(_ values: [Value]) -> Response {
    var (all, count) = (UIDSet(), UInt64?.none)
    for index in values.indices.dropLast() {
      switch values[index].keyword {
      case "ALL": all = values[index + 1].bytes.flatMap { UIDSet(wire: $0) } ?? all
      case "COUNT": count = values[index + 1].number
      default: break
      }
    }
    return .found(all, count: count)
  }
}

extension Value {
  /// A mailbox may be called NIL.
  fileprivate var mailboxName: [UInt8]? { self == .null ? Array("NIL".utf8) : bytes }
}

extension MailboxListing {
  fileprivate init?(_ values: [Value]) {
    guard values.count >= 3, let attributes = values[0].list, let name = values[2].mailboxName
    else { return nil }
    self.init(
      name: name, delimiter: values[1].bytes.flatMap { $0.count == 1 ? $0.first : nil },
      attributes: Set(attributes.prefix(Limits.flags).compactMap { $0.text?.lowercased() }))
  }
}

extension FetchedItems {
  fileprivate init(sequence: UInt32, _ items: [Value]) {
    self.init(sequence: sequence)
    for index in stride(from: 0, to: items.count - 1, by: 2) {
      guard let name = items[index].keyword else { continue }
      let value = items[index + 1]
      switch name {
      case "UID": uid = value.number32.flatMap { $0 == 0 ? nil : $0 }
      case "FLAGS": flags = value.list?.words.map { String(decoding: $0, as: UTF8.self) }
      case "INTERNALDATE": internalDate = value.bytes.flatMap { InternalDate.seconds($0) }
      case "RFC822.SIZE": size = value.number
      case "X-GM-MSGID": gmailID = value.number
      case "X-GM-LABELS": labels = value.list?.words
      case "EMAILID": emailID = value.list?.first?.text ?? value.text
      case "RFC822": (body, section) = (Body(value), "BODY[]")
      default: if name.hasPrefix("BODY[") { (body, section) = (Body(value), name) }
      }
    }
  }
}

extension [Value] {
  fileprivate var words: [[UInt8]] {
    prefix(Limits.flags).compactMap { value in
      value.bytes.flatMap { $0.count <= Limits.flagBytes ? $0 : nil }
    }
  }
}

extension FetchedItems.Body {
  fileprivate init(_ value: Value) {
    switch value {
    case .streamed(let size): self = .streamed(size)
    case .string(let bytes), .atom(let bytes): self = .short(bytes)
    case .null, .list: self = .missing
    }
  }
}

/// "17-Jul-1996 02:44:25 -0700" (RFC 9051 §9, `date-time`).
enum InternalDate {
  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// Seconds since 1970; nil for anything else.
  static func seconds(_ bytes: [UInt8]) -> Int64? {
    let words = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    guard words.count == 3 else { return nil }
    let date = words[0].split(separator: "-")
    let time = words[1].split(separator: ":").compactMap { Int64($0) }
    guard date.count == 3, time.count == 3, let day = Int(date[0]), let year = Int(date[2]),
      let month = months.firstIndex(of: date[1].lowercased()), (1...31).contains(day),
      (1900...9999).contains(year), time.allSatisfy({ (0...60).contains($0) }),
      let zone = Int64(words[2]), (-2400...2400).contains(zone)
    else { return nil }
    let seconds = time[0] * 3_600 + time[1] * 60 + time[2]
    return CivilDate(year, month + 1, day).epoch + seconds
      - (zone / 100 * 60 + zone % 100) * 60
  }
}
