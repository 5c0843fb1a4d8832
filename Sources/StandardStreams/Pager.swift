import Archive
import ArgumentParser
private import Glibc
import Presentation

/// Shows long output page by page on a terminal.
package struct PagerOption: ParsableArguments {
  @Flag(help: "Do not use a pager ($MAILCASK_PAGER, $PAGER, less).")
  package var noPager = false

  package init() {}

  /// Runs `body`; what it prints goes through the pager if it does not fit on the screen.
  package func showing<Value>(_ body: () throws -> Value) rethrows -> Value {
    try Pager.showing(!noPager, body)
  }
}

package enum Pager {
  /// Runs `body`; what it prints goes through the pager, if one is wanted and it does not fit on
  /// the screen.
  package static func showing<Value>(
    _ isWanted: Bool, _ body: () throws -> Value
  ) rethrows -> Value {
    guard isWanted, Console.outputIsTerminal, !Console.isDumb, let rows = Console.rows,
      let columns = Console.textWidth, let program
    else { return try body() }
    return try Console.holding(body) { bytes in
      if !fits(bytes, rows: rows - 1, columns: columns), page(bytes, program) { return }
      Console.write(bytes: bytes)
      Console.flush()
    }
  }

  /// Nil if the variable is empty, or names cat.
  private static var program: String? {
    let program = environmentVariable("MAILCASK_PAGER") ?? environmentVariable("PAGER") ?? "less"
    switch program {
    case "", "cat": return nil
    // F: quits if everything fits, R: passes colors through, X: leaves the text on the screen.
    case "less": return (environmentVariable("LESS") ?? "").isEmpty ? "less -FRX" : program
    default: return program
    }
  }

  /// Lines that are cut at the right edge count once: what is shown here is wrapped already.
  private static func fits(_ bytes: [UInt8], rows: Int, columns: Int) -> Bool {
    bytes.count(where: { $0 == 10 }) <= rows && bytes.count <= rows * columns * 4
  }

  /// False if there is no such program.
  private static func page(_ bytes: [UInt8], _ program: String) -> Bool {
    // While the pager runs, Ctrl-C is for the pager.
    let before = signal(SIGINT, SIG_IGN)
    defer { _ = signal(SIGINT, before) }
    guard let pipe = unsafe popen(program, "w") else { return false }
    _ = unsafe fwrite(bytes, 1, bytes.count, pipe)
    let status = unsafe pclose(pipe)
    // The shell's exit status when it cannot run a program.
    return ![126, 127].contains(status >> 8 & 0xFF)
  }
}
