import Foundation
import TestSupport
import Testing

@testable import Archive
@testable import HTTPServing
@testable import Web

/// Files that are dropped on the page or chosen there.
@Suite struct UploadTests {
  private static let boundary = "----WebKitFormBoundary7MA4YWxk"

  private struct Part {
    var name: String
    var file: String?
    var bytes: [UInt8]
  }

  /// As a browser sends it (RFC 7578).
  private static func body(_ parts: [Part]) -> [UInt8] {
    var body: [UInt8] = []
    for part in parts {
      let file = part.file.map {
        "; filename=\"\($0)\"\r\nContent-Type: application/octet-stream"
      }
      body += Array(
        "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(part.name)\"\(file ?? "")\r\n\r\n"
          .utf8)
      body += part.bytes + Array("\r\n".utf8)
    }
    return body + Array("--\(boundary)--\r\n".utf8)
  }

  private func send(
    _ browser: Browserlet, _ parts: [Part], origin: String? = nil, cookie: Bool = true,
    path: String = "/upload"
  ) throws -> Answer {
    let body = Self.body(parts)
    return try browser.send(
      "POST \(path) HTTP/1.1",
      [
        "Host: 127.0.0.1:\(browser.port)",
        "Origin: \(origin ?? "http://127.0.0.1:\(browser.port)")",
        "Content-Type: multipart/form-data; boundary=\(Self.boundary)",
        "Content-Length: \(body.count)",
      ] + (cookie ? ["Cookie: \(browser.cookie)"] : []), body)
  }

  private func token(_ browser: Browserlet) throws -> Part {
    Part(name: "token", bytes: Array(try browser.token().utf8))
  }

  private static func mbox(_ messages: [[UInt8]]) -> [UInt8] {
    messages.flatMap { Array("From a@example.org Thu Mar  7 10:00:00 2024\n".utf8) + $0 + [10] }
  }

