import Archive
import ArgumentParser
import Presentation
import StandardStreams
import Text
import Web

struct WebCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "web",
    abstract: "Search, read and export mail in a browser, on this machine alone.",
    discussion: """
      Serves the archive as pages at 127.0.0.1 and ::1, and opens the browser by a link that lets it in \
      once. Nobody else can use it: other machines do not reach it, and other users and pages are \
      refused. Ctrl-C ends it, and so does Quit on its help page. If it runs already, the same command \
      opens a new link into it.

      With --socket it listens at a socket of the file system, for a tunnel from another machine, as \
      "ssh -L 8425:/home/ada/mailcask.sock server" makes one; the printed link is opened there.

      Examples:
        mailcask web
        mailcask web --port 9000 --no-open
        mailcask web --socket ~/mailcask.sock --link-port 8425
      """)

  @OptionGroup var archive: ArchiveOption

  @Option(help: "The first port to try; one that is taken is passed over. Default: 8425.")
  var port: UInt16?

  @Option(
    help: ArgumentHelp(
      "Listen at this socket instead of a port; readable by you alone.", valueName: "path"),
    completion: .file())
  var socket: String?

  @Option(
    help: ArgumentHelp(
      "The port at the other end of the tunnel to the socket, for the link.", valueName: "port"))
  var linkPort: UInt16?

  @Flag(help: "Print the link instead of opening the browser.")
  var noOpen = false

  @Flag(help: .hidden)
  var launched = false

  func validate() throws {
    if socket != nil, port != nil {
      throw ValidationError("--socket and --port cannot be combined")
    }
    if linkPort != nil, socket == nil { throw ValidationError("--link-port needs --socket") }
  }

  func run() throws {
    guard launched else { return try serve(at: try archive.location) }
    do { try serve(at: try placeOrNew()) } catch {
      // From a menu nobody sees what is printed.
      try? WebServer.open(explanationOf: ArchiveError(any: error))
      throw error
    }
  }

  /// The archive; a new one in the usual place if somebody who begins with the page has none.
  private func placeOrNew() throws -> ArchiveLocation {
    do { return try archive.location } catch let error as ArchiveError
      where error.code == .notAnArchive && archive.archive == nil
    {
      let named = environmentVariable("MAILCASK_ARCHIVE") ?? ""
      guard named.isEmpty else { throw error }
      let location = ArchiveLocation(
        directory: ArchiveLocation.defaultDirectory(environment: environmentVariable))
      try MailArchive.create(at: location).close()
      return location
    }
  }

  private func serve(at location: ArchiveLocation) throws {
    if let link = try WebServer.entryLink(ofRunning: location) {
      if socket != nil || port != nil {
        Log.warning("--socket and --port have no effect: it runs already, and listens where it did")
      }
      Console.line("It runs already; another way in:")
      return show(link)
    }
    let archive = try ArchiveOption.openWithDelivered(location.directory)
    defer { archive.close() }
    let interruption = try Interruption(.whenSafe("what is done is kept"), watchesHangup: true)
    var surroundings = WebSurroundings()
    surroundings.version = Mailcask.version
    surroundings.inspect = { try IndexInspector.inspect($0, $1) }
    let server = try WebServer(
      archive,
      at: WebPlace(port: port.map(Int.init), socket: socket, linkPort: linkPort.map(Int.init)),
      surroundings, quits: interruption.wakeUp)
    defer { server.stop() }
    Console.line("Mail in \(terminalSafe(archive.location.directory)) is at \(server.address)")
    show(try server.entryLink())
    while !server.isQuit, !interruption.takeHangup() {
      let seconds = launched ? server.secondsUntilUnused : Self.secondsAsleep
      guard seconds > 0, interruption.sleep(seconds) else { break }
    }
  }

  /// Nothing wakes it in between but a signal, such as that of a terminal that was closed, or Quit.
  private static let secondsAsleep = 1e6

  private func show(_ link: EntryLink) {
    // What a launcher's program prints is kept in a log, which is no place for a way in.
    if launched, !noOpen, (try? link.open()) != nil { return }
    Console.line("  \(link.address)\n  This link lets one browser in, once, within a minute.")
    Console.flush()
    guard !noOpen, socket == nil, !Browser.needsTerminal else { return }
    do { try link.open() } catch {
      Log.warning("\(error.why): open the link above by hand")
    }
  }
}
