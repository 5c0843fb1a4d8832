import Errors
import Foundation
import LocalServers
import TestSupport
import TestThreads
import Testing

@testable import Net

@Suite("Connections", .waiting)
struct ConnectionTests {
  private func limits(_ change: (inout TimeLimits) -> Void = { _ in }) -> TimeLimits {
    var limits = TimeLimits()
    limits.connect = .seconds(10)
    limits.idle = .seconds(10)
    change(&limits)
    return limits
  }

  @Test("A closed port is refused, with words for it")
  func refused() throws {
    let port = try Listener().endpoint.port
    let error = #expect(throws: NetError.self) {
      try Connection(to: Endpoint(host: "localhost", port: port), limits: limits())
    }
    #expect(error?.code == .refused)
    #expect(error?.description.contains("localhost:\(port)") == true)
  }

  @Test func unknownHost() {
    let error = #expect(throws: NetError.self) {
      try Connection(to: Endpoint(host: "no-such-host.invalid", port: 995), limits: limits())
    }
    #expect(error?.code == .unknownHost)
  }

  @Test("A name with an address where nobody listens still connects by its other address")
  func otherFamily() throws {
    // `localhost` is ::1 too; the server listens on 127.0.0.1 only.
    let server = try ScriptedServer { peer, _ in try peer.send("hello") }
    defer { server.stop() }
    let connection = try Connection(to: server.endpoint, limits: limits())
    var buffer = [UInt8](repeating: 0, count: 5)
    #expect(try connection.receive(into: &buffer) == 5)
  }

  @Test("Silence has an end, in clear text and in the handshake")
  func silence() throws {
    let server = try ScriptedServer { peer, _ in try peer.waitForEnd() }
    defer { server.stop() }
    let limits = limits {
      $0.idle = .milliseconds(100)
      $0.handshake = .milliseconds(100)
    }
    let connection = try Connection(to: server.endpoint, limits: limits)
    var buffer = [UInt8](repeating: 0, count: 5)
    #expect(throws: NetError.self) { try connection.receive(into: &buffer) }
    let error = #expect(throws: NetError.self) {
      try connection.startTLS(TLSConfiguration(), host: "localhost")
    }
    #expect(error?.code == .timedOut)
  }

  @Test("A moment that has passed is not waited for: to look costs nothing")
  func passedDeadlines() {
    #expect(Deadline.now.milliseconds == 0)
    #expect(Deadline(after: .milliseconds(-5)).milliseconds == 0)
    #expect(Deadline(after: .seconds(100)).milliseconds > 0)
  }

  @Test("A wait ends when it is interrupted")
  func interrupt() throws {
    let interrupt = try #require(Interrupt())
    let server = try ScriptedServer { peer, _ in
      interrupt.signal()
      try peer.waitForEnd()
    }
    defer { server.stop() }
    var buffer = [UInt8](repeating: 0, count: 5)
    // The signal may come before the client knows that it is connected.
    let error = #expect(throws: NetError.self) {
      let connection = try Connection(to: server.endpoint, limits: limits(), interrupt: interrupt)
      _ = try connection.receive(into: &buffer)
    }
    #expect(error?.code == .interrupted)
    #expect(interrupt.isSignalled)
  }

  @Test(
    "A peer that reads on only when its answer is taken does not lock up",
    arguments: [
      true, false,
    ])
  func fullDuplex(encrypted: Bool) throws {
    let size = 8 << 20
    let authority = try CertificateAuthority(name: "Test")
    let identity = try authority.issue(.loopback)
    let server = try ScriptedServer { peer, _ in
      if encrypted { try peer.connection.acceptTLS(identity) }
      // Sends all before it reads anything.
      try peer.send([UInt8](repeating: 1, count: size))
      var buffer = [UInt8](repeating: 0, count: 64 << 10)
      var count = 0
      while count < size { count += try peer.connection.receive(into: &buffer) ?? 0 }
      try peer.send([2])
    }
    defer { server.stop() }
    let connection = try Connection(to: server.endpoint, limits: limits())
    if encrypted {
      try connection.startTLS(
        TLSConfiguration(trust: .authorities(authority.certificate)), host: "localhost")
    }
    try connection.send([UInt8](repeating: 3, count: size))
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    var count = 0
    var last: UInt8 = 0
    while count < size + 1 {
      let part = try connection.receive(into: &buffer) ?? 0
      try #require(part > 0)
      count += part
      last = buffer[part - 1]
    }
    #expect(count == size + 1)
    #expect(last == 2)
  }

  @Test("What a server said before it hung up is read, even if nothing can be sent any more")
  func lastWords() throws {
    let server = try ScriptedServer { peer, _ in try peer.send("last words") }
    defer { server.stop() }
    let connection = try Connection(to: server.endpoint, limits: limits())
    for _ in 0..<100 {
      try connection.send([1])
      usleep(1000)
    }
    var buffer = [UInt8](repeating: 0, count: 20)
    #expect(try connection.receive(into: &buffer) == 10)
    #expect(throws: NetError.self) { try connection.receive(into: &buffer) }
  }

  // MARK: Proxies

  private static let target = Endpoint(host: "pop.example.org", port: 995)

  @Test("SOCKS 5 passes the name on, with and without login", arguments: [true, false])
  func socks5(withLogin: Bool) throws {
    let proxy = try ScriptedServer { peer, _ in
      #expect(try peer.bytes(withLogin ? 4 : 3) == (withLogin ? [5, 2, 0, 2] : [5, 1, 0]))
      try peer.send([5, withLogin ? 2 : 0])
      if withLogin {
        #expect(try peer.bytes(7) == [1, 2] + Array("me".utf8) + [2] + Array("pw".utf8))
        try peer.send([1, 0])
      }
      let name = Array("pop.example.org".utf8)
      #expect(try peer.bytes(5 + name.count + 2) == [5, 1, 0, 3, 15] + name + [3, 0xe3])
      try peer.send([5, 0, 0, 1, 0, 0, 0, 0, 0, 0] + Array("+OK".utf8))
    }
    defer { proxy.stop() }
    let login = withLogin ? Proxy.Login(user: "me", password: "pw") : nil
    let connection = try Connection(
      to: Self.target, proxy: Proxy(.socks5, at: proxy.endpoint, login: login), limits: limits())
    var buffer = [UInt8](repeating: 0, count: 3)
    #expect(try connection.receive(into: &buffer) == 3)
    #expect(buffer == Array("+OK".utf8))
  }

  @Test(
    "SOCKS 5 gets addresses as addresses",
    arguments: [
      ("192.0.2.1", [1, 192, 0, 2, 1]), ("[::1]", [4] + [UInt8](repeating: 0, count: 15) + [1]),
    ])
  func socks5Addresses(host: String, address: [UInt8]) throws {
    let proxy = try ScriptedServer { peer, _ in
      _ = try peer.bytes(3)
      try peer.send([5, 0])
      #expect(try peer.bytes(3 + address.count) == [5, 1, 0] + address)
      _ = try peer.bytes(2)
      try peer.send([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])
    }
    defer { proxy.stop() }
    _ = try Connection(
      to: Endpoint(host: host, port: 995), proxy: Proxy(.socks5, at: proxy.endpoint),
      limits: limits())
  }

  @Test(
    "What a SOCKS 5 proxy may say instead",
    arguments: [
      ([0x48, 0x54], NetError.Code.proxyFailed), ([5, 0xff], .proxyLoginRefused),
      ([5, 2], .proxyLoginRefused), ([5, 0, 5, 5, 0, 1], .proxyFailed),
      ([5, 0, 5, 0, 0, 9], .proxyFailed), ([5], .proxyFailed),
    ])
  func socks5Refusals(answer: [UInt8], code: NetError.Code) throws {
    let proxy = try ScriptedServer { peer, _ in
      try peer.send(answer)
      _ = try peer.bytes(3)
    }
    defer { proxy.stop() }
    let error = #expect(throws: NetError.self) {
      try Connection(to: Self.target, proxy: Proxy(.socks5, at: proxy.endpoint), limits: limits())
    }
    #expect(error?.code == code || error?.code == .reset)
  }

  @Test("HTTP CONNECT reads nothing that belongs to the target")
  func httpConnect() throws {
    let proxy = try ScriptedServer { peer, _ in
      #expect(try peer.line() == "CONNECT pop.example.org:995 HTTP/1.1")
      #expect(try peer.line() == "Host: pop.example.org:995")
      #expect(try peer.line() == "Proxy-Authorization: Basic bWU6cHc=")
      #expect(try peer.line() == "")
      try peer.send("HTTP/1.1 200 Connection established\r\nVia: x\r\n\r\n+OK")
    }
    defer { proxy.stop() }
    let connection = try Connection(
      to: Self.target,
      proxy: Proxy(.http, at: proxy.endpoint, login: .init(user: "me", password: "pw")),
      limits: limits())
    var buffer = [UInt8](repeating: 0, count: 10)
    #expect(try connection.receive(into: &buffer) == 3)
  }

  @Test(arguments: [
    ("HTTP/1.1 407 Login\r\n\r\n", NetError.Code.proxyLoginRefused),
    ("HTTP/1.1 502 Bad\r\n\r\n", .proxyFailed), ("+OK POP3\r\n\r\n", .proxyFailed),
    ("HTTP/1.1 200 OK\r\n", .proxyFailed), (String(repeating: "x", count: 100_000), .proxyFailed),
  ])
  func httpRefusals(answer: String, code: NetError.Code) throws {
    let proxy = try ScriptedServer { peer, _ in
      _ = try peer.line()
      try peer.send(answer)
    }
    defer { proxy.stop() }
    let error = #expect(throws: NetError.self) {
      try Connection(to: Self.target, proxy: Proxy(.http, at: proxy.endpoint), limits: limits())
    }
    #expect(error?.code == code || error?.code == .reset)
  }
}