  @Test func filesAreImportedUnderTheirNames() throws {
    let browser = try Browserlet([])
    #expect(try browser.get("/").text.contains("enctype=\"multipart/form-data\""))
    let mail = (1...4).map { Array("From: a@example.org\nSubject: Dropped \($0)\n\nText\n".utf8) }
    let job = try send(
      browser,
      [
        try token(browser), Part(name: "files", file: "Ärger.mbox", bytes: Self.mbox(mail)),
      ])
    let page = try browser.finished(job).text
    #expect(page.contains("4 new messages"), "\(page)")
    #expect(try browser.get("/m/1/history").text.contains("dropped: Ärger.mbox"))
    let more = try send(
      browser,
      [
        try token(browser),
        Part(name: "files", file: "a.eml", bytes: Array("Subject: one\n\nx\n".utf8)),
        Part(name: "files", file: "../../a.eml", bytes: Array("Subject: two\n\nx\n".utf8)),
      ])
    #expect(try browser.finished(more).text.contains("2 new messages"))
    // Nothing stays of them.
    let left = try FileManager.default.contentsOfDirectory(atPath: browser.runtimeDirectory)
    for _ in 0..<100 where left.contains(where: { $0.hasPrefix("mailcask-") }) { usleep(20_000) }
    #expect(
      try !FileManager.default.contentsOfDirectory(atPath: browser.runtimeDirectory)
        .contains { $0.hasPrefix("mailcask-") })
  }

  @Test func alargeFileIsWrittenAsItComes() throws {
    let browser = try Browserlet([])
    let large = Array("Subject: large\n\n".utf8) + [UInt8](repeating: 65, count: 20 << 20)
    let job = try send(
      browser, [try token(browser), Part(name: "files", file: "l.eml", bytes: large)])
    #expect(try browser.finished(job).text.contains("1 new message"))
    #expect(try browser.get("/m/1/source").body == large)
  }

  @Test func onlyFormsOfOurPagesAreTaken() throws {
    let browser = try Browserlet([])
    let file = Part(name: "files", file: "a.eml", bytes: Array("Subject: one\n\nx\n".utf8))
    let good = try token(browser)
    let wrong = Part(name: "token", bytes: Array("0123456789abcdef0123456789abcdef".utf8))
    #expect(try send(browser, [good, file], origin: "http://evil.example").status == 403)
    #expect(try send(browser, [good, file], cookie: false).status == 401)
    #expect(try send(browser, [good, file], path: "/import").status == 415)
    for parts in [[file], [file, good], [wrong, file]] {
      #expect([400, 403].contains(try send(browser, parts).status))
    }
    #expect(try browser.get("/").text.contains("Where is your mail?"))
    let names = try FileManager.default.contentsOfDirectory(atPath: browser.runtimeDirectory)
    #expect(!names.contains { $0.hasPrefix("mailcask-") }, "nothing is written")
  }

  @Test func noMoreThanAFewAreTakenAtOnce() {
    let slots = Upload.Slots()
    var held = (0..<HTTPServing.Limits.uploads).compactMap { _ in slots.take() }
    #expect(held.count == HTTPServing.Limits.uploads)
    #expect(slots.take() == nil)
    held.removeLast()
    #expect(slots.take() != nil)
  }

  @Test func whatIsNoFileIsSaid() throws {
    let browser = try Browserlet([])
    let none = try send(browser, [try token(browser), Part(name: "files", file: "", bytes: [])])
    #expect(none.status == 400)
    #expect(none.text.contains("no file was chosen"))
    let header = [
      "Host: 127.0.0.1:\(browser.port)", "Origin: http://127.0.0.1:\(browser.port)",
      "Cookie: \(browser.cookie)",
    ]
    let kind = "Content-Type: multipart/form-data; boundary=\(Self.boundary)"
    #expect(
      try browser.send("POST /upload HTTP/1.1", header + [kind, "Content-Length: 5"], "hello")
        .status == 403)
    #expect(try browser.send("POST /upload HTTP/1.1", header + [kind]).status == 411)
    #expect(
      try browser.send(
        "POST /upload HTTP/1.1",
        header + ["Content-Type: multipart/form-data", "Content-Length: 0"]
      ).status == 415)
    #expect(try browser.get("/help").status == 200)
  }

  // MARK: The reader

  private func events(_ bytes: [UInt8], pieces: Int) throws -> [MultipartReader.Event] {
    var reader = try #require(
      MultipartReader(contentType: "multipart/form-data; boundary=\(Self.boundary)"))
    var events: [MultipartReader.Event] = []
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      try reader.take(Array(bytes[start..<min(start + pieces, bytes.count)])) { event in
        // What belongs together is put together, so that all cuts give the same.
        if case .bytes(let more) = event, case .bytes(let before)? = events.last {
          events[events.count - 1] = .bytes(ArraySlice(Array(before) + Array(more)))
        } else if case .bytes(let more) = event {
          events.append(.bytes(ArraySlice(Array(more))))
        } else {
          events.append(event)
        }
      }
    }
    #expect(reader.isComplete)
    return events
  }

  @Test func allCutsGiveTheSame() throws {
    let tricky = Array("\r\n--\r\n------WebKit\r\n\r\n--\(Self.boundary.dropLast())\r".utf8)
    let body = Self.body([
      Part(name: "token", bytes: Array("abc".utf8)),
      Part(name: "files", file: "a; b.mbox", bytes: tricky),
      Part(name: "files", file: "empty", bytes: []),
    ])
    let expected: [MultipartReader.Event] = [
      .field(name: "token", value: "abc"), .fileBegins(name: "a; b.mbox"),
      .bytes(ArraySlice(tricky)), .fileEnds, .fileBegins(name: "empty"), .fileEnds,
    ]
    for pieces in [1, 2, 3, 7, 64, body.count] {
      #expect(try events(body, pieces: pieces) == expected, "\(pieces)")
    }
  }

  @Test func damagedFormsAreRefusedAndBounded() throws {
    var dice = Dice(11)
    let good = Self.body([
      Part(name: "token", bytes: Array("abc".utf8)),
      Part(name: "files", file: "x", bytes: Array(0...255)),
    ])
    for _ in 0..<500 {
      var bytes = good
      for _ in 0...Int.random(in: 0...4, using: &dice) where !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &dice)
        switch Int.random(in: 0..<3, using: &dice) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
        case 1: bytes.remove(at: place)
        default: bytes.removeSubrange(place...)
        }
      }
      var reader = try #require(
        MultipartReader(contentType: "multipart/form-data; boundary=\(Self.boundary)"))
      try? reader.take(bytes) { _ in }
    }
    for kind in ["", "text/plain", "multipart/form-data", "multipart/form-data; boundary="] {
      #expect(MultipartReader(contentType: kind) == nil, "\(kind)")
    }
    var endless = try #require(
      MultipartReader(contentType: "multipart/form-data; boundary=\"b\""))
    try endless.take(Array("--b\r\n".utf8)) { _ in }
    #expect(throws: MultipartReader.Malformed.self) {
      try endless.take([UInt8](repeating: 65, count: 20_000)) { _ in }
    }
  }

  @Test(arguments: [
    ("mail.mbox", "mail.mbox"), ("../../etc/passwd", "passwd"), ("C:\\mail\\a.pst", "a.pst"),
    ("..", "file"), ("", "file"), ("a\u{0}b", "ab"),
  ])
  func namesStayInTheirFolder(_ name: String, _ safe: String) {
    #expect(Upload.safe(name) == safe)
  }
}
