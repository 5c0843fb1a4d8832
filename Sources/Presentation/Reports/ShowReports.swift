package import Archive
import Text

// JSON forms of the output of `mailcask show`: see Schemas/Output.

/// A message as in lists.
package struct MessageReport: Encodable {
  let id: Int64
  let date: String
  let timestamp: Int64
  let from: String
  let to: String
  let cc: String?
  let bcc: String?
  let subject: String
  let size: Int
  let tags: [String]
  let thread: Int64
  let messageId: String?
  let sha256: String
  let hasAttachment: Bool

  /// - Parameter whole: the fields from the message itself; without it, from, to and subject are
  ///   shortened, and `to` includes the recipients in Cc.
  package init(_ message: MessageSummary, whole: WholeFields? = nil) {
    id = message.id
    date = utcDate(message.date)
    timestamp = message.date
    from = whole?.from ?? message.sender
    to = whole?.to ?? message.recipients
    cc = whole?.cc
    bcc = whole?.bcc
    subject = whole?.subject ?? message.subject
    size = message.size
    tags = message.tags
    thread = message.thread
    messageId = whole?.messageID ?? message.messageID
    sha256 = message.sha256
    hasAttachment = message.hasAttachment
  }
}

package struct ThreadReport: Encodable {
  let messages: [Entry]

  package init(_ entries: [ThreadEntry]) { messages = entries.map(Entry.init) }

  package struct Entry: Encodable {
    let message: MessageReport
    let parent: Int64?
    let depth: Int

    init(_ entry: ThreadEntry) {
      message = MessageReport(entry.message)
      parent = entry.parent
      depth = entry.depth
    }
  }
}

package struct PlaceReport: Encodable {
  let source: String
  let isAccount: Bool
  let name: String?
  let position: Int64?
  let time: String

  package init(_ origin: Origin) {
    source = origin.source.name
    isAccount = origin.source.isAccount
    name = origin.name
    position = origin.position
    time = utcDate(origin.time)
  }
}

package struct ProvenanceReport: Encodable {
  let sightings: [Sighting]
  let servers: [Server]
  let folders: [String]
  let deletion: Deletion?

  package init(_ history: MessageHistory) {
    sightings = history.sightings.map {
      Sighting(
        run: $0.run, place: PlaceReport($0.origin), outcome: "\($0.outcome)",
        form: $0.form.map(Form.init))
    }
    servers = history.servers.map {
      Server(
        account: $0.account, folder: $0.folder, uid: $0.uid, firstSeen: utcDate($0.firstSeen),
        lastSeen: $0.lastSeen.map(utcDate), gone: $0.gone.map(utcDate),
        deleted: $0.deleted.map(utcDate))
    }
    folders = history.folders
    deletion = history.deletion.map {
      Deletion(
        requested: utcDate($0.requested), eraseAfter: utcDate($0.eraseAfter),
        erased: $0.erased.map(utcDate))
    }
  }

  package struct Sighting: Encodable {
    let run: Int64
    let place: PlaceReport
    let outcome: String
    let form: Form?
  }

  package struct Form: Encodable {
    let sha256: String
    let lineEnds: String?
    let lacksLastLineEnd: Bool?
    let notes: [String]?

    init(_ form: OfferedForm) {
      sha256 = form.sha256
      lineEnds = form.isKept ? (form.endsLinesInLF ? "lf" : "crlf") : nil
      lacksLastLineEnd = form.isKept ? form.lacksLastLineEnd : nil
      notes = form.isKept ? form.notes : nil
    }
  }

  package struct Server: Encodable {
    let account: String
    let folder: String?
    let uid: String
    let firstSeen: String
    let lastSeen: String?
    let gone: String?
    let deleted: String?
  }

  package struct Deletion: Encodable {
    let requested: String
    let eraseAfter: String
    let erased: String?
  }
}

/// A file of a message, as `mailcask attachments --list` shows it.
package struct ListedAttachment: Encodable {
  let id: Int64
  /// For `mailcask show --part`.
  let number: Int
  let name: String?
  let type: String
  let size: Int

  package init(_ message: MessageSummary, number: Int, _ attachment: AttachmentInfo) {
    id = message.id
    self.number = number
    name = attachment.name
    type = attachment.type
    size = attachment.size ?? 0
  }

  /// "    42   1    12 KB  application/pdf  invoice.pdf"; on a narrow screen without the type.
  package func line(in layout: OutputLayout) -> String {
    let width = layout.width ?? .max
    let isNarrow = width < 60
    let head = [
      padded(String(id), to: isNarrow ? 4 : 6, alignedRight: true),
      padded(String(number), to: 2, alignedRight: true),
      padded(humanSize(size), to: 7, alignedRight: true),
    ]
    let rest = (isNarrow ? [] : [terminalSafe(type)]) + [terminalSafe(name ?? "(no name)")]
    let line = (head + rest).joined(separator: "  ")
    return layout.width.map { truncated(line, to: $0) } ?? line
  }
}
