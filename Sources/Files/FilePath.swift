import Bytes

/// A path as the file system holds it: bytes, not always UTF-8.
package struct FilePath: Hashable, Sendable {
  package var bytes: [UInt8]

  package init(bytes: [UInt8]) { self.bytes = bytes }
  package init(_ text: String) { self.bytes = Array(text.utf8) }

  /// The inverse of `text`.
  package init(text: String) {
    bytes = []
    var rest = Array(text.utf8)[...]
    while let first = rest.popFirst() {
      guard first == UInt8(ascii: "\\") else {
        bytes.append(first)
        continue
      }
      if rest.first == UInt8(ascii: "x"),
        let byte = Hexadecimal.decode(rest.dropFirst().prefix(2)), byte.count == 1
      {
        bytes += byte
        rest = rest.dropFirst(3)
      } else {
        bytes.append(first)
        rest = rest.dropFirst()
      }
    }
  }

  package static func / (path: FilePath, name: some Collection<UInt8>) -> FilePath {
    var bytes = path.bytes
    if bytes.last != UInt8(ascii: "/"), !bytes.isEmpty { bytes.append(UInt8(ascii: "/")) }
    bytes.append(contentsOf: name)
    return FilePath(bytes: bytes)
  }

  /// Components, without empty ones and ".".
  package var components: [ArraySlice<UInt8>] {
    bytes.split(separator: UInt8(ascii: "/")).filter { !$0.elementsEqual([UInt8(ascii: ".")]) }
  }

  package var name: ArraySlice<UInt8> { components.last ?? [] }

  /// The directory that contains the last component.
  package var directory: FilePath {
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")) else { return FilePath(".") }
    return FilePath(bytes: Array(bytes[...max(0, slash - 1)]))
  }

  /// The name that a file or directory has until it is complete.
  package var unfinished: FilePath { FilePath(bytes: bytes + Array(".partial".utf8)) }

  /// Unambiguous text: UTF-8 unchanged, other bytes as `\xNN`, a backslash doubled.
  package var text: String { printable(bytes) }
}

/// See `FilePath.text`.
package func printable(_ bytes: some Collection<UInt8>) -> String {
  let backslash = UInt8(ascii: "\\")
  if let text = String(validating: bytes, as: UTF8.self), !bytes.contains(backslash) { return text }
  var text = ""
  var rest = Array(bytes)[...]
  while let first = rest.first {
    if first == backslash {
      text += "\\\\"
      rest = rest.dropFirst()
    } else if let length = (1...4).first(where: { length in
      String(validating: rest.prefix(length), as: UTF8.self) != nil && rest.count >= length
    }) {
      text += String(decoding: rest.prefix(length), as: UTF8.self)
      rest = rest.dropFirst(length)
    } else {
      text += "\\x" + Hexadecimal.encode([first])
      rest = rest.dropFirst()
    }
  }
  return text
}

/// Order of names in a folder: names of digits only by number (MH), before all others, which are
/// ordered by bytes.
package func precedes(_ a: ArraySlice<UInt8>, _ b: ArraySlice<UInt8>) -> Bool {
  switch (isNumber(a), isNumber(b)) {
  case (true, true):
    let (x, y) = (a.drop { $0 == UInt8(ascii: "0") }, b.drop { $0 == UInt8(ascii: "0") })
    if x.count != y.count { return x.count < y.count }
    if !x.elementsEqual(y) { return x.lexicographicallyPrecedes(y) }
    return a.count < b.count
  case (true, false): return true
  case (false, true): return false
  case (false, false): return a.lexicographicallyPrecedes(b)
  }
}

package func isNumber(_ name: ArraySlice<UInt8>) -> Bool {
  !name.isEmpty && name.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
}
