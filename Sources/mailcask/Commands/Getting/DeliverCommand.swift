import Archive
import ArgumentParser
import Glibc
import Presentation
import StandardStreams
import Transfer

struct DeliverCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "deliver",
    abstract: "Keep one message from standard input, for mail systems and filters.",
    discussion: """
      For .forward, procmail, fdm, Sieve and Postfix. The message is on the disk before the command ends \
      with 0; it never waits for a process that writes to the archive. The next fetch, search, import, \
      export or backup imports it. Any failure ends with 75, so that the mail system tries again.

      Examples:
        mailcask deliver --archive ~/Mail/archive < message.eml
        echo '"|/usr/bin/mailcask deliver"' > ~/.forward
      """)

  /// EX_TEMPFAIL of sysexits.h.
  private static let tryAgain = ExitCode(75)

  @OptionGroup var archive: ArchiveOption

  func run() throws {
    do { try IncomingFolder(to: archive.location).accept(from: STDIN_FILENO) } catch {
      Log.error("\(error)")
      throw Self.tryAgain
    }
  }
}

/// Imports what was delivered before a command that is to see it.
enum DeliveredMail {
  /// Before the archive is opened, which says what is wrong with its place.
  static func takeIn(_ option: ArchiveOption) {
    guard let location = try? ArchiveOption.location(option.archive, warn: { _ in }) else { return }
    takeIn(location)
  }

  static func takeIn(_ location: ArchiveLocation) {
    do {
      let waiting = try ArchiveWriter.takeInDelivered(location)
      if waiting > 0 {
        Log.warning(
          "\(counted(waiting, "delivered message")) not imported yet: another process is writing")
      }
    } catch { Log.warning("delivered messages are not imported yet: \(error)") }
  }
}
