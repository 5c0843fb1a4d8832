import Bytes

extension ProxyDialogue {
  /// CONNECT (RFC 9110 §9.3.6), with Basic login (RFC 7617).
  mutating func httpConnect(host: String, port: UInt16) throws(NetError) {
    let authority = Endpoint(host: host, port: port).description
    var request = "CONNECT \(authority) HTTP/1.1\r\nHost: \(authority)\r\n"
    if let login = proxy.login {
      guard !login.user.contains(":") else {
        throw proxy.failed("the user name has a colon", code: .proxyLoginRefused)
      }
      let pair = Array("\(login.user):\(login.password)".utf8)
      request += "Proxy-Authorization: Basic \(Base64.encode(pair))\r\n"
    }
    try connection.send(Array("\(request)\r\n".utf8))
    try judge(head: httpHead())
  }

  /// Read one byte at a time, because what follows the empty line belongs to the target.
  private func httpHead() throws(NetError) -> [UInt8] {
    var head: [UInt8] = []
    while !head.suffix(4).elementsEqual("\r\n\r\n".utf8), !head.suffix(2).elementsEqual("\n\n".utf8)
    {
      guard head.count < Limits.proxyAnswer else { throw proxy.failed("its answer is too long") }
      head += try read(1)
    }
    return head
  }

  private func judge(head: [UInt8]) throws(NetError) {
    let words = head.prefix { $0 != 10 && $0 != 13 }.split(separator: UInt8(ascii: " "))
    guard let version = words.first, version.starts(with: "HTTP/1.".utf8), words.count > 1,
      let status = Int(String(decoding: words[1], as: UTF8.self))
    else { throw proxy.failed("this is not an HTTP proxy") }
    switch status {
    case 200..<300: return
    case 407: throw proxy.failed("it wants a login", code: .proxyLoginRefused)
    default: throw proxy.failed("it answered with status \(status)")
    }
  }
}
