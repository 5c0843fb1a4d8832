import Bytes
import Digests
import MIME

// FETCH. Messages are read a window at a time, in the order in which they are packed, and answered in that of
// their numbers.
extension ServeSession {
  func fetch(_ set: NumberSet, _ request: FetchRequest, _ isByUID: Bool) throws -> Done {
    guard let open = mailbox else { throw Refusal.noMailbox }
    let ranges: [Range<Int>]
    if set.isSaved {
      ranges = open.indices(ofUIDs: savedSearch)
    } else if isByUID {
      ranges = open.indices(ofUIDs: set)
    } else if let named = open.indices(ofNumbers: set) {
      ranges = named
    } else {
      throw Refusal(.bad, nil, "there is no message with such a number")
    }
    if request.items.contains(.change) { enabled.insert(.changes) }
    if let change = request.changedSince, request.wantsVanished {
      guard enabled.contains(.quickResync) else {
        throw Refusal(.bad, nil, "QRESYNC is not enabled")
      }
      try tellVanished(since: change, known: set.isSaved ? nil : set, open)
    }
    let wanted = try indices(ranges, changedSince: request.changedSince, open)
    let answer = FetchAnswer(session: self, open: open, items: request.items, try currentFlags())
    metUnknownEncoding = false
    let unread = try answer.write(wanted)
    guard unread == 0 else {
      throw Refusal(.no, "CORRUPTION", "\(unread) messages cannot be read: run mailcask verify")
    }
    guard !metUnknownEncoding else {
      throw Refusal(.no, "UNKNOWN-CTE", "A part has an encoding that is not known")
    }
    return Done("Done")
  }

  private func indices(
    _ ranges: [Range<Int>], changedSince change: Int64?, _ open: OpenMailbox
  ) throws -> [Range<Int>] {
    guard let change else { return ranges }
    let changed = try changes(since: change, of: open).map(\.index)
    return changed.filter { index in ranges.contains { $0.contains(index) } }.map { $0..<$0 + 1 }
  }
}

/// The answers to one FETCH.
struct FetchAnswer {
  let session: ServeSession
  let open: OpenMailbox
  let items: [FetchItem]
  let flags: FlagBook
  private let needsFacts: Bool
  private let needsBytes: Bool
  private let needsSize: Bool
  private let needsHeadersOnly: Bool

  init(session: ServeSession, open: OpenMailbox, items: [FetchItem], _ flags: FlagBook) {
    self.session = session
    self.open = open
    self.items = items
    self.flags = flags
    needsSize = items.contains(.size)
    needsBytes = items.contains(where: \.needsBytes)
    needsHeadersOnly = items.allSatisfy { !$0.needsBytes || $0.needsHeaderOnly }
    needsFacts = needsBytes || items.contains { $0 != .uid && $0 != .flags }
  }

  /// A message with what its answer is made of.
  private struct Entry {
    let index: Int
    let id: Int64
    var facts: ArchiveRows.Facts?
    var size: Int?
    /// Nil where it is not needed, or too large.
    var message: ServedMessage?
    var isLarge = false
  }

  /// - Returns: how many could not be read.
  func write(_ ranges: [Range<Int>]) throws -> Int {
    guard needsFacts else {
      for range in ranges {
        for index in range {
          try write(Entry(index: index, id: open.message(at: index)))
        }
      }
      return 0
    }
    var unread = 0
    var window: [Int] = []
    for range in ranges {
      for index in range {
        window.append(index)
        guard window.count == Limits.window else { continue }
        unread += try write(window: window)
        window.removeAll(keepingCapacity: true)
      }
    }
    return unread + (try write(window: window))
  }

  private func write(window: [Int]) throws -> Int {
    guard !window.isEmpty else { return 0 }
    let facts = try session.served.rows.facts(of: window.map { open.message(at: $0) })
    let sizes = needsSize ? try session.reader.sizes(of: Array(facts.values)) : [:]
    var unread = 0
    for portion in portions(window, facts) {
      unread += try write(portion: portion, facts, sizes)
    }
    return unread
  }

