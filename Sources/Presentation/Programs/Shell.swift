private import Glibc

/// Runs other programs on this terminal. Flush buffered output first.
package enum Shell {
  /// Runs a program to its end and returns its exit status; 127 if there is no such program.
  package static func run(_ words: [String]) -> Int32 {
    run(words.map(quoted).joined(separator: " "))
  }

  /// - Parameter command: for a POSIX shell.
  package static func run(_ command: String) -> Int32 {
    unsafe system(command) >> 8 & 0xFF
  }

  /// Quotes a text as one word for a POSIX shell. Works on scalars: a combining mark after an
  /// apostrophe forms one Character with it.
  package static func quoted(_ word: String) -> String {
    var text = "'"
    for scalar in word.unicodeScalars {
      if scalar == "'" { text += "'\\''" } else { text.unicodeScalars.append(scalar) }
    }
    return text + "'"
  }
}
