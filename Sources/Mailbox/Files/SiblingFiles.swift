import Files

/// The files around a message, in a directory or a container. Paths are relative to the message's
/// directory and may begin with "..".
protocol SiblingFiles {
  /// In order; empty if there is no such directory.
  func names(in path: [String]) -> [[UInt8]]

  /// Nil if the file does not exist or cannot be read.
  func bytes(of name: [UInt8], in path: [String]) -> MessageBytes?
}

struct DirectorySiblings: SiblingFiles {
  private let directory: FilePath
  private let options: ReadOptions

  init(_ directory: FilePath, _ options: ReadOptions) {
    self.directory = directory
    self.options = options
  }

  func names(in path: [String]) -> [[UInt8]] {
    guard let names = try? POSIX.list(resolved(path)) else { return [] }
    return (0..<names.count).map { Array(names[$0]) }
  }

  func bytes(of name: [UInt8], in path: [String]) -> MessageBytes? {
    guard let stream = try? FileStream(resolved(path) / name, ReadContext(options)),
      stream.status.type == .regular
    else { return nil }
    var growing = MessageBytesBuilder(in: options.spill)
    guard (try? growing.add(all: stream)) != nil else { return nil }
    return try? growing.all()
  }

  private func resolved(_ path: [String]) -> FilePath {
    path.reduce(directory) { $0 / Array($1.utf8) }
  }
}
