import Foundation

/// Prints what is being done, for people who wait.
func progress(_ text: String) {
  FileHandle.standardError.write(Data((text + "\n").utf8))
}
