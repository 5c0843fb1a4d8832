import Archive
import ArgumentParser
private import Glibc
import Presentation
import StandardStreams
import Text
import Transfer

struct CheckExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check-export",
    abstract: "Verify an export, even years later and without the archive.",
    discussion: """
      Reads the export and compares every message with its digest in the manifest. Names the \
      messages that are damaged.

      Examples:
        mailcask check-export work-2023.mbox
        mailcask check-export everything.mbox.gz --manifest everything.json
      """)

  @OptionGroup var verbosity: VerbosityOptions

  @Option(help: ArgumentHelp("The manifest, if it is not next to the export.", valueName: "file"))
  var manifest: String?

  @Flag(help: "Print the results as JSON, one line per export.")
  var json = false

  @Argument(help: ArgumentHelp("Exports, or their manifests.", valueName: "file"))
  var files: [String]

  func validate() throws {
    if manifest != nil, files.count > 1 {
      throw ValidationError("--manifest is for one export at a time")
    }
  }

  func run() throws {
    let interruption = try Interruption(.whenSafe("nothing was changed"))
    var failed = false
    for file in files {
      if try !check(file, interruption) { failed = true }
    }
    if failed { throw ExitStatus.partial }
  }

  private func check(_ file: String, _ interruption: Interruption) throws -> Bool {
    guard unsafe access(file, F_OK) == 0 else {
      throw ArchiveError(
        .notFound, "check \(file)", why: "there is no such file",
        remedy: "Name an export, or its manifest.")
    }
    let line = ProgressLine()
    let proof = try MailArchive.checkExport(file, manifest: manifest) { progress in
      line.show(
        done: UInt64(clamping: progress.bytes), all: 0, counted(progress.messages, "message"))
    } isInterrupted: {
      interruption.isRequested
    }
    line.clear()
    guard !json else {
      Console.json(ProofLine(proof, of: file))
      return proof.isWhole
    }
    for damage in proof.damage {
      Console.line("\(terminalSafe(file)): \(terminalSafe("\(damage)"))")
    }
    let lossy =
      proof.lossy > 0 ? ", \(grouped(proof.lossy)) as well as the format could hold them" : ""
    if proof.isWhole {
      Console.line(
        "\(terminalSafe(file)): \(counted(proof.messages, "message")) "
          + "(\(humanSize(proof.bytes))), all whole\(lossy)")
    } else {
      let strays = proof.strays > 0 ? "; \(grouped(proof.strays)) found that it did not write" : ""
      Console.line(
        "\(terminalSafe(file)): \(grouped(proof.damaged)) of \(counted(proof.messages, "message")) damaged\(strays)"
      )
    }
    return proof.isWhole
  }
}
