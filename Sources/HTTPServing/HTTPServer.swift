package import Errors
import Files
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// What answers the requests.
package struct Application: Sendable {
  /// Called on a thread of its own.
  let respond: @Sendable (Request, Peer) -> Response
  /// Whether a form with files is taken; called on the event loop.
  let admit: @Sendable (Request, Peer) -> Upload.Admission

  package init(
    respond: @escaping @Sendable (Request, Peer) -> Response,
    admit: @escaping @Sendable (Request, Peer) -> Upload.Admission
  ) {
    self.respond = respond
    self.admit = admit
  }
}

/// Listens on this machine alone, and hands requests to an application.
package final class HTTPServer: Sendable {
  /// Where to listen.
  package enum Place: Sendable {
    /// 127.0.0.1 and ::1 at this port, or at the next that is free on both; 0: any.
    case port(Int)
    /// A socket of the file system, for its owner alone.
    case socket(String)
  }

  private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
  private let pool = WorkerPool(threads: Limits.workers)
  private let listening = Mutex<[any Channel]>([])
  private let socket: String?
  /// The port that was found; nil for a socket.
  package let port: Int?

  /// - Parameter application: answers requests; called from several threads.
  /// - Throws: `network`, `alreadyThere`, `fileSystem`.
  package init(
    at place: Place, _ application: Application
  ) throws(ArchiveError) {
    let acceptor = Acceptor(group: group, pool: pool, application: application)
    do {
      switch place {
      case .port(let wanted):
        socket = nil
        let channels = try acceptor.listen(fromPort: wanted)
        port = channels.first?.localAddress?.port
        listening.withLock { $0 = channels }
      case .socket(let path):
        socket = path
        port = nil
        let channel = try acceptor.listen(atSocket: path)
        listening.withLock { $0 = [channel] }
      }
    } catch {
      pool.finish(within: 0)
      try? group.syncShutdownGracefully()
      throw error as? ArchiveError
        ?? ArchiveError(.network, "open the page", why: "\(error)")
    }
  }

  /// Takes no more requests, and returns when those that are being answered have ended, or after a few
  /// seconds.
  package func stop() {
    let channels = listening.withLock { channels in
      defer { channels = [] }
      return channels
    }
    guard !channels.isEmpty else { return }
    for channel in channels { try? channel.close().wait() }
    pool.finish(within: Self.secondsToEnd)
    try? group.syncShutdownGracefully()
    if let socket { POSIX.remove(FilePath(socket)) }
  }

  private static let secondsToEnd = 2.0
}

/// Opens listening sockets and sets up each connection that comes in.
private struct Acceptor: Sendable {
  let group: MultiThreadedEventLoopGroup
  let pool: WorkerPool
  let application: Application
  private let open = Counter()

  /// Connections that are open.
  private final class Counter: Sendable {
    let count = Atomic(0)
  }

  init(
    group: MultiThreadedEventLoopGroup, pool: WorkerPool,
    application: Application
  ) {
    self.group = group
    self.pool = pool
    self.application = application
  }

  private var bootstrap: ServerBootstrap {
    ServerBootstrap(group: group)
      .serverChannelOption(.backlog, value: 128)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        let isTooMany = open.count.add(1, ordering: .relaxed).newValue > Limits.connections
        channel.closeFuture.whenComplete { _ in open.count.subtract(1, ordering: .relaxed) }
        guard !isTooMany else { return channel.close() }
        return channel.eventLoop.makeCompletedFuture {
          let state = ConnectionState()
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHandler(HeaderGate(state))
          try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: true)
          try pipeline.addHandler(ConnectionHandler(state, pool, application))
        }
      }
  }

  /// A program that listens at a port of only one of the two addresses would get what is meant for us.
  func listen(fromPort wanted: Int) throws -> [any Channel] {
    for port in wanted...min(wanted + (wanted == 0 ? 0 : Limits.portsTried), 65_535) {
      guard let first = try bind("127.0.0.1", port) else { continue }
      let found = first.localAddress?.port ?? port
      do {
        guard let second = try bind("::1", found) else {
          try first.close().wait()
          continue
        }
        return [first, second]
      } catch let error as IOError where Self.meansNoIPv6(error) { return [first] }
    }
    throw ArchiveError(
      .network, "open the page",
      why: "no port from \(wanted) to \(wanted + Limits.portsTried) is free on this machine",
      remedy: "Name another with --port, or use --socket PATH.")
  }

  /// - Returns: nil if the port is taken, or may not be used.
  private func bind(_ host: String, _ port: Int) throws -> (any Channel)? {
    do {
      return try bootstrap.bind(to: try SocketAddress(ipAddress: host, port: port)).wait()
    } catch let error as IOError where [EADDRINUSE, EACCES].contains(error.errnoCode) {
      return nil
    }
  }

  private static func meansNoIPv6(_ error: IOError) -> Bool {
    [EADDRNOTAVAIL, EAFNOSUPPORT, EPROTONOSUPPORT].contains(error.errnoCode)
  }

  private static let socketAdvice =
    "Name a path of at most 100 bytes in a directory that you may write to."

  func listen(atSocket path: String) throws -> any Channel {
    let what = "open the page at \(path)"
    if POSIX.exists(FilePath(path)) || POSIX.isSymbolicLink(FilePath(path)) {
      // One that nobody listens at is left by a program that was killed.
      let isAnswered =
        (try? ClientBootstrap(group: group).connect(unixDomainSocketPath: path).wait())
      if let isAnswered { try? isAnswered.close().wait() }
      let isSocket = (try? POSIX.status(FilePath(path)))?.type == .other
      guard isAnswered == nil, isSocket, !POSIX.isSymbolicLink(FilePath(path)) else {
        throw ArchiveError(
          .alreadyThere, what,
          why: isAnswered == nil ? "something else is there" : "another program listens there",
          remedy: "Name another path.")
      }
      POSIX.remove(FilePath(path))
    }
    do {
      let before = umask(0o177)
      defer { umask(before) }
      return try bootstrap.bind(unixDomainSocketPath: path).wait()
    } catch let error as IOError {
      throw ArchiveError(
        .fileSystem, what, why: systemReason(error.errnoCode),
        remedy: Self.socketAdvice)
    } catch is SocketAddressError {
      throw ArchiveError(.fileSystem, what, why: "the path is too long", remedy: Self.socketAdvice)
    }
  }
}
