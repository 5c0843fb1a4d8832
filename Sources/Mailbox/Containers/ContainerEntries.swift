import Files

/// The files in a container, one after the other. Read the stream of an entry before requesting the
/// next entry.
protocol ContainerEntries: AnyObject {
  func next() throws(MailboxError) -> ContainerEntry?
}

enum ContainerEntry {
  case file(name: [UInt8], stream: any ByteStream, size: UInt64)
  case directory(name: [UInt8])
  /// Another name for a file. `target` is relative to the container's root.
  case link(name: [UInt8], target: [UInt8], isSymbolic: Bool)
  case rejected(name: [UInt8], Rejection.Reason)

  var name: [UInt8] {
    switch self {
    case .file(let name, _, _), .directory(let name), .link(let name, _, _),
      .rejected(let name, _):
      name
    }
  }
}

/// A name in a container, as the list of its directories and its last component.
struct ContainerPath: Hashable {
  var components: [[UInt8]]

  init(components: [[UInt8]]) { self.components = components }

  /// - Parameter name: components are separated by "/"; empty ones and "." are ignored.
  init(_ name: some Collection<UInt8>) {
    components = FilePath(bytes: Array(name.prefix(Limits.entryName))).components.map { Array($0) }
  }

  /// The target of a symbolic link in `directories`; nil if it is outside the container.
  init?(_ target: [UInt8], from directories: some Sequence<[UInt8]>) {
    guard target.first != UInt8(ascii: "/") else { return nil }
    components = Array(directories)
    for part in FilePath(bytes: target).components {
      if part.elementsEqual("..".utf8) {
        guard components.popLast() != nil else { return nil }
      } else {
        components.append(Array(part))
      }
    }
  }

  var directories: ArraySlice<[UInt8]> { components.dropLast() }
  var name: [UInt8] { components.last ?? [] }
  var isTooDeep: Bool { components.count > Limits.directoryDepth }
  /// Whether the name leads out of the container, which may be an attack.
  var climbs: Bool { components.contains { $0.elementsEqual("..".utf8) } }
}
