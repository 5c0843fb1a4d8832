import Archive
import ArgumentParser
import StandardStreams

struct FingerprintCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "fingerprint",
    abstract: "Print one digest of all messages, for comparing two archives.",
    discussion: """
      The same messages give the same digest, whatever order they arrived in (a Merkle tree over \
      the messages' SHA-256 in ascending order, as in RFC 6962, section 2.1). Deleted messages do \
      not count. With --canonical, the same mail gives the same digest also where its lines end \
      differently, or where mail programs wrote Status, labels and the like into it.

      Example: mailcask fingerprint --archive /media/usb/mail
      """)

  @OptionGroup var archive: ArchiveOption

  @Flag(help: "Ignore line ends, and notes of mail programs in headers.")
  var canonical = false

  @Flag(help: "Print it as JSON.")
  var json = false

  func run() throws {
    let archive = try archive.openForReading()
    let fingerprint = try canonical ? archive.canonicalFingerprint() : archive.fingerprint()
    if json { Console.json(["fingerprint": fingerprint]) } else { Console.line(fingerprint) }
  }
}
