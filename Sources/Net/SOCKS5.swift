internal import Glibc

extension ProxyDialogue {
  /// SOCKS 5 (RFC 1928), with user and password as in RFC 1929.
  mutating func socks5(host: String, port: UInt16) throws(NetError) {
    let methods: [UInt8] = proxy.login == nil ? [0] : [0, 2]
    try connection.send([5, UInt8(methods.count)] + methods)
    let choice = try read(2)
    guard choice[0] == 5 else { throw proxy.failed("this is not a SOCKS 5 proxy") }
    switch choice[1] {
    case 0: break
    case 2 where proxy.login != nil: try socks5Login()
    default: throw proxy.failed("it wants another kind of login", code: .proxyLoginRefused)
    }
    try connection.send(
      [5, 1, 0] + Self.address(host) + [UInt8(port >> 8), UInt8(port & 0xff)])
    try socks5Answer()
  }

  /// The type and bytes of an address, or of a name for the proxy to look up (§5).
  private static func address(_ host: String) -> [UInt8] {
    for (type, family, count) in [(UInt8(1), AF_INET, 4), (4, AF_INET6, 16)] {
      var bytes = [UInt8](repeating: 0, count: count)
      if unsafe inet_pton(family, host, &bytes) == 1 { return [type] + bytes }
    }
    let name = Array(host.utf8)
    return [3, UInt8(clamping: name.count)] + name
  }

  private func socks5Login() throws(NetError) {
    guard let login = proxy.login else { return }
    let user = Array(login.user.utf8)
    let password = Array(login.password.utf8)
    guard 1...255 ~= user.count, 1...255 ~= password.count else {
      throw proxy.failed(
        "user or password is empty or longer than 255 bytes", code: .proxyLoginRefused)
    }
    try connection.send(
      [1, UInt8(user.count)] + user + [UInt8(password.count)] + password)
    guard try read(2)[1] == 0 else {
      throw proxy.failed("it refused the login", code: .proxyLoginRefused)
    }
  }

  private func socks5Answer() throws(NetError) {
    let head = try read(4)
    guard head[0] == 5 else { throw proxy.failed("its answer is not SOCKS 5") }
    guard head[1] == 0 else {
      let reasons = [
        "general failure", "forbidden by its rules", "network unreachable", "host unreachable",
        "connection refused", "time to live expired", "command not supported",
        "address type not supported",
      ]
      let index = Int(head[1]) - 1
      throw proxy.failed(reasons.indices.contains(index) ? reasons[index] : "error \(head[1])")
    }
    // The address that the proxy bound is not needed: IPv4, IPv6 or a name, and a port.
    switch head[3] {
    case 1: _ = try read(4 + 2)
    case 4: _ = try read(16 + 2)
    case 3: _ = try read(Int(try read(1)[0]) + 2)
    default: throw proxy.failed("its answer has an unknown address type")
    }
  }
}
