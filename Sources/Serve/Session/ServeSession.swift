import Archive
import Bytes
import IMAP

/// One client's session (RFC 3501, IMAP4rev1), read-only. It knows nothing of where its bytes come from; whoever
/// made it has let the client in.
package final class ServeSession {
  let served: ServedArchive
  private let channel: any ServeChannel
  private var framing: CommandFraming
  var out = ResponseBuffer()
  let reader: MessageReader

  var mailbox: OpenMailbox?
  /// Nil until flags are asked for.
  private var flags: FlagBook?
  /// "$": UIDs of what the last search with SAVE found.
  var savedSearch = UIDSet()
  var enabled: Set<Extension> = []
  /// Of the command that is done now.
  private(set) var tag: [UInt8] = []
  /// A part of a FETCH could not be decoded (RFC 3516 section 4.3).
  var metUnknownEncoding = false
  private var badCommands = 0
  private var isOver = false
  private let isStopped: () -> Bool
  /// Tag of the login that is to be answered; nil: the client is let in without one.
  private let loginTag: [UInt8]?

  enum Extension: String {
    case changes = "CONDSTORE"
    case quickResync = "QRESYNC"
    case utf8 = "UTF8=ACCEPT"
  }

  /// The client is gone: nothing more can be said.
  struct Hangup: Error {}

  /// - Parameter isStopped: asked now and then; the session says goodbye then.
  package convenience init(
    _ served: ServedArchive, _ channel: any ServeChannel,
    isStopped: @escaping () -> Bool = { false }
  ) {
    self.init(served, channel, after: nil, isStopped: isStopped)
  }

  /// - Parameter login: of a client that has logged in: what it sent behind, and the login's tag.
  init(
    _ served: ServedArchive, _ channel: any ServeChannel,
    after login: (framing: CommandFraming, tag: [UInt8])?, isStopped: @escaping () -> Bool
  ) {
    self.served = served
    self.channel = channel
    self.isStopped = isStopped
    framing = login?.framing ?? CommandFraming()
    loginTag = login?.tag
    reader = MessageReader(served)
  }

  static let capabilities: StaticString = """
    IMAP4rev1 LITERAL+ ID ENABLE IDLE NAMESPACE CHILDREN UNSELECT UIDPLUS ESEARCH SEARCHRES WITHIN \
    SEARCH=FUZZY SORT SORT=DISPLAY THREAD=REFERENCES THREAD=ORDEREDSUBJECT LIST-EXTENDED LIST-STATUS \
    SPECIAL-USE CONDSTORE QRESYNC STATUS=SIZE BINARY OBJECTID PREVIEW UTF8=ACCEPT
    """

  /// Returns when the client has logged out or is gone.
  package func run() {
    do {
      if let loginTag {
        out.encoded(loginTag)
        out.word(" OK [CAPABILITY ")
      } else {
        out.word("* PREAUTH [CAPABILITY ")
      }
      out.word(Self.capabilities)
      out.word("] Mailcask is ready")
      out.endLine()
      try flush()
      while !isOver, let raw = try nextCommand() { try perform(raw) }
      try flush()
    } catch {}
  }

  // MARK: Input

  /// Nil at the end.
  ///
  /// - Parameter look: called about once a second, while nothing comes from a client that idles.
  func nextCommand(_ look: () throws -> Void = {}) throws -> RawCommand? {
    var waited = 0.0
    while waited < Limits.secondsWithoutCommand {
      while let event = framing.next() {
        if let command = try handle(event) { return command }
        if isOver { return nil }
      }
      try flush()
      if isStopped() { return try goodbye("Mailcask ends") }
      guard let bytes = channel.read(timeout: Limits.secondsBetweenLooks) else {
        waited += Limits.secondsBetweenLooks
        try look()
        continue
      }
      guard !bytes.isEmpty else { return nil }
      framing.feed(bytes)
    }
    return try goodbye("No command came for too long")
  }

  private func handle(_ event: CommandFraming.Event) throws -> RawCommand? {
    switch event {
    case .command(let command): return command
    case .question:
      out.word("+ go on")
      out.endLine()
      try flush()
    case .tooLarge(let tag):
      finish(tag, Refusal(.no, "TOOBIG", "The literal is too large"))
    case .broken(let why): _ = try goodbye(why)
    }
    return nil
  }

  private func goodbye(_ why: String) throws -> RawCommand? {
    out.word("* BYE ")
    out.words(why)
    out.endLine()
    try flush()
    isOver = true
    return nil
  }

  // MARK: Output

  /// Says, while a command takes long, that it is not forgotten. A client that is gone is only noticed by
  /// saying something.
  ///
  /// - Throws: `Hangup` where the session is to end.
  func sayThatItGoesOn() throws {
    if isStopped() {
      _ = try goodbye("Mailcask ends")
      throw Hangup()
    }
    out.word("* OK Still searching")
    out.endLine()
    try flush()
  }

  func flush() throws {
    guard out.count > 0 else { return }
    guard channel.write(out.bytes) else { throw Hangup() }
    out.clear()
  }

  /// Sends what is there once it is much.
  func flushIfMuch() throws {
    if out.count >= Limits.unsent { try flush() }
  }

  private func finish(_ tag: [UInt8], _ refusal: Refusal) {
    out.encoded(tag)
    out.word(refusal.status == .no ? " NO " : " BAD ")
    if let code = refusal.code {
      out.word("[")
      out.encoded(Array(code.utf8))
      out.word("] ")
    }
    out.words(refusal.words)
    out.endLine()
  }

  // MARK: Commands

  private func perform(_ raw: RawCommand) throws {
    guard let tagged = CommandParser.parse(raw) else {
      out.word("* BAD ")
      out.words("a command begins with a tag, a blank and its name")
      out.endLine()
      return try countBad()
    }
    tag = tagged.tag
    out.allowsUTF8 = enabled.contains(.utf8)
    do {
      let command = try tagged.command.get()
      if tagged.isBadCharset {
        throw Refusal(.no, "BADCHARSET (US-ASCII UTF-8)", "Only UTF-8 is understood")
      }
      if tagged.namesCharset, enabled.contains(.utf8) {
        throw Refusal(.bad, nil, "after UTF8=ACCEPT a search names no character set (RFC 6855)")
      }
      let done = try perform(command)
      if command.allowsUpdates { try tellUpdates() }
      out.encoded(tagged.tag)
      out.word(" OK ")
      if let code = done.code {
        out.word("[")
        out.encoded(code)
        out.word("] ")
      }
      out.word(done.words)
      out.endLine()
    } catch let error as Hangup { throw error } catch {
      let refusal = Refusal(error)
      finish(tagged.tag, refusal)
      if refusal.status == .bad { try countBad() }
    }
  }

  private func countBad() throws {
    badCommands += 1
    if badCommands >= Limits.badCommands { _ = try goodbye("Too many commands without meaning") }
  }

  /// What the tagged OK says.
  struct Done {
    var code: [UInt8]?
    var words: StaticString

    init(_ words: StaticString, code: [UInt8]? = nil) {
      self.words = words
      self.code = code
    }
  }

  private func perform(_ command: ClientCommand) throws -> Done {
    switch command {
    case .capability: return capability()
    case .noop, .check: return Done("Done")
    case .logout:
      out.word("* BYE Goodbye")
      out.endLine()
      isOver = true
      mailbox = nil
      return Done("Logged out")
    case .id:
      out.word("* ID (\"name\" \"Mailcask\")")
      out.endLine()
      return Done("Done")
    case .namespace:
      out.word("* NAMESPACE ((\"\" \"/\")) NIL NIL")
      out.endLine()
      return Done("Done")
    case .enable(let names): return enable(names)
    case .idle: return try idle()
    case .select(let name, let options, _): return try select(name, options)
    case .close, .unselect:
      guard mailbox != nil else { throw Refusal.noMailbox }
      leave()
      return Done("Closed")
    case .list(let request): return try list(request)
    case .lsub(let reference, let pattern): return try lsub(reference, pattern)
    case .status(let name, let items): return try status(name, items)
    // Everything counts as subscribed, whatever is said.
    case .subscribe: return Done("All mailboxes are subscribed")
    case .fetch(let set, let request, let isByUID): return try fetch(set, request, isByUID)
    case .search(let request): return try search(request)
    case .change(_, let needsMailbox):
      guard !needsMailbox || mailbox != nil else { throw Refusal.noMailbox }
      throw Refusal.readOnly
    }
  }

  private func capability() -> Done {
    out.word("* CAPABILITY ")
    out.word(Self.capabilities)
    out.endLine()
    return Done("Done")
  }

  private func enable(_ names: [String]) -> Done {
    out.word("* ENABLED")
    for name in names {
      guard let wanted = Extension(rawValue: name) else { continue }
      enabled.insert(wanted)
      if wanted == .quickResync { enabled.insert(.changes) }
      out.space()
      out.encoded(Array(wanted.rawValue.utf8))
    }
    out.endLine()
    return Done("Done")
  }

  func leave() {
    mailbox = nil
    savedSearch = UIDSet()
  }

  // MARK: Flags

  func currentFlags() throws -> FlagBook {
    if let flags { return flags }
    let read = try FlagBook(served.rows)
    flags = read
    return read
  }

  func forgetFlags() { flags = nil }
}

extension ClientCommand {
  /// Whether a client may be told here that messages are gone: not while it speaks in their numbers (RFC 3501
  /// section 7.4.1).
  fileprivate var allowsUpdates: Bool {
    switch self {
    case .fetch(_, _, let isByUID): isByUID
    case .search(let request): request.isByUID
    // Mailboxes are left or opened, and what is told before is of the other one.
    case .select, .close, .unselect, .logout: false
    default: true
    }
  }
}

/// Lets a client know now and then that its command goes on.
final class SignsOfLife {
  private unowned let session: ServeSession
  private let clock = ContinuousClock()
  private var next: ContinuousClock.Instant

  init(_ session: ServeSession) {
    self.session = session
    next = clock.now + Limits.timeBetweenSigns
  }

  func give() throws {
    guard clock.now >= next else { return }
    next = clock.now + Limits.timeBetweenSigns
    try session.sayThatItGoesOn()
  }
}
