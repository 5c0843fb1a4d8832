internal import CLinux
internal import Synchronization

/// What the system's name server knows of a domain besides addresses. Its answers are not
/// authenticated: what is found by them must be shown to be right in another way.
package enum DNS {
  package struct Service: Equatable, Sendable {
    package let host: String
    package let port: UInt16

    package init(host: String, port: UInt16) {
      self.host = host
      self.port = port
    }
  }

  /// The hosts that take a domain's mail, the preferred first; none where nothing is known in time.
  package static func mailExchangers(of domain: String) -> [String] {
    ask(domain, .mailExchanger)?.mailExchangers ?? []
  }

  /// - Parameter name: such as "_imaps._tcp.example.org" (RFC 6186).
  package static func services(_ name: String) -> [Service] { ask(name, .service)?.services ?? [] }

  /// `res_query(3)` has no time limit of its own; like a name lookup, it runs in a thread that is
  /// abandoned if it takes too long.
  private static func ask(_ name: String, _ type: DNSAnswer.RecordType) -> DNSAnswer? {
    guard let host = try? Endpoint(host: name, port: 0).asciiHost(), let done = Interrupt() else {
      return nil
    }
    let question = Question(done: done)
    let isStarted = startThread {
      var answer = [UInt8](repeating: 0, count: Limits.dnsAnswer)
      let length = unsafe res_query(
        host, DNSAnswer.internetClass, Int32(type.rawValue), &answer, Int32(answer.count))
      question.answer.withLock { $0 = length > 0 ? Array(answer.prefix(Int(length))) : nil }
      question.done.signal()
    }
    guard isStarted else { return nil }
    _ = Poll.wait(
      [Poll.Interest(descriptor: done.descriptor, readable: true)],
      until: Deadline(after: Limits.dnsPatience))
    return question.answer.withLock { $0 }.map(DNSAnswer.init)
  }

  private final class Question: Sendable {
    let answer = Mutex<[UInt8]?>(nil)
    let done: Interrupt

    init(done: Interrupt) { self.done = done }
  }
}
