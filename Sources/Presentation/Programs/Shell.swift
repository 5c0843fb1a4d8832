private import Glibc

/// Other programs on this terminal.
enum Shell {
  /// Runs a program to its end with the terminal as it is, and gives its exit status; 127 where there
  /// is none of that name.
  static func run(_ words: [String]) -> Int32 { run(words.map(quoted).joined(separator: " ")) }

  /// - Parameter command: for a POSIX shell.
  static func run(_ command: String) -> Int32 {
    Console.flush()
    return unsafe system(command) >> 8 & 0xFF
  }

  static func quoted(_ word: String) -> String {
    "'" + word.replacing("'", with: "'\\''") + "'"
  }
}
