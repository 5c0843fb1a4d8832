import Bytes
import Digests
import Glibc
import Synchronization

/// Lets a browser in once: a pass is good for a minute and for one use.
///
/// Who knows the key can make passes, so that a second `mailcask web` of the same user can open the
/// server that runs, without asking it.
final class EntryPasses: Sendable {
  let key: [UInt8]
  private let clock: @Sendable () -> Int64
  /// When each pass that was used would have ended, by its number.
  private let used = Mutex<[String: Int64]>([:])

  init(key: [UInt8], clock: @escaping @Sendable () -> Int64 = { Int64(time(nil)) }) {
    self.key = key
    self.clock = clock
  }

  /// A pass "NUMBER-END-PROOF": a random number, the second in which it ends, and the proof that it
  /// was made with the key.
  func make() throws -> String {
    let number = Hexadecimal.encode(try KeyedDigest.random(count: 16))
    let body = "\(number)-\(clock() + Limits.entrySeconds)"
    return "\(body)-\(try proof(of: body))"
  }

  /// The number of a pass, which names the file that leads to it.
  static func number(of pass: String) -> String { String(pass.prefix { $0 != "-" }) }

  /// Whether a pass lets in; after that it does not again.
  func use(_ pass: String) -> Bool {
    let parts = pass.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 3, let end = Int64(parts[1]),
      let proof = try? proof(of: "\(parts[0])-\(parts[1])"),
      AccessKeys.areEqual(proof, parts[2])
    else { return false }
    let now = clock()
    guard end > now, end <= now + Limits.entrySeconds else { return false }
    return used.withLock { used in
      used = used.filter { $0.value > now }
      return used.updateValue(end, forKey: parts[0]) == nil
    }
  }

  private func proof(of body: String) throws -> String {
    Hexadecimal.encode(try KeyedDigest.hmac(.sha256, key: key, message: Array(body.utf8)))
  }
}
