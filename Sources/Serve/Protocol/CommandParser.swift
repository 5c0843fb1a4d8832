import Bytes

/// A command that was understood as far as its tag.
struct TaggedCommand: Equatable {
  let tag: [UInt8]
  let command: Result<ClientCommand, BadCommand>
  /// The character set of a search is not one that is read.
  var isBadCharset = false
  /// SEARCH names one, which SORT and THREAD must.
  var namesCharset = false
}

/// Reads commands of RFC 3501 and its extensions.
struct CommandParser {
  var cursor: CommandCursor
  var keys = 0
  var depth = 0
  var isBadCharset = false
  var namesCharset = false

  /// Nil for what has no tag.
  static func parse(_ raw: RawCommand) -> TaggedCommand? {
    var parser = CommandParser(cursor: CommandCursor(raw))
    let tag = parser.cursor.bytes { CommandCursor.isAtomCharacter($0) && $0 != UInt8(ascii: "+") }
    guard !tag.isEmpty, parser.cursor.peek == Byte.space else { return nil }
    do {
      try parser.cursor.space()
      let command = try parser.command()
      return TaggedCommand(
        tag: tag, command: .success(command), isBadCharset: parser.isBadCharset,
        namesCharset: parser.namesCharset)
    } catch {
      return TaggedCommand(tag: tag, command: .failure(error))
    }
  }

  private static let plain: [String: ClientCommand] = [
    "CAPABILITY": .capability, "NOOP": .noop, "CHECK": .check, "LOGOUT": .logout, "IDLE": .idle,
    "NAMESPACE": .namespace, "CLOSE": .close, "UNSELECT": .unselect,
  ]

  /// Would change the archive; true: needs a mailbox that is open.
  private static let changes: [String: Bool] = [
    "CREATE": false, "DELETE": false, "RENAME": false, "APPEND": false, "SETMETADATA": false,
    "SETACL": false, "STORE": true, "COPY": true, "MOVE": true, "EXPUNGE": true, "REPLACE": true,
  ]

  private mutating func command() throws(BadCommand) -> ClientCommand {
    let verb = try cursor.keyword()
    if let command = Self.plain[verb] {
      try cursor.expectEnd()
      return command
    }
    if let needsMailbox = Self.changes[verb] {
      return .change(verb: verb, needsMailbox: needsMailbox)
    }
    return try command(verb, isByUID: false)
  }

  private mutating func command(
    _ verb: String, isByUID: Bool
  ) throws(BadCommand) -> ClientCommand {
    switch verb {
    case "FETCH": return try fetch(isByUID: isByUID)
    case "SEARCH": return try search(isByUID: isByUID)
    case "SORT": return try sort(isByUID: isByUID)
    case "THREAD": return try thread(isByUID: isByUID)
    default: break
    }
    if isByUID {
      guard Self.changes[verb] == true else { throw BadCommand("there is no UID \(verb)") }
      return .change(verb: verb, needsMailbox: true)
    }
    switch verb {
    case "UID":
      try cursor.space()
      return try command(try cursor.keyword(), isByUID: true)
    case "SELECT": return try select(isReadOnly: false)
    case "EXAMINE": return try select(isReadOnly: true)
    case "STATUS": return try status()
    case "LIST": return try list()
    case "LSUB":
      try cursor.space()
      let reference = try cursor.astring()
      try cursor.space()
      let pattern = try cursor.pattern()
      try cursor.expectEnd()
      return .lsub(reference: reference, pattern: pattern)
    case "SUBSCRIBE", "UNSUBSCRIBE":
      try cursor.space()
      let name = try cursor.astring()
      try cursor.expectEnd()
      return .subscribe(name)
    case "ENABLE": return try enable()
    case "ID": return try id()
    default: throw BadCommand("there is no command \(verb)")
    }
  }

  // MARK: Small commands

  private mutating func enable() throws(BadCommand) -> ClientCommand {
    var names: [String] = []
    repeat {
      try cursor.space()
      names.append(try cursor.keyword())
    } while !cursor.isAtEnd
    return .enable(names)
  }

  /// What the program calls itself is not kept.
  private mutating func id() throws(BadCommand) -> ClientCommand {
    try cursor.space()
    if cursor.take(Byte.openParenthesis) {
      if !cursor.take(Byte.closeParenthesis) {
        repeat {
          _ = try cursor.string()
          try cursor.space()
          _ = try cursor.nstring()
        } while try cursor.continuesList()
      }
    } else if try cursor.nstring() != nil {
      throw BadCommand("expected a list or NIL")
    }
    try cursor.expectEnd()
    return .id
  }

  private mutating func select(isReadOnly: Bool) throws(BadCommand) -> ClientCommand {
    try cursor.space()
    let name = try cursor.astring()
    var options = SelectOptions()
    if !cursor.isAtEnd {
      try cursor.space()
      try cursor.expect(Byte.openParenthesis)
      repeat {
        switch try cursor.keyword() {
        case "CONDSTORE": options.wantsChanges = true
        case "QRESYNC": options.known = try known()
        case let word: throw BadCommand("there is no option \(word)")
        }
      } while try cursor.continuesList()
    }
    try cursor.expectEnd()
    return .select(name, options, isReadOnly: isReadOnly)
  }

  /// (UIDVALIDITY MODSEQ [UIDs [(numbers UIDs)]]).
  private mutating func known() throws(BadCommand) -> SelectOptions.Known {
    try cursor.space()
    try cursor.expect(Byte.openParenthesis)
    let validity = try cursor.nonZero()
    try cursor.space()
    var known = SelectOptions.Known(validity: validity, change: try cursor.change())
    if try cursor.continuesList() {
      if cursor.peek != Byte.openParenthesis {
        known.uids = try cursor.set()
        guard try cursor.continuesList() else { return known }
      }
      // Which number belongs to which UID: only of use to a server that has forgotten what is gone.
      try cursor.expect(Byte.openParenthesis)
      _ = try cursor.set()
      try cursor.space()
      _ = try cursor.set()
      try cursor.expect(Byte.closeParenthesis)
      try cursor.expect(Byte.closeParenthesis)
    }
    return known
  }

  private mutating func status() throws(BadCommand) -> ClientCommand {
    try cursor.space()
    let name = try cursor.astring()
    try cursor.space()
    let items = try statusItems()
    try cursor.expectEnd()
    return .status(name, items)
  }

  mutating func statusItems() throws(BadCommand) -> [StatusItem] {
    try cursor.expect(Byte.openParenthesis)
    var items: [StatusItem] = []
    repeat {
      let word = try cursor.keyword()
      guard let item = StatusItem(rawValue: word) else {
        throw BadCommand("there is no status item \(word)")
      }
      if !items.contains(item) { items.append(item) }
    } while try cursor.continuesList()
    return items
  }
}
