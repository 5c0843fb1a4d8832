import Archive
import Bytes
import Files
import Foundation

extension SecretSource {
  /// Gets the password or token. The secret is in the result alone: errors never quote it, nor
  /// what a command printed.
  ///
  /// - Parameter prompt: asks on the terminal, given the question; nil where there is nobody to ask.
  func read(
    forAccount account: String, prompt: (String) -> String?
  ) throws(ArchiveError) -> [UInt8] {
    let secret =
      switch self {
      case .command(let command): try Self.output(ofCommand: command, account: account)
      case .file(let path): try Self.contents(ofFile: path, account: account)
      case .environment(let name): try Self.variable(name, account: account)
      case .keyring(let attributes): try Self.keyring(attributes, account: account)
      case .oauth: throw Self.error(account, why: "it uses tokens")
      case .prompt: try Self.answer(prompt, account: account)
      }
    // RFC 1939 commands are lines: an end of line in a password would be a second command.
    guard !secret.isEmpty, !secret.contains(where: { $0 == 0 || $0 == 10 || $0 == 13 }) else {
      throw Self.error(account, why: "it is empty, or holds a NUL or an end of line")
    }
    return secret
  }

  private static func output(
    ofCommand command: String, account: String
  ) throws(ArchiveError) -> [UInt8] {
    let (status, bytes) = try run("/bin/sh", ["-c", command], account: account)
    guard status == 0 else {
      throw error(
        account, why: "password_command ended with status \(status)",
        remedy: "Run it by hand to see what it says.")
    }
    return firstLine(bytes)
  }

  private static func keyring(
    _ attributes: [String], account: String
  ) throws(ArchiveError) -> [UInt8] {
    let arguments = ["secret-tool", "lookup"] + attributes
    let (status, bytes) = try run("/usr/bin/env", arguments, account: account)
    guard status == 0 else {
      throw error(
        account, why: "secret-tool ended with status \(status)",
        remedy: "Is the keyring open, and the password in it? Try: "
          + arguments.joined(separator: " "))
    }
    return firstLine(bytes)
  }

  /// The exit status, negative for a signal, and what the program printed.
  private static func run(
    _ program: String, _ arguments: [String], account: String
  ) throws(ArchiveError) -> (status: Int32, output: Data) {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardOutput = output
    do { try process.run() } catch {
      throw Self.error(account, why: "\(program) cannot be started: \(error)")
    }
    let watchdog = DispatchWorkItem { process.terminate() }
    DispatchQueue.global().asyncAfter(
      deadline: .now() + .seconds(Limits.passwordCommandSeconds), execute: watchdog)
    let bytes = (try? output.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    watchdog.cancel()
    let status = process.terminationStatus
    return (process.terminationReason == .exit ? status : -status, bytes)
  }

  private static func contents(
    ofFile path: String, account: String
  ) throws(ArchiveError) -> [UInt8] {
    let file = FilePath(path)
    guard let mode = (try? POSIX.status(file))?.permissions,
      let bytes = try? SmallFile.read(file, limit: Limits.passwordBytes)
    else {
      throw error(
        account, why: "password_file \(path) cannot be read", remedy: "Check its name and owner.")
    }
    guard mode & 0o077 == 0 else {
      throw error(
        account, why: "password_file \(path) can be read by others",
        remedy: "Close it with: chmod 600 \(path)")
    }
    return firstLine(bytes)
  }

  private static func variable(_ name: String, account: String) throws(ArchiveError) -> [UInt8] {
    guard let value = ProcessInfo.processInfo.environment[name], !value.isEmpty else {
      throw error(
        account, why: "the environment variable \(name) is not set, or empty",
        remedy: "Set it, or use password_command.")
    }
    return Array(value.utf8)
  }

  private static func answer(
    _ prompt: (String) -> String?, account: String
  ) throws(ArchiveError) -> [UInt8] {
    guard let answer = prompt("Password for \(account): ") else {
      throw error(
        account, why: "none is configured and there is no terminal to ask on",
        remedy: "Add password_command, password_file or password_env to [accounts.\(account)].")
    }
    return Array(answer.utf8)
  }

  private static func firstLine(_ bytes: some Collection<UInt8>) -> [UInt8] {
    let line = Array(bytes.prefix(Limits.passwordBytes).prefix { $0 != Byte.lf })
    return line.last == Byte.cr ? line.dropLast() : line
  }

  private static func error(_ account: String, why: String, remedy: String = "") -> ArchiveError {
    ArchiveError(.credentials, "get the password of account \(account)", why: why, remedy: remedy)
  }
}
