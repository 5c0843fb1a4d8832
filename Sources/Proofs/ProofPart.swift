/// Columns of a table that are proven together: see the schema, proof.
package struct ProofPart: Sendable {
  /// How rows are grouped in `proof.block`.
  package enum Block: Sendable {
    case all
    case value(of: String)
    case neighbours(of: String)
  }

  /// `proof.part`. Never given to others.
  package let number: Int64
  package let table: String
  package let columns: [String]
  let block: Block
  /// What is in a block, for people: "messages 1 to 64".
  package let noun: String
  /// What damage means.
  package let meaning: String
  /// It can be made again from the messages and the ledger.
  package let isDerived: Bool
  /// Few rows, of which each transaction changes some: compared before and after instead of noted.
  package let isSmall: Bool

  fileprivate init(
    _ number: Int64, _ table: String, _ columns: String, by block: Block = .all, _ noun: String,
    _ meaning: String = "", isDerived: Bool = false, isSmall: Bool = false
  ) {
    self.number = number
    self.table = table
    self.columns = columns.split(separator: " ").map(String.init)
    self.block = block
    self.noun = noun
    self.meaning = meaning
    self.isDerived = isDerived
    self.isSmall = isSmall
  }

  /// Damage is mended by reading all messages again.
  package var isReadFromMessages: Bool {
    isDerived && !isOfAttachments && !isOfDecryption
      && !["run", "account_message"].contains(table)
  }

  /// Damage is mended by forgetting what was read out of attachments: it is read again.
  package var isOfAttachments: Bool {
    ["extract", "attachment", "attachment_range"].contains(table)
  }

  /// Sizes of messages are in it, which their bytes tell as well.
  package var hasSizes: Bool { table == "message" && columns.contains("size") }

  /// Damage is mended by forgetting what was decrypted: that is done again.
  package var isOfDecryption: Bool { table == "decryption" }

  /// - Parameter row: "new.", "old.", or nothing for a query of the table.
  func blockExpression(_ row: String = "") -> String {
    switch block {
    case .all: "0"
    case .value(let column): row + column
    case .neighbours(let column): "\(row)\(column) >> \(Self.shift)"
    }
  }

  /// Neighbours in a block: 2 to the power of this.
  private static let shift: Int64 = 6

  /// "messages 65 to 128".
  package func place(_ block: Int64) -> String {
    switch self.block {
    case .all: noun
    case .value: "\(noun) \(block)"
    case .neighbours:
      "\(noun) \(max(1, members(of: block).lowerBound)) to \(members(of: block).upperBound)"
    }
  }

  /// Numbers of the rows in a block of neighbours.
  package func members(of block: Int64) -> ClosedRange<Int64> {
    let first = max(0, min(block, Int64.max >> Self.shift)) << Self.shift
    return first...first + (1 << Self.shift) - 1
  }
}

extension ProofPart {
  /// Everything but what is proven by the messages themselves, whose digests cover contents and pieces,
  /// and `imported_file`, whose loss costs reading a file again.
  package static let all: [ProofPart] =
    messages + derived + attachments + ledger + servers + outbox + small

  private static let messageFacts = ProofPart(
    1, "message", "id digest size received stored", by: .neighbours(of: "id"), "messages",
    "when one was received or stored, or its size, is not what was recorded")
  private static let messageReadings = ProofPart(
    2, "message",
    "id date zone message_id identifier ancestors sender recipients subject flags canonical",
    by: .neighbours(of: "id"), "messages", "what lists show of one is wrong", isDerived: true)

  private static let messages = [
    messageFacts, messageReadings,
    ProofPart(
      3, "message", "id thread added revision", by: .neighbours(of: "id"), "messages",
      "the conversation or the latest change of one is wrong", isDerived: true),
    ProofPart(
      4, "content", "id part codec dictionary size digest", by: .neighbours(of: "id"), "contents",
      "how one is kept is not what was recorded"),
    ProofPart(
      5, "dictionary", "id digest trained text message", "dictionaries",
      "how one was made is not what was recorded"),
    ProofPart(13, "tag", "id name", "tags", "the name of one is not what was recorded"),
    ProofPart(
      14, "message_tag", "tag message", by: .neighbours(of: "message"), "messages",
      "the tags of one are not those that were set"),
    ProofPart(15, "folder", "id name", "folders", "the name of one is not what was recorded"),
    ProofPart(
      16, "message_folder", "message folder", by: .neighbours(of: "message"), "messages",
      "the folders of one are not those that it was in"),
    ProofPart(
      17, "source", "id kind name listed", "sources",
      "the name of one, or when it was last listed, is not what was recorded"),
    ProofPart(
      23, "removal", "message digest requested purge_after purged welcome revision canonical",
      by: .neighbours(of: "message"), "messages",
      "whether and when one was deleted is not what was recorded"),
  ]

