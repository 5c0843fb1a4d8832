import Archive
import Fetch
import Foundation
import Glibc
import Presentation
import Serve
import StandardStreams
import Text
import Transfer
import Web

/// The archive while it is served: doors for mail programs and mail systems, pages, and a process that
/// fetches.
final class ServeRounds {
  private let archive: MailArchive
  private let settings: ServeSettings
  private let isEncrypted: Bool
  private let interruption: Interruption
  private var fetching: Process?
  /// When fetching is started again after it ended, in seconds since 1970.
  private var nextStart: Int64 = 0

  /// Seconds between looks at deliveries.
  private static let secondsBetweenRounds = 2.0
  /// Seconds before fetching is started again after it ended.
  private static let pauseBeforeFetching: Int64 = 30

  /// - Parameter isEncrypted: mail programs come with TLS.
  init(
    _ archive: MailArchive, _ settings: ServeSettings, isEncrypted: Bool,
    _ interruption: Interruption
  ) {
    self.archive = archive
    self.settings = settings
    self.isEncrypted = isEncrypted
    self.interruption = interruption
  }

  /// Returns when it is stopped.
  func run() throws {
    let doors = try OpenDoors()
    defer { doors.close() }
    try openDoors(doors)
    let pages = try openPages()
    defer { pages?.stop() }
    defer { stopFetching() }
    if let fetch = settings.fetch {
      guard parseInterval(fetch) != nil else {
        throw ArchiveError(
          .configuration, "serve the archive", why: "\"\(fetch)\" is no interval",
          remedy: "Write fetch = \"15m\" in [serve].")
      }
    }
    Console.flush()
    repeat {
      takeInDelivered()
      keepFetching()
      // The process that fetches reads its settings again.
      if interruption.takeHangup(), let fetching { kill(fetching.processIdentifier, SIGHUP) }
    } while interruption.sleep(Self.secondsBetweenRounds)
  }

  private func openDoors(_ doors: OpenDoors) throws {
    if let port = settings.imap {
      let identity = isEncrypted ? try ServeCertificate.identity(of: archive.location) : nil
      try doors.openIMAP(archive, at: .port(port), ServePassword(of: archive.location), identity)
      Console.line(
        "IMAP at 127.0.0.1:\(port)\(isEncrypted ? " (TLS)" : ""), user \(ServePassword.user), password in "
          + terminalSafe(archive.location.servePasswordFile))
    }
    if let place = settings.lmtp {
      guard let door = Door(place) else {
        throw ArchiveError(
          .configuration, "serve the archive", why: "\"\(place)\" is no place for LMTP",
          remedy: "Write a path with \"/\", or a port, in [serve].")
      }
      try doors.openLMTP(archive.location, at: door)
      Console.line("LMTP at \(terminalSafe(door.displayText))")
    }
  }

  private func openPages() throws -> WebServer? {
    guard let port = settings.web else { return nil }
    var surroundings = WebSurroundings()
    surroundings.version = Mailcask.version
    surroundings.inspect = { try IndexInspector.inspect($0, $1) }
    let server = try WebServer(
      archive, at: WebPlace(port: Int(port)), surroundings, quits: {})
    Console.line("Pages at \(server.address); mailcask web prints a link that lets a browser in")
    return server
  }

  /// What still waits then is imported by the next round, or by the process that writes now.
  private func takeInDelivered() {
    do { _ = try ArchiveWriter.takeInDelivered(archive.location) } catch {
      Log.warning("delivered messages are not imported yet: \(error)")
    }
  }

  // MARK: Fetching

  /// In a process of its own, as it writes to the archive.
  private func keepFetching() {
    guard let interval = settings.fetch, !(fetching?.isRunning ?? false),
      currentTime() >= nextStart
    else { return }
    if fetching != nil {
      Log.warning("fetching ended; it begins again in \(Self.pauseBeforeFetching) s")
      fetching = nil
      nextStart = currentTime() + Self.pauseBeforeFetching
      return
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = [
      "fetch", "--watch", interval, "--archive", archive.location.directory,
    ]
    process.standardInput = FileHandle.nullDevice
    do {
      try process.run()
      fetching = process
    } catch { Log.warning("fetching cannot be started: \(error)") }
  }

  private func stopFetching() {
    guard let fetching, fetching.isRunning else { return }
    fetching.terminate()
    fetching.waitUntilExit()
  }
}