  /// Parts of a window that fit into memory.
  private func portions(
    _ window: [Int], _ facts: [Int64: ArchiveRows.Facts]
  ) -> [ArraySlice<Int>] {
    guard needsBytes else { return [window[...]] }
    var portions: [ArraySlice<Int>] = []
    var (start, bytes) = (0, 0)
    for (place, index) in window.enumerated() {
      let size = max(0, facts[open.message(at: index)]?.size ?? 0)
      if place > start, bytes.addingClamped(size) > Limits.windowBytes {
        portions.append(window[start..<place])
        (start, bytes) = (place, 0)
      }
      bytes = bytes.addingClamped(size)
    }
    portions.append(window[start...])
    return portions
  }

  private func write(
    portion: ArraySlice<Int>, _ facts: [Int64: ArchiveRows.Facts], _ sizes: [Int64: Int]
  ) throws -> Int {
    var messages: [Int64: ServedMessage] = [:]
    let large = portion.count == 1 ? portion.first.map { open.message(at: $0) } : nil
    let isTooLarge = large.flatMap { facts[$0]?.size } ?? 0 > Limits.large
    let isLarge = isTooLarge && isStreamable
    if needsBytes, isTooLarge, needsHeadersOnly, let large {
      messages = (try? session.reader.header(ofLarge: large)).map { [large: $0] } ?? [:]
    } else if needsBytes, !isLarge {
      messages = try session.reader.messages(
        portion.map { open.message(at: $0) }, headersOnly: needsHeadersOnly)
    }
    var unread = 0
    for index in portion {
      let id = open.message(at: index)
      var entry = Entry(index: index, id: id, facts: facts[id], message: messages[id])
      entry.size = sizes[id] ?? (needsHeadersOnly ? nil : messages[id].map(\.bytes.count))
      entry.isLarge = isLarge
      // One that was erased meanwhile, or is damaged: what is known of it is not told either.
      guard facts[id] != nil, !needsBytes || isLarge || entry.message != nil,
        !needsSize || entry.size != nil
      else {
        unread += 1
        continue
      }
      try write(entry)
    }
    return unread
  }

  /// All that is asked of the bytes is the whole message, its text, or ranges of them.
  private var isStreamable: Bool {
    items.allSatisfy { item in
      switch item {
      case .section(let section, _):
        section.part.isEmpty && (section.text == .whole || section.text == .text)
      case .rfc822, .rfc822Text: true
      default: !item.needsBytes
      }
    }
  }

  // MARK: One message

  private func write(_ entry: Entry) throws {
    session.out.word("* ")
    session.out.number(entry.index + 1)
    session.out.word(" FETCH (")
    for (place, item) in items.enumerated() {
      if place > 0 { session.out.space() }
      try write(item, entry)
    }
    session.out.word(")")
    session.out.endLine()
    try session.flushIfMuch()
  }

  private func write(_ item: FetchItem, _ entry: Entry) throws {
    switch item {
    case .uid:
      session.out.word("UID ")
      session.out.number(open.uids[entry.index])
    case .flags:
      session.out.word("FLAGS (")
      session.out.encoded(flags.text(of: entry.id))
      session.out.word(")")
    case .size:
      session.out.word("RFC822.SIZE ")
      session.out.number(entry.size ?? 0)
    default:
      guard let facts = entry.facts else { return }
      if item.needsBytes { return try writeText(item, entry) }
      writeFact(item, facts, entry)
    }
  }

  private func writeFact(_ item: FetchItem, _ facts: ArchiveRows.Facts, _ entry: Entry) {
    switch item {
    case .internalDate:
      session.out.word("INTERNALDATE ")
      session.out.string(InternalDate.text(facts.received))
    case .change:
      session.out.word("MODSEQ (")
      session.out.number(open.change(at: entry.index, facts.revision))
      session.out.word(")")
    case .emailID:
      session.out.word("EMAILID (")
      session.out.encoded(ObjectID.email(facts.digest))
      session.out.word(")")
    case .threadID:
      session.out.word("THREADID (")
      session.out.encoded(ObjectID.thread(facts.thread))
      session.out.word(")")
    default: break
    }
  }