  private static let derived = [
    ProofPart(6, "identifier", "id thread", "Message-IDs", lists, isDerived: true),
    ProofPart(7, "thread_merge", "thread into_thread", "conversations", lists, isDerived: true),
    ProofPart(8, "joined_thread", "thread into_thread", "conversations", lists, isDerived: true),
    ProofPart(9, "answer", "message answered", "answers", lists, isDerived: true),
    ProofPart(
      10, "subject_message", "subject reply date message people", "subjects", lists,
      isDerived: true),
    ProofPart(
      11, "correspondent", "id address name named messages", "addresses",
      "the addresses that completion offers are wrong", isDerived: true),
    ProofPart(12, "owner", "correspondent account", "owners", lists, isDerived: true),
    ProofPart(
      18, "account_message", "source date message", "lists of accounts", "they are wrong",
      isDerived: true),
    ProofPart(
      20, "run", "id offered stored copies rejected", by: .neighbours(of: "id"), "runs",
      "the totals of one are wrong", isDerived: true),
  ]

  private static let lists = "conversations may be wrong"

  /// Read from the messages again, in the background.
  private static let attachments = [
    ProofPart(
      32, "extract", "digest extractor outcome pages tries size text", "texts of attachments",
      "what was read out of one is wrong", isDerived: true),
    ProofPart(
      33, "attachment", "message number part name digest", by: .neighbours(of: "message"),
      "messages", "the list of the documents in one is wrong", isDerived: true),
    ProofPart(
      34, "attachment_range", "first last rules", "texts of attachments",
      "some may never be read", isDerived: true),
    ProofPart(
      37, "decryption", "message outcome means tries latest session_keys size clear",
      by: .neighbours(of: "message"), "messages", "what was decrypted of one is wrong",
      isDerived: true),
  ]

  private static let ledger = [
    ProofPart(
      19, "run", "id command started finished outcome octets", by: .neighbours(of: "id"), "runs",
      "what is recorded of one is not what was written"),
    ProofPart(
      21, "ledger",
      "id run source name position time outcome message reason doubt digest form",
      by: .neighbours(of: "id"), "ledger entries",
      "where a message came from, or what became of it, is not what was recorded"),
  ]

  private static let servers = [
    ProofPart(
      22, "maildrop",
      "source uid message first_seen last_seen gone deleted listed doubt confirmed",
      by: .value(of: "source"), "the account with number", server),
    ProofPart(24, "mailbox", "id source wire_name name gone", "mailboxes", server),
    ProofPart(
      25, "mailbox_epoch", "id mailbox validity listed messages next_uid latest_change",
      "mailboxes", server),
    ProofPart(
      26, "placement", "epoch uid message size date flags first_seen last_seen gone proof identity",
      by: .value(of: "epoch"), "the mailbox with number", server),
    ProofPart(
      27, "placement_change", "id epoch uid time flags", by: .neighbours(of: "id"),
      "changes of flags", server),
    ProofPart(
      28, "placement_refusal", "epoch uid reason first times next", by: .value(of: "epoch"),
      "the mailbox with number", server),
  ]

  private static let server = "what is known of the server is not what was recorded"

  private static let outbox = [
    ProofPart(
      35, "outbox", "id message account sender queued", by: .neighbours(of: "id"),
      "messages to be sent", "what is to be sent, and from whom, is not what was recorded"),
    ProofPart(
      36, "outbox_recipient", "item address state tries next answer", by: .value(of: "item"),
      "the recipients of the message to be sent with number",
      "what became of one is not what was recorded"),
  ]

  private static let small = [
    ProofPart(
      29, "archive", "id uuid created revision text ruled", "archive",
      "its identity, age or number of changes is not what was recorded", isSmall: true),
    ProofPart(
      30, "derivation", "id rules latest reached until counted", "derivation", lists,
      isDerived: true, isSmall: true),
    ProofPart(
      31, "sqlite_sequence", "name seq", "message numbers",
      "a number may be given twice, or numbers are left out", isSmall: true),
  ]
}
