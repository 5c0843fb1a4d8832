package import Archive
import Errors
import Files
import Glibc
package import Net
import SMTP

/// Where a server listens: a port at both loopback addresses, a socket of the file system, or what systemd
/// handed over.
package enum Door {
  case port(UInt16)
  case socket(String)

  /// A number is a port, anything else a path.
  package init?(_ text: String) {
    if let port = UInt16(text), port > 0 {
      self = .port(port)
    } else if text.contains("/") {
      self = .socket(text)
    } else {
      return nil
    }
  }

  /// - Parameter name: of the socket in systemd's unit (FileDescriptorName).
  /// - Throws: `network`: the port is taken, the path is not free.
  package func listeners(named name: String) throws(ArchiveError) -> [Listener] {
    let inherited = Self.inherited(name)
    guard inherited.isEmpty else { return inherited }
    do {
      switch self {
      case .socket(let path): return [try Listener(path: path)]
      case .port(let port):
        let first = try Listener(port: port)
        // A machine without IPv6 is none to complain about.
        return [first] + [try? Listener(port: port, on: .v6)].compactMap(\.self)
      }
    } catch {
      throw ArchiveError(
        .network, "listen for \(name)", why: error.text.sentence,
        remedy: "Is mailcask serve running already? Else choose another place in [serve].")
    }
  }

  /// For people.
  package var displayText: String {
    switch self {
    case .port(let port): "127.0.0.1:\(port)"
    case .socket(let path): path
    }
  }

  /// Sockets that systemd opened for this process (sd_listen_fds).
  private static func inherited(_ name: String) -> [Listener] {
    guard environmentVariable("LISTEN_PID").flatMap({ Int32($0) }) == getpid(),
      let count = environmentVariable("LISTEN_FDS").flatMap({ Int32($0) }), 1...16 ~= count
    else { return [] }
    let names = (environmentVariable("LISTEN_FDNAMES") ?? "").split(
      separator: ":", omittingEmptySubsequences: false)
    return names.prefix(Int(count)).enumerated().filter { $0.element == name }.map {
      Listener(inheriting: 3 + Int32($0.offset))
    }
  }
}

/// Everything that `mailcask serve` listens at.
package final class OpenDoors {
  private let interrupt: Interrupt
  private var threads: [ConnectionThreads] = []
  private var listeners: [Listener] = []

  package init() throws(ArchiveError) {
    guard let interrupt = Interrupt() else {
      throw ArchiveError(
        .fileSystem, "serve the archive", why: "too many files are open",
        remedy: "Raise the limit (ulimit -n).")
    }
    self.interrupt = interrupt
  }

  /// - Parameter identity: for TLS from the first byte.
  package func openIMAP(
    _ archive: MailArchive, at door: Door, _ password: ServePassword, _ identity: TLSIdentity?
  ) throws(ArchiveError) {
    try open(
      door.listeners(named: "imap"),
      IMAPServer.threads(try ServedArchive(archive), password, identity, interrupt: interrupt))
  }

  package func openLMTP(_ location: ArchiveLocation, at door: Door) throws(ArchiveError) {
    try open(
      door.listeners(named: "lmtp"),
      LMTPServer.threads(try DeliverySink(location), interrupt: interrupt))
  }

  private func open(
    _ listeners: [Listener], _ threads: ConnectionThreads
  ) throws(ArchiveError) {
    self.threads.append(threads)
    self.listeners += listeners
    for listener in listeners {
      guard startThread({ try? threads.accept(from: listener) }) else {
        throw ArchiveError(.fileSystem, "serve the archive", why: "no thread can be started")
      }
    }
  }

  /// Ends all sessions, and returns when they have ended.
  package func close() {
    for each in listeners { each.removeSocket() }
    interrupt.signal()
    for each in threads { each.finish() }
  }
}
