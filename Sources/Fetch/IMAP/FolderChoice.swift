import Archive
import IMAP

/// Which folders of an account are fetched.
struct FolderChoice {
  private let wanted: [Glob]
  private let skipped: [Glob]
  /// Gmail shows each message in one folder for each of its labels, and all but two of them in one.
  private let takesAllMailAlone: Bool

  init(_ account: AccountSettings, _ mailboxes: [ListedMailbox], isGmail: Bool) {
    wanted = account.folders.map(Glob.init)
    skipped = account.skippedFolders.map(Glob.init)
    takesAllMailAlone =
      isGmail && wanted.isEmpty && mailboxes.contains { $0.specialUse == "all" && $0.isSelectable }
  }

  func takes(_ mailbox: ListedMailbox) -> Bool {
    guard mailbox.isSelectable, !skipped.contains(where: { $0.matches(mailbox.name) }) else {
      return false
    }
    guard wanted.isEmpty else { return wanted.contains { $0.matches(mailbox.name) } }
    return !takesAllMailAlone || ["all", "trash", "junk"].contains(mailbox.specialUse)
  }
}

/// A name in which "*" stands for any text and "?" for one character; capitals do not matter.
struct Glob {
  private let pattern: [Character]

  init(_ pattern: String) { self.pattern = Array(pattern.lowercased()) }

  /// Takes time in proportion to both lengths at most, whatever the pattern.
  func matches(_ name: String) -> Bool {
    let name = Array(name.lowercased())
    var (place, position) = (0, 0)
    var star: (place: Int, position: Int)?
    while position < name.count {
      if place < pattern.count, pattern[place] == "*" {
        star = (place, position)
        place += 1
      } else if place < pattern.count, pattern[place] == "?" || pattern[place] == name[position] {
        place += 1
        position += 1
      } else if let last = star {
        star = (last.place, last.position + 1)
        (place, position) = (last.place + 1, last.position + 1)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == "*" }
  }
}

extension ListedMailbox {
  /// Names that people look for where the server marks what a folder is for, unless it is called so.
  var plainNames: [String] {
    let names = [
      "sent": "Sent", "drafts": "Drafts", "junk": "Junk", "trash": "Trash", "archive": "Archive",
    ]
    guard let plain = specialUse.flatMap({ names[$0] }),
      !name.lowercased().split(separator: "/").contains(Substring(plain.lowercased()))
    else { return [] }
    return [plain]
  }
}
