internal import MIME
package import Mail

/// A document as the index takes it: its terms and values, worked out. Encoding needs no index, so
/// that each core can do it.
package struct EncodedDocument: Sendable {
  package var id: Int64
  let records: [UInt8]
  /// Words that may need stems.
  var words: WordList

  /// Bytes that the encoded document takes in memory.
  package var bytes: Int { records.count + words.memory }
}

/// Encodes documents, one after the other; each thread has its own.
package struct DocumentEncoder {
  private var analyser = Analyser()
  private var table = TermTable(
    positional: IndexFormat.Field.allCases.map { Array($0.rawValue.utf8) })
  private var headerFields = HeaderFields()

  package init() {}

  package mutating func encode(_ document: IndexDocument) -> EncodedDocument {
    table.removeAll()
    headerFields.beginDocument(in: &table)
    analyse(document)
    var records = RecordBuffer()
    var words = WordList()
    table.write(to: &records, words: &words)
    for name in headerFields.unusual { records.booleanTerm(.header, name) }
    for name in headerFields.missing { records.booleanTerm(.headerMissing, name) }
    records.addExactTerms(of: document)
    records.addValues(of: document)
    records.row(document.row)
    return EncodedDocument(id: document.id, records: records.bytes, words: words)
  }

  private mutating func analyse(_ document: IndexDocument) {
    analyse([document.subject], as: .subject)
    for role in IndexDocument.AddressRole.allCases {
      let addresses = document.addresses.filter { $0.role == role }
      analyse(addresses.flatMap { [$0.name, $0.mailbox] }, as: role.field)
    }
    analyse(document.texts)
    analyse(document.attachments.compactMap(\.name), as: .attachment)
    if let listID = document.listID { analyse([listID] + listNames(document), as: .list) }
    for header in document.headers where headerFields.select(header.name, in: &table) {
      analyse(header.value, from: 1)
    }
  }

  /// What lists call themselves: `List-Id: Developers <dev.lists.example.org>`.
  private func listNames(_ document: IndexDocument) -> [String] {
    document.headers.filter { QueryField.ofHeader($0.name) == .list }
      .compactMap { $0.value.split(separator: "<").first.map(String.init) }
      .filter { $0 != document.listID }
  }

  /// What repeats the body in another form is taken for what it adds.
  private mutating func analyse(_ texts: [SearchableText]) {
    select(.body)
    var position: UInt32 = 1
    for text in texts where !text.text.isEmpty {
      if text.isAlternative { table.beginRepetition() }
      position = analyse(text.text, from: position) &+ Limits.pieceGap
      table.endRepetition()
    }
  }

  private mutating func analyse(_ texts: [String], as field: IndexFormat.Field) {
    select(field)
    var position: UInt32 = 1
    for text in texts where !text.isEmpty {
      position = analyse(text, from: position) &+ Limits.pieceGap
    }
  }

  private mutating func select(_ field: IndexFormat.Field) {
    guard let index = IndexFormat.Field.allCases.firstIndex(of: field) else { return }
    table.select(field: index)
  }

  @discardableResult
  private mutating func analyse(_ text: String, from position: UInt32) -> UInt32 {
    analyser.analyse(text.utf8.span, from: position, into: &table)
  }
}

extension IndexDocument.AddressRole {
  var field: IndexFormat.Field {
    switch self {
    case .from: .from
    case .to: .to
    case .cc: .cc
    case .bcc: .bcc
    }
  }

  var exact: IndexFormat.Exact {
    switch self {
    case .from: .mailboxFrom
    case .to: .mailboxTo
    case .cc: .mailboxCc
    case .bcc: .mailboxBcc
    }
  }
}

extension RecordBuffer {
  mutating func addExactTerms(of document: IndexDocument) {
    for id in document.messageIDs where !id.isEmpty { booleanTerm(.messageID, id.utf8) }
    for address in document.addresses where !address.mailbox.isEmpty {
      booleanTerm(address.role.exact, Folding.key(address.mailbox))
    }
    for type in document.partTypes.union(document.attachments.map(\.type)) {
      let parts = type.split(separator: "/", maxSplits: 1)
      for term in [type[...]] + parts where !term.isEmpty {
        booleanTerm(.type, term.utf8)
      }
    }
    for suffix in Set(document.attachments.compactMap { fileSuffix(of: $0.name ?? "") }) {
      booleanTerm(.type, suffix.utf8)
    }
    for feature in Feature.all(in: document) { booleanTerm(.feature, feature.rawValue.utf8) }
    addState(IndexUpdate(document))
  }

  /// What changes after a message has arrived.
  mutating func addState(_ state: IndexUpdate) {
    if let thread = state.thread {
      booleanTerm(.thread, "\(thread)".utf8)
      value(.thread, IndexFormat.bytes(thread))
    }
    for tag in state.tags ?? [] { booleanTerm(.tag, Folding.key(tag)) }
    for each in MessageState.all(in: state.flags ?? []) {
      booleanTerm(.flag, each.rawValue.utf8)
    }
    for folder in state.folders ?? [] {
      let levels = folder.split(separator: "/")
      for depth in 0..<levels.count {
        booleanTerm(.folder, Folding.key(levels[...depth].joined(separator: "/")))
      }
    }
    if let accounts = state.accounts {
      for account in accounts { booleanTerm(.account, Folding.key(account)) }
      value(.account, bounded(accounts.first ?? ""))
    }
  }

  mutating func addValues(of document: IndexDocument) {
    value(.date, IndexFormat.bytes(document.date, signed: true))
    booleanTerm(.period, DatePeriod(of: document.date).bytes)
    value(.size, IndexFormat.bytes(document.size))
    let sender = document.addresses.first { $0.role == .from }?.mailbox ?? ""
    value(.sender, IndexFormat.cut(Folding.key(sender), to: Limits.valueBytes))
    value(.list, IndexFormat.cut(Folding.key(document.listID ?? ""), to: Limits.valueBytes))
    value(.year, Array(CivilDate.padded(CivilDate(epoch: document.date).year, 4).utf8))
    let types = Set(document.attachments.filter(\.isAttachment).map(\.type))
    value(.types, bounded(types.sorted().joined(separator: "\0")))
  }

  private func bounded(_ text: String) -> [UInt8] {
    IndexFormat.cut(Array(text.utf8), to: Limits.valueBytes)
  }
}

/// A change of what may change in a message that is in the index; nil leaves it.
package struct IndexUpdate: Sendable, Equatable {
  package var tags: [String]?
  package var flags: MessageFlags?
  package var folders: [String]?
  package var accounts: [String]?
  package var thread: Int64?
  /// See `IndexDocument.row`.
  package var row: UInt64?
  package init() {}

  init(_ document: IndexDocument) {
    tags = document.tags
    flags = document.flags
    folders = document.folders
    accounts = document.accounts
    thread = document.thread
  }

  /// The records that first take away what there was.
  var records: [UInt8] {
    var buffer = RecordBuffer()
    if tags != nil { buffer.dropTerms(.tag) }
    if flags != nil { buffer.dropTerms(.flag) }
    if folders != nil { buffer.dropTerms(.folder) }
    if accounts != nil { buffer.dropTerms(.account) }
    if thread != nil { buffer.dropTerms(.thread) }
    buffer.addState(self)
    if let row { buffer.row(row) }
    return buffer.bytes
  }
}
