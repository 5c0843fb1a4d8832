import Text

/// The fields of the query language.
package enum QueryField: String, Sendable, CaseIterable {
  case from, to, cc, bcc
  /// Any of From, To, Cc, Bcc.
  case with
  /// Any of To, Cc, Bcc.
  case recipient
  case subject, body, attachment, type, list, header, id, thread, tag, account, folder
  case `is`, has, size, date, before, after, larger, smaller, saved
  case olderThan = "older_than"
  case newerThan = "newer_than"
  /// Gmail's.
  case deliveredTo = "deliveredto"

  /// Other spellings: Gmail's, notmuch's and mu's where they mean the same.
  private static let aliases: [String: QueryField] = [
    "contact": .with, "participant": .with, "recip": .recipient,
    "filename": .attachment, "file": .attachment, "mimetype": .type, "mime": .type,
    "msgid": .id, "mid": .id, "rfc822msgid": .id, "label": .tag, "keyword": .tag,
    "path": .folder, "maildir": .folder, "in": .folder, "flag": .is,
    "older": .before, "newer": .after, "until": .before, "since": .after,
    "larger_than": .larger, "smaller_than": .smaller, "query": .saved, "listid": .list,
  ]

  static func aliases(of field: QueryField) -> [String] {
    aliases.filter { $0.value == field }.map(\.key).sorted()
  }

  static func named(_ name: String) -> QueryField? {
    // To compare them all takes less than what Swift makes at the first `init(rawValue:)`.
    allCases.first { $0.rawValue == name } ?? aliases[name]
  }

  static func nearest(to name: String) -> String? {
    nearestWord(to: name, among: allCases.map(\.rawValue) + aliases.keys.sorted())
  }

  /// Where the words of a field are; nil when it has none.
  var textFields: [IndexFormat.Field]? {
    switch self {
    case .from: [.from]
    case .to: [.to]
    case .cc: [.cc]
    case .bcc: [.bcc]
    case .with: [.from, .to, .cc, .bcc]
    case .recipient: [.to, .cc, .bcc]
    case .subject: [.subject]
    case .body: [.body]
    case .attachment: [.attachment]
    case .list: [.list]
    default: nil
    }
  }

  /// The header field that it is short for.
  var headerName: String? { self == .deliveredTo ? "Delivered-To" : nil }

  /// Terms of whole mailboxes.
  var mailboxTerms: [IndexFormat.Exact] {
    switch self {
    case .from: [.mailboxFrom]
    case .to: [.mailboxTo]
    case .cc: [.mailboxCc]
    case .bcc: [.mailboxBcc]
    case .with: [.mailboxFrom, .mailboxTo, .mailboxCc, .mailboxBcc]
    case .recipient: [.mailboxTo, .mailboxCc, .mailboxBcc]
    default: []
    }
  }

  /// The field that holds the words of a header field better than `header:` does.
  static func ofHeader(_ name: String) -> QueryField? {
    switch name.lowercased() {
    case "from": .from
    case "to": .to
    case "cc": .cc
    case "bcc": .bcc
    case "subject": .subject
    case "list-id": .list
    case "message-id": .id
    default: nil
    }
  }
}
