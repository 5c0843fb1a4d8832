/// What a client asks for. Commands that would change the archive are not told apart: all are refused.
enum ClientCommand: Equatable, Sendable {
  case capability, noop, check, logout, idle, namespace, close, unselect
  case id
  case enable([String])
  case select([UInt8], SelectOptions, isReadOnly: Bool)
  case list(ListRequest)
  case lsub(reference: [UInt8], pattern: [UInt8])
  case status([UInt8], [StatusItem])
  /// SUBSCRIBE and UNSUBSCRIBE.
  case subscribe([UInt8])
  case fetch(NumberSet, FetchRequest, isByUID: Bool)
  case search(SearchRequest)
  /// STORE, COPY, MOVE, EXPUNGE, APPEND, CREATE, DELETE, RENAME and more.
  case change(verb: String, needsMailbox: Bool)
}

/// What RFC 7162 adds to SELECT.
struct SelectOptions: Equatable {
  /// What a client knows of a mailbox, to be told what changed.
  struct Known: Equatable {
    var validity: UInt32
    var change: Int64
    /// UIDs; nil: any.
    var uids: NumberSet?
  }

  var wantsChanges = false
  var known: Known?
}

enum StatusItem: String, CaseIterable {
  case messages = "MESSAGES"
  case recent = "RECENT"
  case next = "UIDNEXT"
  case validity = "UIDVALIDITY"
  case unseen = "UNSEEN"
  case deleted = "DELETED"
  case size = "SIZE"
  case change = "HIGHESTMODSEQ"
  case mailboxID = "MAILBOXID"
}

struct ListRequest: Equatable {
  var reference: [UInt8] = []
  var patterns: [[UInt8]] = []
  /// Selection options of RFC 5258 and RFC 6154.
  var isSpecialUseOnly = false
  var isSubscribedOnly = false
  var isRecursive = false
  var returnsChildren = false
  var returnsSubscribed = false
  var returnsSpecialUse = false
  var status: [StatusItem] = []
  /// The request has options, so that the answer has them, too.
  var isExtended = false
}

struct FetchRequest: Equatable {
  var items: [FetchItem] = []
  /// CHANGEDSINCE of RFC 7162.
  var changedSince: Int64?
  var wantsVanished = false
}

/// What is asked of a message.
enum FetchItem: Equatable, Sendable {
  case uid, flags, internalDate, size, envelope, change, emailID, threadID
  case body, bodyStructure
  case preview
  case rfc822, rfc822Header, rfc822Text
  case section(Section, Partial?)
  /// Decoded (RFC 3516).
  case binary([UInt32], Partial?)
  case binarySize([UInt32])

  /// The first byte and how many.
  struct Partial: Equatable {
    var first: UInt32
    var count: UInt32
  }

  /// What stands between the brackets of BODY[].
  struct Section: Equatable {
    enum Text: Equatable {
      case whole, header, text, mime
      case fields([[UInt8]], isExcluding: Bool)
    }

    /// "1.2"; empty for the message itself.
    var part: [UInt32] = []
    var text = Text.whole
    /// As it was sent, or as it means where literals stood in it: it is repeated in the answer.
    var label: [UInt8] = []
  }

  /// The message's bytes are needed.
  var needsBytes: Bool {
    switch self {
    case .uid, .flags, .internalDate, .size, .change, .emailID, .threadID: false
    default: true
    }
  }

  /// Its header is enough.
  var needsHeaderOnly: Bool {
    switch self {
    case .envelope, .rfc822Header: true
    case .section(let section, _):
      switch section.text {
      case .header, .fields: section.part.isEmpty
      default: false
      }
    default: false
    }
  }
}

struct SearchRequest: Equatable {
  enum Kind: Equatable {
    case search
    case sort([SortKey])
    case thread(ThreadAlgorithm)
  }

  enum Return: String {
    case min = "MIN"
    case max = "MAX"
    case all = "ALL"
    case count = "COUNT"
    case save = "SAVE"
  }

  var kind = Kind.search
  var isByUID = false
  /// Nil: the answer of RFC 3501.
  var returns: Set<Return>?
  var key = SearchKey.all
}

enum ThreadAlgorithm: String {
  case references = "REFERENCES"
  case subject = "ORDEREDSUBJECT"
}

struct SortKey: Equatable {
  enum Field: String {
    case arrival = "ARRIVAL"
    case cc = "CC"
    case date = "DATE"
    case from = "FROM"
    case size = "SIZE"
    case subject = "SUBJECT"
    case to = "TO"
    case displayFrom = "DISPLAYFROM"
    case displayTo = "DISPLAYTO"
  }

  var field: Field
  var isReversed = false
}

/// A condition on messages.
indirect enum SearchKey: Equatable, Sendable {
  enum Field: String {
    case subject, from, to, cc, bcc, body, text
  }

  enum Comparison: String {
    case before = "BEFORE"
    case on = "ON"
    case since = "SINCE"
  }

  case all
  /// Sequence numbers.
  case numbers(NumberSet)
  case uids(NumberSet)
  /// "$", what the last search with SAVE found (RFC 5182).
  case saved
  case seen(Bool)
  case recent(Bool)
  case deleted(Bool)
  case answered(Bool)
  case flagged(Bool)
  case draft(Bool)
  case keyword([UInt8], Bool)
  case text(Field, [UInt8], isFuzzy: Bool)
  case header([UInt8], [UInt8])
  /// A day as its number since 1970-01-01, by INTERNALDATE.
  case received(Comparison, day: Int)
  /// By the Date field.
  case sent(Comparison, day: Int)
  case larger(UInt64)
  case smaller(UInt64)
  /// Seconds before now.
  case older(UInt64)
  case younger(UInt64)
  case change(Int64)
  case emailID([UInt8])
  case threadID([UInt8])
  case and([SearchKey])
  case or(SearchKey, SearchKey)
  case not(SearchKey)
}
