import Bytes
import Text

/// What of the archive a mailbox shows.
enum ServedMailbox: Hashable, Sendable {
  /// Everything that is not deleted.
  case all
  /// The newest messages: RFC 3501 demands that there is one of this name.
  case inbox
  /// Always empty: programs make one where there is none.
  case trash
  case year(Int)
  case account(String)
  /// A folder at the server of an account.
  case accountFolder(account: String, folder: String)
  /// A folder of imported mail.
  case folder(String)
  case tag(String)
  /// A query of the settings.
  case saved(String)
  /// A query that is the mailbox's own name; it is in no list.
  case query(String)

  /// Names of levels that hold mailboxes and are none themselves.
  enum Level: String, CaseIterable {
    case years = "Years"
    case accounts = "Accounts"
    case folders = "Folders"
    case tags = "Tags"
    case saved = "Saved"
    case search = "Search"
  }

  /// Levels divided by "/".
  var path: String {
    switch self {
    case .all: "All"
    case .inbox: "INBOX"
    case .trash: "Trash"
    case .year(let year): "Years/\(year)"
    case .account(let name): "Accounts/\(name)"
    case .accountFolder(let account, let folder): "Accounts/\(account)/\(folder)"
    case .folder(let name): "Folders/\(name)"
    case .tag(let name): "Tags/\(name)"
    case .saved(let name): "Saved/\(name)"
    case .query(let query): "Search/\(query)"
    }
  }

  /// Nil for a name that can be none of a mailbox; whether there is such a one is another question.
  init?(path: String) {
    if path.utf8.count == 5, path.uppercased() == "INBOX" {
      self = .inbox
      return
    }
    guard let slash = path.firstIndex(of: "/") else {
      guard let whole = path == "All" ? Self.all : path == "Trash" ? .trash : nil else {
        return nil
      }
      self = whole
      return
    }
    let rest = String(path[path.index(after: slash)...])
    guard !rest.isEmpty, let level = Level(rawValue: String(path[..<slash])) else { return nil }
    switch level {
    case .years:
      guard let year = Int(rest), "\(year)" == rest else { return nil }
      self = .year(year)
    case .accounts:
      guard let end = rest.firstIndex(of: "/") else {
        self = .account(rest)
        return
      }
      self = .accountFolder(
        account: String(rest[..<end]), folder: String(rest[rest.index(after: end)...]))
    case .folders: self = .folder(rest)
    case .tags: self = .tag(rest)
    case .saved: self = .saved(rest)
    case .search:
      guard rest.utf8.count <= Limits.queryName else { return nil }
      self = .query(rest)
    }
  }

  /// Messages join it in the order of their numbers, so that these are its UIDs.
  var isNumberedByID: Bool {
    switch self {
    case .all, .inbox, .trash, .year: true
    default: false
    }
  }

  /// Which messages are in it may change although nothing in the archive does: queries know the time.
  var mayChangeByTime: Bool {
    switch self {
    case .saved, .query: true
    default: false
    }
  }

  /// RFC 6154; nil for most.
  var specialUse: StaticString? {
    switch self {
    case .all: "\\All"
    case .trash: "\\Trash"
    case .tag("flagged"): "\\Flagged"
    default: nil
    }
  }
}

/// Names of mailboxes on the wire: modified UTF-7, or UTF-8 once a client has enabled it.
enum MailboxName {
  /// Nil for what is not of the form. UTF-8 is understood in any case, as programs that send it mean it.
  static func decode(_ name: [UInt8], isUTF8: Bool) -> String? {
    guard name.count <= Limits.mailboxName else { return nil }
    if !isUTF8, let text = ModifiedUTF7.decode(name) { return text }
    return String(validating: name, as: UTF8.self)
  }

  static func encode(_ path: String, isUTF8: Bool) -> [UInt8] {
    isUTF8 ? Array(path.utf8) : ModifiedUTF7.encode(path)
  }
}
