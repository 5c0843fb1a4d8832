import Archive
import Fetch
import Mail
import Presentation
import Sending
import StandardStreams
import Text

enum SendingOptions {
  /// Passwords are asked for on a terminal; --verbose shows the dialogue with the server.
  static var standard: MailArchive.FetchOptions {
    var options = MailArchive.FetchOptions()
    options.prompt = askSecretly
    if Log.shows(.trace) { options.trace = Log.trace }
    return options
  }
}

extension Outbox.Report {
  /// Says what became of each recipient.
  ///
  /// - Parameter message: the one whose fate is returned; nil: all.
  /// - Returns: false if a server refused somebody.
  func show(of message: Int64? = nil) -> Bool {
    for failure in failures { Log.warning("\(failure)") }
    for item in items {
      for recipient in item.recipients {
        let name = "message \(item.message) to \(recipient.address)"
        switch recipient.state {
        case .sent: Log.debug("\(name) sent: \(recipient.answer)")
        case .waiting:
          Log.warning(
            "\(name) waits in the outbox, next attempt \(localDate(recipient.next)): "
              + recipient.answer)
        case .refused, .givenUp: Log.error("\(name) \(recipient.stateText): \(recipient.answer)")
        }
      }
    }
    return !items.contains {
      (message ?? $0.message) == $0.message
        && $0.recipients.contains { $0.state == .refused || $0.state == .givenUp }
    }
  }
}

extension QueuedMessage {
  /// A line for each recipient.
  func show() {
    for recipient in recipients {
      let isPlanned = recipient.state == .waiting && !recipient.isHeld
      let when = isPlanned ? ", next \(localDate(recipient.next))" : ""
      let answer = recipient.answer.isEmpty ? "" : ": \(recipient.answer)"
      Console.summary(
        "\(id)  \(localDate(queued))  message \(message) by \(account) to \(recipient.address): "
          + "\(recipient.stateText)\(when)\(answer)")
    }
  }
}

/// Sends what waits in the outbox and is due, at the beginning of a fetch.
enum WaitingMail {
  static func send(_ option: ArchiveOption) {
    // What is wrong with the archive is said by the fetch.
    guard let reader = try? option.openForReading() else { return }
    defer { reader.close() }
    do {
      _ = try Outbox(of: reader, SendingOptions.standard).send().show()
    } catch {
      // Who writes now tries it at its next fetch.
      guard error.code != .locked else { return }
      Log.warning("mail in the outbox is not sent: \(error)")
    }
  }
}
