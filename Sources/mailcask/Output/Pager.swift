import Archive
import ArgumentParser
private import Glibc
import Presentation

/// Long answers page by page, on a terminal.
struct PagerOption: ParsableArguments {
  @Flag(help: "Do not show a long answer page by page ($MAILCASK_PAGER, $PAGER, less).")
  var noPager = false

  /// Runs `body`; what it prints goes through the pager if it does not fit on the screen.
  func showing<Value>(_ body: () throws -> Value) rethrows -> Value {
    try Pager.showing(!noPager, body)
  }
}

enum Pager {
  /// Runs `body`; what it prints goes through the pager, if one is wanted and it does not fit on
  /// the screen.
  static func showing<Value>(
    _ isWanted: Bool, _ body: () throws -> Value
  ) rethrows -> Value {
    guard isWanted, Console.outputIsTerminal, !Console.isDumb, let rows = Console.rows,
      let columns = Console.textWidth, let program
    else { return try body() }
    return try Console.holding(body) { octets in
      if !fits(octets, rows: rows - 1, columns: columns), page(octets, program) { return }
      Console.write(octets: octets)
      Console.flush()
    }
  }

  /// Nil for none: an empty variable, or cat.
  private static var program: String? {
    let program = environmentVariable("MAILCASK_PAGER") ?? environmentVariable("PAGER") ?? "less"
    switch program {
    case "", "cat": return nil
    // F: ends by itself where all fits, R: lets colours through, X: leaves the text on the screen.
    case "less": return (environmentVariable("LESS") ?? "").isEmpty ? "less -FRX" : program
    default: return program
    }
  }

  /// Lines that are cut at the right edge count once: what is shown here is wrapped already.
  private static func fits(_ octets: [UInt8], rows: Int, columns: Int) -> Bool {
    octets.count(where: { $0 == 10 }) <= rows && octets.count <= rows * columns * 4
  }

  /// False where there is no such program.
  private static func page(_ octets: [UInt8], _ program: String) -> Bool {
    // Ctrl-C is the pager's as long as it runs.
    let before = signal(SIGINT, SIG_IGN)
    defer { _ = signal(SIGINT, before) }
    guard let pipe = unsafe popen(program, "w") else { return false }
    _ = unsafe fwrite(octets, 1, octets.count, pipe)
    let status = unsafe pclose(pipe)
    // What the shell says when it cannot run a program.
    return ![126, 127].contains(status >> 8 & 0xFF)
  }
}
