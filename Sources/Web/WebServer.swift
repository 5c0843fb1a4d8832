package import Archive
import Bytes
import Digests
import Files
import Glibc
import HTTPServing
import Presentation
import Synchronization

/// What the program that serves the page gives to it.
package struct WebSurroundings: Sendable {
  package var version = ""
  /// Whether the text of attachments is read after an import, if the settings say so.
  package var readsAttachments = true
  /// Where the running server is noted, for its owner alone; nil for the usual place.
  package var runtimeDirectory: String?
  /// Where exports lie until they are saved; nil for the usual place.
  package var cacheDirectory: String?
  /// Reads the index for a check; another process may do it, as a damaged index can end one.
  package var inspect: @Sendable (MailArchive, VerificationDepth) throws -> IndexInspection = {
    try $0.inspectIndex($1)
  }

  package init() {}

  /// Where exports and uploads lie: not in /tmp, which is often in memory.
  var temporaryParent: String { cacheDirectory ?? Browser.cacheDirectory }
}

/// Where the page is served.
package struct WebPlace: Sendable {
  /// The first port that is tried; nil for the usual one.
  package var port: Int?
  /// A socket instead of ports.
  package var socket: String?
  /// The port at the other end of a tunnel to the socket, for the links that are printed.
  package var linkPort: Int?

  package init(port: Int? = nil, socket: String? = nil, linkPort: Int? = nil) {
    self.port = port
    self.socket = socket
    self.linkPort = linkPort
  }
}

/// The archive as a page on this machine.
package final class WebServer: Sendable {
  /// "http://127.0.0.1:8425".
  package let address: String
  private let server: HTTPServer
  private let site: Site
  private let passes: EntryPasses
  private let registry: RunningServer.Registry
  private let lock: FileLock
  private let hasQuit: Quit

  /// Set when a person ends the server on a page.
  private final class Quit: Sendable {
    let isWanted = Atomic(false)
  }

  /// Starts to serve.
  ///
  /// - Parameter quits: called when a person ends the server on a page.
  /// - Throws: `locked` if another server runs for this archive.
  package init(
    _ archive: MailArchive, at place: WebPlace, _ surroundings: WebSurroundings,
    quits: @escaping @Sendable () -> Void = {}
  ) throws(ArchiveError) {
    do {
      registry = try RunningServer.Registry(
        for: archive.location, in: surroundings.runtimeDirectory)
      lock = try registry.claim()
      TemporaryFolder.removeAbandoned(in: surroundings.temporaryParent)
      let key = try KeyedDigest.random(count: 32)
      passes = EntryPasses(key: key)
      let quit = Quit()
      hasQuit = quit
      let site = try Site(archive, surroundings, passes: passes, registry: registry) {
        WorkerPool.start("end") {
          // The page that says so is sent first.
          usleep(Self.pauseBeforeEnd)
          quit.isWanted.store(true, ordering: .relaxed)
          quits()
        }
      }
      self.site = site
      server = try HTTPServer(
        at: place.socket.map { .socket($0) } ?? .port(place.port ?? Limits.port),
        Application(
          respond: { request, peer in
            guard peer.isOurs else { return Site.foreignUser }
            return site.respond(
              to: request, within: RequestGuard(port: peer.ownPort, keys: site.keys))
          },
          admit: { request, peer in
            guard peer.isOurs else { return .refused(status: 403) }
            return site.admit(
              request, within: RequestGuard(port: peer.ownPort, keys: site.keys))
          }))
      address = "http://127.0.0.1:\(server.port ?? place.linkPort ?? Limits.port)"
      try registry.register(
        RunningServer(address: address, key: Hexadecimal.encode(key)))
    } catch { throw ArchiveError(any: error) }
  }

  private static let pauseBeforeEnd: UInt32 = 300_000

  /// Whether a person has ended it on a page.
  package var isQuit: Bool { hasQuit.isWanted.load(ordering: .relaxed) }

  /// A link that lets a browser in, once and within a minute.
  package func entryLink() throws(ArchiveError) -> EntryLink {
    try EntryLink(address: address, passes: passes)
  }

  /// The link into the server that runs for an archive in another process; nil if none does.
  package static func entryLink(
    ofRunning location: ArchiveLocation
  ) throws(ArchiveError) -> EntryLink? {
    guard let running = try RunningServer.Registry(for: location).find(),
      let key = Hexadecimal.decode(running.key.utf8)
    else { return nil }
    return try EntryLink(address: running.address, passes: EntryPasses(key: key))
  }

  /// Seconds from now after which nobody uses it any more, if no request comes until then; 0 if it is so
  /// already. While a job runs it is in use.
  package var secondsUntilUnused: Double {
    site.jobs.isRunning ? Limits.secondsUnused : max(0, Limits.secondsUnused - site.lastUse.age)
  }

  /// Opens a page in the browser that says why it could not be started.
  package static func open(explanationOf error: ArchiveError) throws {
    let page: HTML = """
      <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Mailcask</title>\
      <meta name="color-scheme" content="light dark"></head>\
      <body><h1>Mailcask could not be started</h1><p>\(error.sentenceCase)</p>\
      <p>\(error.remedy)</p></body></html>
      """
    _ = try Browser.open(page.markup, name: "not-started", quietly: true)
  }

  /// Ends jobs at their next safe point and answers nothing more.
  package func stop() {
    site.jobs.stopAll()
    server.stop()
    registry.forget()
    lock.release()
  }
}

/// A link that lets a browser in once.
package struct EntryLink: Sendable {
  package let address: String
  private let fileName: String

  fileprivate init(address: String, passes: EntryPasses) throws(ArchiveError) {
    do {
      let pass = try passes.make()
      self.address = "\(address)/enter/\(pass)"
      fileName = RunningServer.Registry.entryName(pass)
    } catch { throw ArchiveError(any: error) }
  }

  /// Opens it in the browser through a file that only its owner can read: the arguments of a program
  /// can be read by others. The server removes the file when the link was used.
  ///
  /// - Throws: `notFound` if no browser could be started.
  package func open() throws(ArchiveError) {
    let page: HTML = """
      <!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Mailcask</title>\
      <meta http-equiv="refresh" content="0;url=\(address)"></head>\
      <body><a href="\(address)">Go on to your mail</a></body></html>
      """
    do { _ = try Browser.open(page.markup, name: fileName, quietly: true) } catch {
      throw ArchiveError(any: error)
    }
  }
}
