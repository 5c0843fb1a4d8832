package import Net

/// One session with a POP3 server. Synchronous: give it a thread of its own.
///
///     let client = try POP3Client.connect(settings)
///     try client.login(credentials)
///     try client.retrieve(receiver)     // listing and messages, pipelined
///     // … commit what arrived …
///     try client.delete(durable)        // numbers of messages whose octets are on disk
///     try client.quit()                 // or abort(), which deletes nothing
///
/// QUIT makes deletions final and, on Gmail, marks all that was retrieved as taken: call it only when
/// everything retrieved is durable. Letting the client go out of scope without `quit` is `abort`.
package final class POP3Client {
  private(set) var connection: Connection
  package let settings: POP3Settings

  private init(connection: Connection, settings: POP3Settings) {
    self.connection = connection
    self.settings = settings
  }

  /// Connects, does TLS as the settings say, and asks for capabilities.
  package static func connect(
    _ settings: POP3Settings, interrupt: Interrupt? = nil, trace: ((TraceLine) -> Void)? = nil
  ) throws(POP3Error) -> POP3Client {
    do throws(NetError) {
      let connection = try Connection(to: settings.endpoint, interrupt: interrupt)
      return POP3Client(connection: connection, settings: settings)
    } catch { throw POP3Error(error) }
  }

  package func login(_ credentials: Credentials) throws(POP3Error) {}

  /// Lists the maildrop, and gets what `receiver` chooses.
  package func retrieve(_ receiver: some MaildropReceiver) throws(POP3Error) {}

  /// Gets more, of numbers known from a listing of this session.
  package func retrieve(
    _ requests: [Request], into receiver: some MaildropReceiver
  ) throws(POP3Error) {}

  /// Marks messages as deleted; final with `quit`. Gives the numbers that the server refused.
  package func delete(_ numbers: [Int]) throws(POP3Error) -> [Int] { [] }

  /// Keeps the server from hanging up while nothing else is to be said.
  package func keepAlive() throws(POP3Error) {}

  /// Takes back all deletions of this session.
  package func reset() throws(POP3Error) {}

  /// Ends the session and makes deletions final; throws if the server did not confirm that.
  package func quit() throws(POP3Error) {}

  /// Ends the connection without QUIT: the server deletes nothing.
  package func abort() { connection.abort() }
}