  private func writeText(_ item: FetchItem, _ entry: Entry) throws {
    guard let message = entry.message else { return try writeLarge(item, entry) }
    switch item {
    case .envelope:
      session.out.word("ENVELOPE ")
      session.out.envelope(message.header)
    case .body:
      session.out.word("BODY ")
      BodyStructure(message: message, isExtended: false).write(to: &session.out)
    case .bodyStructure:
      session.out.word("BODYSTRUCTURE ")
      BodyStructure(message: message, isExtended: true).write(to: &session.out)
    case .preview:
      session.out.word("PREVIEW ")
      session.out.nstring(message.preview)
    case .rfc822: text("RFC822 ", message.bytes[...])
    case .rfc822Header: text("RFC822.HEADER ", message.bytes[..<message.headerEnd])
    case .rfc822Text: text("RFC822.TEXT ", message.bytes[message.headerEnd...])
    case .section(let section, let partial):
      label(section, partial)
      // What is not there is empty, as beyond the end.
      session.out.literalOrQuoted(part(of: message.bytes(of: section) ?? [], partial))
    case .binary, .binarySize: try writeBinary(item, message)
    default: break
    }
  }

  private func text(_ name: StaticString, _ bytes: ArraySlice<UInt8>) {
    session.out.word(name)
    session.out.literalOrQuoted(bytes)
  }

  private func label(_ section: FetchItem.Section, _ partial: FetchItem.Partial?) {
    session.out.word("BODY[")
    session.out.encoded(section.label)
    session.out.word("]")
    origin(partial)
  }

  private func origin(_ partial: FetchItem.Partial?) {
    if let partial {
      session.out.word("<")
      session.out.number(partial.first)
      session.out.word(">")
    }
    session.out.space()
  }

  private func writeBinary(_ item: FetchItem, _ message: ServedMessage) throws {
    let (path, partial): ([UInt32], FetchItem.Partial?)
    var isSize = false
    switch item {
    case .binary(let asked, let range): (path, partial) = (asked, range)
    case .binarySize(let asked):
      (path, partial) = (asked, nil)
      isSize = true
    default: return
    }
    session.out.word(isSize ? "BINARY.SIZE[" : "BINARY[")
    session.out.encoded(Array(path.map(String.init).joined(separator: ".").utf8))
    session.out.word("]")
    origin(partial)
    switch message.decoded(path) {
    case .missing: session.out.word(isSize ? "0" : "NIL")
    case .unknownEncoding:
      session.metUnknownEncoding = true
      session.out.word(isSize ? "0" : "NIL")
    case .bytes(let bytes):
      if isSize {
        session.out.number(bytes.count)
      } else {
        let asked = Array(part(of: bytes, partial))
        if asked.contains(0) {
          session.out.binaryLiteral(asked)
        } else {
          session.out.literalOrQuoted(asked[...])
        }
      }
    }
  }

  // MARK: Large messages

  private func textRange(of id: Int64, _ size: Int) throws -> Range<Int> {
    min(try session.reader.header(ofLarge: id).headerEnd, size)..<size
  }

  private func writeLarge(_ item: FetchItem, _ entry: Entry) throws {
    guard let facts = entry.facts,
      let size = try entry.size ?? session.reader.sizes(of: [facts])[entry.id]
    else { return session.out.word("NIL") }
    var range = 0..<size
    switch item {
    case .section(let section, let partial):
      if section.text == .text { range = try textRange(of: entry.id, size) }
      label(section, partial)
      if let partial {
        let first = range.lowerBound + min(Int(partial.first), range.count)
        range = first..<first + min(Int(partial.count), range.upperBound - first)
      }
    case .rfc822Text:
      range = try textRange(of: entry.id, size)
      session.out.word("RFC822.TEXT ")
    default: session.out.word("RFC822 ")
    }
    session.out.beginLiteral(of: range.count)
    var sent = 0
    var isGone = false
    do {
      try session.reader.readLarge(entry.id, range) { piece in
        guard !isGone else { return }
        session.out.literalPiece(piece)
        sent += piece.count
        isGone = (try? session.flushIfMuch()) == nil
      }
    } catch {
      // The literal cannot be taken back: whoever gets a part of it must not take it for all.
      throw ServeSession.Hangup()
    }
    guard !isGone, sent == range.count else { throw ServeSession.Hangup() }
  }
}
