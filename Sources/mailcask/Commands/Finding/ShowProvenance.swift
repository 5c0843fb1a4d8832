import Archive
import Presentation
import Text

extension MessageHistory {
  /// Every place and time, a line each.
  func tell() {
    for sighting in sightings {
      Console.line(
        "\(localDate(sighting.origin.time))  \(sighting.origin.displayText): "
          + "\(terminalSafe("\(sighting.outcome)")) (run \(sighting.run))")
    }
    for folder in folders { Console.line("In folder \(terminalSafe(folder))") }
    for server in servers { Console.line(server.displayText) }
    if let deletion = deletion {
      let fate =
        deletion.erased.map { "erased \(localDate($0))" }
        ?? "can be had back until \(localDate(deletion.eraseAfter))"
      Console.line("Deleted from this archive \(localDate(deletion.requested)), \(fate)")
    }
  }
}

extension ServerCopy {
  /// "On the server of work (UID 17) since 2024-05-03, last seen 2024-05-09".
  fileprivate var displayText: String {
    let place = "the server of \(terminalSafe(account)) (UID \(terminalSafe(uid)))"
    if let deleted { return "Deleted from \(place) by Mailcask \(localDate(deleted))" }
    if let gone { return "No longer on \(place): gone since \(localDate(gone))" }
    let seen = lastSeen.map { ", last seen \(localDate($0))" } ?? ""
    return "On \(place) since \(localDate(firstSeen))\(seen)"
  }
}
