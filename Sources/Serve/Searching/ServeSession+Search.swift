import Bytes
import IMAP

// SEARCH, SORT and THREAD with the answers of RFC 3501, RFC 4731, RFC 5182 and RFC 5256.
extension ServeSession {
  func search(_ request: SearchRequest) throws -> Done {
    guard let open = mailbox else { throw Refusal.noMailbox }
    let run = SearchRun(
      served: served, reader: reader, open: open, saved: savedSearch, flags: try currentFlags(),
      goOn: { [signs = SignsOfLife(self)] in try signs.give() })
    let mayChange = request.key.asksForChanges
    if mayChange { enabled.insert(.changes) }
    let found: [Int]
    do { found = try run.indices(of: request.key) } catch {
      // RFC 5182 section 2.1: what was saved before is not what this search found.
      if request.returns?.contains(.save) ?? false { savedSearch = UIDSet() }
      throw error
    }
    switch request.kind {
    case .search: try answer(found, request, open, withChange: mayChange)
    case .sort(let keys):
      let sorted = try Sorting(served: served, reader: reader, open: open).sorted(found, by: keys)
      try answer(sorted, request, open, withChange: mayChange)
    case .thread(let algorithm):
      let threads = try MailThreads(served: served, open: open).threads(of: found, by: algorithm)
      write(threads, request.isByUID ? { open.uids[$0] } : { UInt32(clamping: $0 + 1) })
    }
    return Done("Done")
  }

  private func answer(
    _ found: [Int], _ request: SearchRequest, _ open: OpenMailbox, withChange: Bool
  ) throws {
    let numbers = found.map { request.isByUID ? open.uids[$0] : UInt32(clamping: $0 + 1) }
    let change = withChange ? try highestChange(of: found, open) : nil
    guard let returns = request.returns else {
      if case .search = request.kind { out.word("* SEARCH") } else { out.word("* SORT") }
      for number in numbers {
        out.space()
        out.number(number)
      }
      if let change, !found.isEmpty {
        out.word(" (MODSEQ ")
        out.number(change)
        out.word(")")
      }
      return out.endLine()
    }
    if returns.contains(.save) { save(found, returns, open) }
    guard returns != [.save] else { return }
    extended(numbers, request, returns, change)
  }

  /// With MIN or MAX alone these are saved, and nothing else (RFC 5182 section 2.4).
  private func save(_ found: [Int], _ returns: Set<SearchRequest.Return>, _ open: OpenMailbox) {
    var saved = found
    if !returns.contains(.all), !returns.contains(.count),
      returns.contains(.min) || returns.contains(.max)
    {
      saved = []
      if returns.contains(.min), let first = found.min() { saved.append(first) }
      if returns.contains(.max), let last = found.max(), last != saved.first { saved.append(last) }
    }
    savedSearch = UIDSet(saved.map { open.uids[$0] })
  }

  private func extended(
    _ numbers: [UInt32], _ request: SearchRequest, _ returns: Set<SearchRequest.Return>,
    _ change: Int64?
  ) {
    out.word("* ESEARCH (TAG ")
    out.string(tag)
    out.word(request.isByUID ? ") UID" : ")")
    if returns.contains(.min), let first = numbers.min() {
      out.word(" MIN ")
      out.number(first)
    }
    if returns.contains(.max), let last = numbers.max() {
      out.word(" MAX ")
      out.number(last)
    }
    if returns.contains(.all), !numbers.isEmpty {
      out.word(" ALL ")
      out.encoded(Array(text(of: numbers, isSorted: request.kind != .search).utf8))
    }
    if returns.contains(.count) {
      out.word(" COUNT ")
      out.number(numbers.count)
    }
    if let change, !numbers.isEmpty {
      out.word(" MODSEQ ")
      out.number(change)
    }
    out.endLine()
  }

  /// A sorted answer keeps its order.
  private func text(of numbers: [UInt32], isSorted: Bool) -> String {
    isSorted ? numbers.map(String.init).joined(separator: ",") : UIDSet(numbers).text
  }

  private func highestChange(of found: [Int], _ open: OpenMailbox) throws -> Int64 {
    let revisions = try served.rows.revisions(of: found.map { open.message(at: $0) })
    return zip(found, revisions).reduce(1) { max($0, open.change(at: $1.0, $1.1)) }
  }

  private func write(_ threads: [MailThreads.Node], _ number: (Int) -> UInt32) {
    out.word("* THREAD")
    if !threads.isEmpty { out.space() }
    for thread in threads { write(thread, number) }
    out.endLine()
  }

  /// "(1 2 (3)(4 5))": a chain is written without parentheses. How deep it goes is bounded by `MailThreads`.
  private func write(_ thread: MailThreads.Node, _ number: (Int) -> UInt32) {
    out.word("(")
    var node = thread
    var isFirst = true
    while true {
      if let index = node.index {
        if !isFirst { out.space() }
        out.number(number(index))
        isFirst = false
      }
      guard node.children.count == 1 else { break }
      node = node.children[0]
    }
    if node.children.count > 1 {
      if !isFirst { out.space() }
      for child in node.children { write(child, number) }
    }
    out.word(")")
  }
}

extension SearchKey {
  /// MODSEQ stands in it: the answer has one, too (RFC 7162 section 3.1.5).
  fileprivate var asksForChanges: Bool {
    switch self {
    case .change: true
    case .and(let keys): keys.contains(where: \.asksForChanges)
    case .or(let one, let other): one.asksForChanges || other.asksForChanges
    case .not(let key): key.asksForChanges
    default: false
    }
  }
}
