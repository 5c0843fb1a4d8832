import Archive
package import Mail
import Text

extension MessageHistory {
  /// Every place and time at which the message was seen, one per line.
  package var lines: [String] {
    var lines = sightings.map { sighting in
      "\(localDate(sighting.origin.time))  \(sighting.origin.displayText): "
        + "\(terminalSafe("\(sighting.outcome)")) (run \(sighting.run))"
        + (sighting.form.map { "; \($0.displayText)" } ?? "")
    }
    lines += folders.map { "In folder \(terminalSafe($0))" }
    lines += servers.map(\.displayText)
    if let deletion {
      let fate =
        deletion.erased.map { "erased \(localDate($0))" }
        ?? "can be restored until \(localDate(deletion.eraseAfter))"
      lines.append("Deleted from this archive \(localDate(deletion.requested)), \(fate)")
    }
    return lines
  }
}

extension OfferedForm {
  /// How the bytes differed from those that are stored, such as "lines ended in LF, with Status: RO".
  fileprivate var displayText: String {
    guard isKept else { return "with other notes of its server" }
    var parts = ["lines ended in \(endsLinesInLF ? "LF" : "CRLF")"]
    if lacksLastLineEnd { parts.append("the last one not") }
    parts += notes.map { "with \(terminalSafe($0))" }
    return parts.joined(separator: ", ")
  }
}

extension ServerCopy {
  /// A line such as "On the server of work (UID 17) since 2024-05-03, last seen 2024-05-09".
  fileprivate var displayText: String {
    let folder = folder.map { "\(terminalSafe($0)), " } ?? ""
    let place = "the server of \(terminalSafe(account)) (\(folder)UID \(terminalSafe(uid)))"
    if let deleted { return "Deleted from \(place) by Mailcask \(localDate(deleted))" }
    if let gone { return "No longer on \(place): gone since \(localDate(gone))" }
    let seen = lastSeen.map { ", last seen \(localDate($0))" } ?? ""
    return "On \(place) since \(localDate(firstSeen))\(seen)"
  }
}

extension Origin {
  /// A place such as "account work, UID 17" or "/home/ada/mbox, below/it, byte 4711".
  package var displayText: String {
    var parts = [
      source.isAccount ? "account \(terminalSafe(source.name))" : terminalSafe(source.name)
    ]
    if let name {
      parts.append(source.isAccount ? "UID \(terminalSafe(name))" : terminalSafe(name))
    }
    if let position, position > 0 { parts.append("byte \(position)") }
    return parts.joined(separator: ", ")
  }
}
