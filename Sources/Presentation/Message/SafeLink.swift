import Bytes

/// What a link in a message says, and where it goes.
enum SafeLink {
  /// The host of an address that begins with http: or https:, in lower case; nil for others.
  static func host(of address: String) -> String? {
    let address = address.lowercased()
    guard let scheme = ["https://", "http://"].first(where: address.hasPrefix) else { return nil }
    let authority = address.dropFirst(scheme.count).prefix { !"/?#\\".contains($0) }
    // A name and password before the host are often meant to deceive.
    let host = authority.split(separator: "@").last ?? ""
    return String(host.prefix { $0 != ":" })
  }

  /// Whether the text of a link has the name of a host, and not the one that it goes to or one above it.
  static func names(_ text: String, anotherHostThan host: String) -> Bool {
    text.lowercased().split(whereSeparator: \.isWhitespace).contains { word in
      let named = Self.host(of: String(word)) ?? Self.host(of: "https://" + word) ?? ""
      guard isHost(named) else { return false }
      return !isSame(named, host)
    }
  }

  private static func isSame(_ named: String, _ host: String) -> Bool {
    let short = named.hasPrefix("www.") ? String(named.dropFirst(4)) : named
    return host == short || host.hasSuffix("." + short)
  }

  /// Letters, digits, hyphens and dots, with a top-level domain of letters: "example.org", not "e.g." or
  /// "1.5".
  private static func isHost(_ name: String) -> Bool {
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    guard labels.count > 1, let top = labels.last, top.count > 1,
      labels.allSatisfy({ !$0.isEmpty }),
      top.utf8.allSatisfy(Byte.isLetter)
    else { return false }
    return name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "-" || $0 == "."
    }
  }

  /// Whether an address of an image is at a server.
  static func isRemote(_ address: [UInt8]) -> Bool {
    let start = address.drop(while: Byte.isSpace).prefix(8).map(Byte.lowercased)
    return ["http:", "https:", "//"].contains { start.starts(with: $0.utf8) }
  }
}
