import Archive
import Foundation
import StandardStreams

/// Reads the index for `verify` in a process of its own, so that a damaged index can crash that process
/// only.
enum IndexInspector {
  /// What the program is run with again; not for people.
  static let command = "inspect-index"

  /// A process that only waits is ended after this many times the processor time that it may take.
  private static let idleFactor = 20.0

  /// - Parameter arguments: the command, how closely to look, and the archive's directory.
  static func run(_ arguments: [String]) throws {
    guard arguments.count == 3, let depth = VerificationDepth(rawValue: arguments[1]) else {
      throw ExitStatus.usage
    }
    var none = rlimit()
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    let archive = try MailArchive.open(ArchiveLocation(directory: arguments[2]), .reading)
    // Time of the processor: a busy machine must not make a sound index look damaged.
    let seconds = rlim_t(archive.secondsForInspection.rounded(.up))
    var limit = rlimit(rlim_cur: seconds, rlim_max: seconds)
    _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &limit)
    Console.write(bytes: Array(try JSONEncoder().encode(archive.inspectIndex(depth))))
  }

  /// Reads the index of `archive` in another process, for a limited time. A crash is an answer: the
  /// index is damaged.
  static func inspect(
    _ archive: MailArchive, _ depth: VerificationDepth
  ) throws -> IndexInspection {
    let process = Process()
    let output = Pipe()
    process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    process.arguments = [command, depth.rawValue, archive.location.directory]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    do { try process.run() } catch { return try archive.inspectIndex(depth) }
    let isOver = DispatchWorkItem { kill(process.processIdentifier, SIGKILL) }
    DispatchQueue.global().asyncAfter(
      deadline: .now() + archive.secondsForInspection * idleFactor, execute: isOver)
    let answer = (try? output.fileHandleForReading.readToEnd()) ?? Data()
    process.waitUntilExit()
    isOver.cancel()
    if process.terminationReason == .exit,
      let inspection = try? JSONDecoder().decode(IndexInspection.self, from: answer)
    {
      return inspection
    }
    return IndexInspection(
      damage: "it is damaged: reading it "
        + (process.terminationReason == .exit ? "failed" : "crashed or never ended")
        + "; mailcask verify --repair rebuilds it")
  }
}
