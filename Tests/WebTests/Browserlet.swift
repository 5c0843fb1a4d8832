import Foundation
import Net
import TestSupport
import Transfer
import Web

@testable import Archive

/// An archive that is served, and what a browser sends and keeps.
final class Browserlet: Sendable {
  let archive: TestArchive
  let server: WebServer
  let port: UInt16
  private let folder: TemporaryDirectory

  var runtimeDirectory: String { folder.path }

  /// "NAME=VALUE", as it came with the entry link.
  let cookie: String

  /// - Parameter messages: to be imported first.
  init(_ messages: [[UInt8]] = makeMessages(30), quits: @escaping @Sendable () -> Void = {}) throws
  {
    let archive = try TestArchive()
    self.archive = archive
    folder = try TemporaryDirectory()
    if !messages.isEmpty {
      _ = try archive.archive.indexing(unless: false) { committed in
        var options = ImportOptions()
        options.committed = committed
        _ = try archive.archive.importMail(
          from: [try writeMaildir(messages, in: archive.directory)], options)
      }
    }
    archive.archive.close()
    let reader = try MailArchive.open(archive.location, .reading)
    var surroundings = WebSurroundings()
    surroundings.version = "1.2.3"
    surroundings.readsAttachments = false
    surroundings.runtimeDirectory = folder.path
    surroundings.cacheDirectory = folder.path
    server = try WebServer(reader, at: WebPlace(port: 0), surroundings, quits: quits)
    guard let port = UInt16(server.address.split(separator: ":").last ?? "") else {
      throw TestFailure("no port in \(server.address)")
    }
    self.port = port
    let link = try server.entryLink()
    let entered = try Self.exchange(
      port, "GET \(Self.path(link)) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
    guard let header = entered["set-cookie"], let end = header.firstIndex(of: ";") else {
      throw TestFailure("no cookie: \(entered.status)")
    }
    cookie = String(header[..<end])
  }

  deinit { server.stop() }

  /// The path of a link.
  static func path(_ link: EntryLink) -> String {
    "/" + link.address.split(separator: "/").dropFirst(2).joined(separator: "/")
  }

  /// Gets a page as a browser that was let in.
  func get(_ path: String) throws -> Answer {
    try send("GET \(path) HTTP/1.1", ["Host: 127.0.0.1:\(port)", "Cookie: \(cookie)"])
  }

  /// Sends a form of one of our pages.
  func post(_ path: String, _ fields: [(String, String)], token: String? = nil) throws -> Answer {
    let all = [("token", try token ?? self.token())] + fields
    let form = all.map { "\($0.0)=\(Self.encoded($0.1))" }.joined(separator: "&")
    return try send(
      "POST \(path) HTTP/1.1",
      [
        "Host: 127.0.0.1:\(port)", "Cookie: \(cookie)", "Origin: http://127.0.0.1:\(port)",
        "Sec-Fetch-Site: same-origin", "Content-Type: application/x-www-form-urlencoded",
        "Content-Length: \(form.utf8.count)",
      ], form)
  }

  /// The token in the forms of the pages.
  func token() throws -> String {
    let page = try get("/help").text
    guard let match = page.firstMatch(of: /name="token" value="([0-9a-f]+)"/) else {
      throw TestFailure("no token")
    }
    return String(match.1)
  }

  func send(_ line: String, _ headers: [String], _ body: String = "") throws -> Answer {
    try send(line, headers, Array(body.utf8))
  }

  func send(_ line: String, _ headers: [String], _ body: [UInt8]) throws -> Answer {
    try Self.exchange(
      port, Array((([line] + headers).joined(separator: "\r\n") + "\r\n\r\n").utf8) + body)
  }

  static func encoded(_ text: String) -> String {
    text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  }

  /// Polls the page of a job until it has ended, and gives the page.
  func finished(_ job: Answer) throws -> Answer {
    guard let address = job["location"] else {
      throw TestFailure("no job: \(job.status) \(job.text)")
    }
    for _ in 0..<400 {
      let page = try get(address)
      if !page.text.contains("data-running") { return page }
      usleep(25_000)
    }
    throw TestFailure("the job does not end")
  }

  /// Sends bytes as they are, and reads one answer.
  static func exchange(
    _ port: UInt16, _ request: String, host: String = "127.0.0.1"
  ) throws -> Answer {
    try exchange(port, Array(request.utf8), host: host)
  }

  static func exchange(
    _ port: UInt16, _ request: [UInt8], host: String = "127.0.0.1"
  ) throws -> Answer {
    let connection = try Connection(to: Endpoint(host: host, port: port))
    defer { connection.close() }
    try connection.send(request)
    return try read(connection)
  }

  static func read(_ connection: Connection) throws -> Answer {
    var input: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    while true {
      if let answer = Answer(input) { return answer }
      guard let count = try connection.receive(into: &buffer), count > 0 else {
        guard let answer = Answer(input, isWhole: true) else { throw TestFailure("no answer") }
        return answer
      }
      input += buffer[..<count]
    }
  }
}

struct Answer {
  let status: Int
  let headers: [(name: String, value: String)]
  let body: [UInt8]

  var text: String { String(decoding: body, as: UTF8.self) }

  subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }

  /// Nil while something is missing.
  init?(_ bytes: [UInt8], isWhole: Bool = false) {
    guard let end = Data(bytes).range(of: Data("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
      .components(separatedBy: "\r\n")
    guard let status = lines.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) })
    else { return nil }
    self.status = status
    headers = lines.dropFirst().compactMap { line in
      line.firstIndex(of: ":").map {
        (
          line[..<$0].lowercased(),
          line[line.index(after: $0)...].trimmingCharacters(in: .whitespaces)
        )
      }
    }
    body = Array(bytes[end.upperBound...])
    let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
    guard isWhole || body.count >= length else { return nil }
  }
}
