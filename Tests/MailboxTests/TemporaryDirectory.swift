import Files
import Glibc

@testable import Mailbox

/// A directory for one test, removed with all in it at the end.
final class TemporaryDirectory {
  let path: String

  init() throws {
    var template = Array("/tmp/mailbox-test-XXXXXX".utf8CString)
    let made = unsafe template.withUnsafeMutableBufferPointer { buffer -> String? in
      guard let base = buffer.baseAddress, let made = unsafe mkdtemp(base) else { return nil }
      return unsafe String(cString: made)
    }
    guard let made else { throw Failed("no temporary directory") }
    path = made
  }

  deinit { _ = try? run("/bin/rm", ["-rf", path]) }

  func at(_ name: String) -> String { "\(path)/\(name)" }

  func makeDirectory(_ name: String) throws {
    var built = path
    for part in name.split(separator: "/") {
      built += "/\(part)"
      if unsafe mkdir(built, 0o700) != 0, errno != EEXIST { throw Failed("mkdir \(built)") }
    }
  }

  @discardableResult
  func write(_ name: String, _ text: String) throws -> String { try write(name, Array(text.utf8)) }

  @discardableResult
  func write(_ name: String, _ bytes: [UInt8]) throws -> String {
    if let slash = name.lastIndex(of: "/") { try makeDirectory(String(name[..<slash])) }
    guard let file = unsafe fopen(at(name), "wb") else { throw Failed("cannot write \(name)") }
    defer { unsafe fclose(file) }
    let count = unsafe bytes.withUnsafeBytes { unsafe fwrite($0.baseAddress, 1, $0.count, file) }
    guard count == bytes.count else { throw Failed("cannot write \(name)") }
    return at(name)
  }

  func contents(_ name: String) throws -> [UInt8] {
    guard let file = unsafe fopen(at(name), "rb") else { throw Failed("cannot read \(name)") }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var portion = [UInt8](repeating: 0, count: 65_536)
    while true {
      let got = unsafe portion.withUnsafeMutableBytes {
        unsafe fread($0.baseAddress, 1, $0.count, file)
      }
      if got == 0 { return bytes }
      bytes += portion[..<got]
    }
  }

  func names(_ directory: String = "") throws -> [String] {
    let list = try POSIX.list(FilePath(at(directory)))
    return (0..<list.count).map { String(decoding: list[$0], as: UTF8.self) }
  }
}

/// Runs a program and gives what it printed, or nil if it failed.
@discardableResult
func run(_ program: String, _ arguments: [String], input: String? = nil) throws -> String? {
  let command = ([program] + arguments).map { "'" + $0.replacing("'", with: "'\\''") + "'" }
  var line = command.joined(separator: " ") + " 2>/dev/null"
  if let input { line += " < '\(input)'" }
  guard let pipe = unsafe popen(line, "r") else { throw Failed("cannot run \(program)") }
  var output: [UInt8] = []
  var portion = [UInt8](repeating: 0, count: 65_536)
  while true {
    let got = unsafe portion.withUnsafeMutableBytes {
      unsafe fread($0.baseAddress, 1, $0.count, pipe)
    }
    if got == 0 { break }
    output += portion[..<got]
  }
  return unsafe pclose(pipe) == 0 ? String(decoding: output, as: UTF8.self) : nil
}

func isInstalled(_ program: String) -> Bool {
  (try? run("/bin/sh", ["-c", "command -v \(program)"])) != nil
}

func openForWriting(_ path: String) throws -> Int32 {
  let descriptor = unsafe open(path, O_WRONLY)
  guard descriptor >= 0 else { throw Failed("cannot open \(path)") }
  return descriptor
}
