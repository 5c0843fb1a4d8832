import Documents
import Glibc

/// The process that reads documents of strangers. It confines itself first, so that no mistake in what
/// reads them can reach the mail, other files, other programs or the network.
package enum DocumentWorker {
  /// What the program is run with again; not for people.
  package static let command = "read-document"

  /// Executes the program of these arguments, by its path, in place of this process; without arguments
  /// but the number of documents it reads those from standard input. It must be called before there is a
  /// second thread.
  package static func run(_ arguments: [String]) -> Never {
    guard let first = arguments.first else { _exit(ExitStatus.notRun) }
    guard let count = UInt(first) else { execute(arguments) }
    guard Confinement.confine(mayExecute: false, seconds: Limits.processorSeconds * max(1, count))
    else { _exit(ExitStatus.notConfined) }
    readDocuments()
    _exit(0)
  }

  private static func execute(_ arguments: [String]) -> Never {
    guard Confinement.confine(mayExecute: true, seconds: Limits.processorSeconds) else {
      _exit(ExitStatus.notConfined)
    }
    var argv = unsafe arguments.map { unsafe strdup($0) } + [nil]
    _ = unsafe execv(arguments[0], &argv)
    _exit(ExitStatus.notRun)
  }

  private static func readDocuments() {
    var frames = FrameReader(standardInput())
    while let document = frames.document() {
      var text = Documents.text(
        of: document.bytes, name: document.name, mediaType: document.mediaType)
      text.cut(to: Limits.textBytes)
      var answer = FrameWriter()
      answer.text(text)
      guard write(answer.bytes) else { return }
    }
  }

  private static func standardInput() -> [UInt8] {
    var input: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 256 << 10)
    while case let count = unsafe read(STDIN_FILENO, &buffer, buffer.count), count > 0 {
      input += buffer[..<count]
    }
    return input
  }

  private static func write(_ bytes: [UInt8]) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(STDOUT_FILENO, $0.baseAddress, $0.count)
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }

  enum ExitStatus {
    static let notConfined: Int32 = 125
    static let notRun: Int32 = 127
  }
}

extension DocumentText {
  /// Leaves out what is behind this many bytes.
  fileprivate mutating func cut(to limit: Int) {
    var room = limit
    for index in pages.indices {
      let size = pages[index].utf8.count
      if size > room {
        pages[index] = String(decoding: pages[index].utf8.prefix(room), as: UTF8.self)
        pages.removeSubrange((index + 1)...)
        return
      }
      room -= size
    }
  }
}
