import IMAP
import Mail
import Text

extension MailboxMessage {
  /// What a message is tagged with when it is stored: flags as imports tag them, keywords by their
  /// names, and Gmail's labels as Takeout writes them.
  var tags: [String] {
    var known: MessageFlags = []
    var names: [String] = []
    for flag in flags.split(separator: " ") {
      if let meaning = Self.flagMeanings[flag.lowercased()] {
        known.insert(meaning)
      } else if !flag.hasPrefix("\\") {
        names.append(String(flag))
      }
    }
    for label in labelNames {
      if let meaning = Self.labelMeanings[label.lowercased()] {
        known.insert(meaning)
      } else {
        names.append(label)
      }
    }
    return known.tags + names
  }

  /// Folders that Gmail's own labels stand for.
  var labelFolders: [String] {
    let folders = ["\\inbox": "INBOX", "\\sent": "Sent", "\\draft": "Drafts"]
    return (labels ?? []).compactMap {
      folders[String(decoding: $0, as: UTF8.self).lowercased()]
    }
  }

  private var labelNames: [String] {
    (labels ?? []).map { label in
      let text = ModifiedUTF7.decode(label) ?? String(decoding: label, as: UTF8.self)
      return text.hasPrefix("\\") ? String(text.dropFirst()) : text
    }.filter { !$0.isEmpty }
  }

  private static let flagMeanings: [String: MessageFlags] = [
    "\\seen": .seen, "\\answered": .answered, "\\flagged": .flagged, "\\deleted": .deleted,
    "\\draft": .draft, "$forwarded": .passed,
  ]

  private static let labelMeanings: [String: MessageFlags] = ["starred": .flagged, "draft": .draft]
}
