/// What the query language offers, for help texts and manuals. The fields, their values and other
/// spellings come from the parser's own definitions; a test runs every example.
package enum QueryGuide {
  package struct Entry: Sendable {
    /// As typed, without the colon for a field.
    package let name: String
    /// Other spellings with the same meaning.
    package let aliases: [String]
    package let meaning: String
  }

  package struct Example: Sendable {
    package let query: String
    package let meaning: String
  }

  package static var fields: [Entry] {
    QueryField.allCases.map {
      Entry(name: $0.rawValue, aliases: QueryField.aliases(of: $0), meaning: $0.meaning)
    }
  }

  /// Values of `is:`.
  package static var states: [Entry] {
    [Entry(name: "unread", aliases: ["unseen"], meaning: "not read yet")]
      + MessageState.allCases.map { state in
        Entry(
          name: state.rawValue,
          aliases: MessageState.aliases.filter { $0.value == state }.map(\.key).sorted(),
          meaning: state.meaning)
      }
  }

  /// Values of `has:`.
  package static var features: [Entry] {
    Feature.allCases.map {
      Entry(name: $0.rawValue, aliases: [$0.rawValue + "s"], meaning: $0.meaning)
    }
  }

  package static let examples: [Example] = [
    Example(query: "invoice 2024", meaning: "both words, anywhere in the message"),
    Example(query: "\"boat trip\"", meaning: "these words side by side"),
    Example(query: "ferry OR train", meaning: "either word"),
    Example(query: "invoice -reminder", meaning: "the first word without the second"),
    Example(query: "(ferry OR train) from:ada", meaning: "a group, and a sender"),
    Example(query: "from:ada@example.org", meaning: "mail from this address"),
    Example(query: "to:(bob OR carol)", meaning: "mail to one of two people"),
    Example(query: "with:bob", meaning: "mail from Bob, to him or with him in Cc"),
    Example(query: "subject:\"annual report\"", meaning: "a phrase in the subject"),
    Example(query: "date:2021-05", meaning: "the month of May 2021"),
    Example(query: "date:2019..2021", meaning: "three years; either side may be left out"),
    Example(query: "after:2024-01-01 before:2024-07-01", meaning: "the first half of 2024"),
    Example(query: "newer_than:30d", meaning: "the last 30 days"),
    Example(query: "has:pdf larger:1M", meaning: "a PDF attached, more than 1 MB in all"),
    Example(query: "attachment:contract.docx", meaning: "an attached file by its name"),
    Example(query: "is:unread -list:announce", meaning: "unread, and not from that mailing list"),
    Example(query: "folder:2019/bills", meaning: "a folder by its last levels"),
    Example(query: "tag:work tag:urgent", meaning: "both tags"),
    Example(query: "invoic*", meaning: "any word that begins like this"),
    Example(query: "~recieve", meaning: "words spelled nearly like this"),
    Example(query: "+invoices", meaning: "exactly this form of the word"),
    Example(query: "ferry NEAR/5 ticket", meaning: "within five words of each other"),
    Example(query: "subject:/inv-[0-9]{4}/", meaning: "a regular expression in the subject"),
    Example(query: "header:X-Mailer=mutt", meaning: "any header field by its name"),
    Example(query: "\"1.234,56\"", meaning: "an amount, however it is written"),
  ]
}

extension QueryField {
  fileprivate var meaning: String {
    switch self {
    case .from: "the sender's name or address"
    case .to: "names and addresses in To"
    case .cc: "names and addresses in Cc"
    case .bcc: "names and addresses in Bcc"
    case .with: "anyone in From, To, Cc or Bcc"
    case .recipient: "anyone in To, Cc or Bcc"
    case .subject: "the subject"
    case .body: "the text of the message"
    case .attachment: "attached files"
    case .type: "the media type of a part, such as application/pdf or image"
    case .list: "the mailing list, by the name in its List-Id"
    case .header: "any header field: header:NAME=VALUE, or header:NAME for its presence"
    case .id: "the Message-ID, without angle brackets"
    case .thread: "the number of a thread, as --json prints it"
    case .tag: "a tag"
    case .account: "the account in mailcask.toml that fetched it"
    case .folder: "the folder it was in, by its last or inner levels; / in front means from the top"
    case .is: "a state, see below"
    case .has: "a kind of content, see below"
    case .size: "the size: 5M, 100k..1M, >5M"
    case .date: "a date or a range of dates, see below"
    case .before: "before this date"
    case .after: "on this date or later"
    case .larger: "at least this size"
    case .smaller: "less than this size"
    case .saved: "a search that [saved] in mailcask.toml names"
    case .olderThan: "more than this long ago: 30d, 6m, 2y"
    case .newerThan: "not longer ago than this"
    case .deliveredTo: "the address in Delivered-To"
    }
  }
}

extension MessageState {
  fileprivate var meaning: String {
    switch self {
    case .read: "read"
    case .flagged: "flagged or starred"
    case .replied: "answered"
    case .forwarded: "forwarded"
    case .draft: "a draft"
    case .encrypted: "encrypted (PGP or S/MIME)"
    case .signed: "signed (PGP or S/MIME)"
    case .automatic: "sent by a program or through a mailing list"
    case .duplicate: "another message has the same Message-ID"
    case .gone: "no longer where it was fetched or imported from"
    case .spam: "marked as spam"
    case .muted: "its conversation was muted"
    case .important: "marked as important"
    case .defective: "it breaks the rules for mail in some way"
    }
  }
}

extension Feature {
  fileprivate var meaning: String {
    switch self {
    case .attachment: "a file that a person would call attached"
    case .image: "a picture"
    case .audio: "a sound file"
    case .video: "a film"
    case .pdf: "a PDF document"
    case .document: "a text document (Word, OpenDocument, RTF)"
    case .spreadsheet: "a spreadsheet"
    case .presentation: "a presentation"
    case .archive: "a zip, tar or similar file"
    case .calendar: "an invitation or another calendar entry"
    case .contact: "a visiting card (vCard)"
    case .link: "a link to a web page"
    case .list: "it came through a mailing list"
    }
  }
}
