/// A host, by name or address, and a TCP port.
package struct Endpoint: Sendable, Hashable, CustomStringConvertible {
  package let host: String
  package let port: UInt16

  package init(host: String, port: UInt16) {
    // Addresses may be written in brackets, as in a URL (RFC 3986 §3.2.2).
    self.host =
      host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
    self.port = port
  }

  package var description: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

  /// The host in the form used for DNS, proxies and certificates: lower case, IDN labels as
  /// A-labels.
  func asciiHost() throws(NetError) -> String {
    var labels: [String] = []
    var name = Substring(host)
    if name.hasSuffix(".") { name = name.dropLast() }
    for label in name.split(separator: ".", omittingEmptySubsequences: false) {
      labels.append(label.utf8.allSatisfy { $0 < 0x80 } ? String(label) : Punycode.aLabel(label))
    }
    let ascii = labels.joined(separator: ".").lowercased()
    let legal = ascii.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "/") }
    guard legal, !ascii.isEmpty, ascii.utf8.count <= Limits.hostName else {
      throw NetError(
        .badHostName, at: host.debugDescription, why: "this is not a valid host name",
        remedy: "write a name such as pop.example.org or an IP address")
    }
    return ascii
  }
}
